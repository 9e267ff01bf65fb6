# cmake -D VERSION=0.1.0 -D FILE=version.cpp -P write_version.cmake writes what version.h declares.
# The commit is git's, or in an archive that git made, which has no .git, what git wrote into
# packaging/commit.
cmake_path(SET source NORMALIZE ${CMAKE_CURRENT_LIST_DIR}/../..)
set(commit "")
find_program(GIT git)
if(GIT AND EXISTS ${source}/.git)
    # --exclude='*': no tag, so that it is the commit itself.
    execute_process(COMMAND ${GIT} -C ${source} describe --always --abbrev=12 --dirty=+ --exclude=*
        OUTPUT_VARIABLE commit ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
elseif(NOT EXISTS ${source}/.git)
    file(STRINGS ${source}/packaging/commit commit LIMIT_COUNT 1)
    string(SUBSTRING "${commit}" 0 12 commit)
endif()
if(NOT commit MATCHES "^[0-9a-f]+[+]?$")
    set(commit "")
endif()
# Written only where it differs, so that nothing is compiled in vain.
file(CONFIGURE OUTPUT ${FILE} @ONLY CONTENT [[
#include "app/version/version.h"

namespace logitscope
{

std::string version()
{
    return "@VERSION@";
}

std::string commit()
{
    return "@commit@";
}

} // namespace logitscope
]])
