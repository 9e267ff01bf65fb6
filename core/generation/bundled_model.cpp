#include "core/generation/bundled_model.h"

namespace logitscope
{

std::filesystem::path bundledFolder(std::string_view name)
{
    std::error_code failed;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
    if (!failed) {
        const auto installed =
            program.parent_path().parent_path() / LOGITSCOPE_INSTALLED_RESOURCES / name;
        if (std::filesystem::is_directory(installed, failed))
            return installed;
    }
    return std::filesystem::path(LOGITSCOPE_SOURCE_RESOURCES) / name;
}

std::filesystem::path bundledModelFolder()
{
    return bundledFolder("models/starter");
}

} // namespace logitscope
