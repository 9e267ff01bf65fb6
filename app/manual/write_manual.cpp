#include "app/manual/write_manual.h"

#include "app/manual/completions.h"
#include "app/manual/man_page.h"

#include <fstream>

namespace logitscope
{

Result<void> writeManual(const CommandDescription& program, const std::string& version,
                         const std::filesystem::path& folder)
{
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    std::vector<std::pair<std::string, std::string>> files = {
        {program.name + ".bash", bashCompletion(program)},
        {program.name + ".zsh", zshCompletion(program)},
        {program.name + ".fish", fishCompletion(program)},
        {manPageName(program, program) + ".1", manPage(program, program, version)}};
    for (const auto& command : program.commands)
        files.emplace_back(manPageName(program, command) + ".1",
                           manPage(program, command, version));
    for (const auto& [name, text] : files) {
        std::ofstream file(folder / name, std::ios::binary);
        file << text;
        if (!file.flush())
            return fail("{} can't be written", (folder / name).string());
    }
    return {};
}

} // namespace logitscope
