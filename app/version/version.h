// Which Logitscope this is. The build writes the functions, by write_version.cmake.
#pragma once

#include <string>

namespace logitscope
{

std::string version(); // "0.1.0"

// Twelve digits of the commit that it was built from, with "+" behind where files were changed
// since; empty where the build couldn't know.
std::string commit();

inline std::string versionAndCommit() // "0.1.0 (4e51d509fb0d)"
{
    return commit().empty() ? version() : version() + " (" + commit() + ")";
}

} // namespace logitscope
