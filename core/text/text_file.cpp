#include "core/text/text_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstddef>
#include <fstream>
#include <system_error>
#include <vector>

namespace logitscope
{

bool isThere(const std::filesystem::path& file)
{
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

Result<std::string> readTextFile(const std::filesystem::path& path)
{
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status))
        return fail("{}: there is no such file; a GPT-2 model's folder needs it", path.string());
    if (std::filesystem::is_directory(status))
        return fail("{}: this is a folder; expected a file", path.string());

    std::ifstream file(path, std::ios::binary);
    if (!file)
        return fail("{}: cannot be opened ({}); check its permissions", path.string(),
                    std::generic_category().message(errno));
    std::string text;
    std::vector<char> block(1 << 16);
    do {
        file.read(block.data(), std::streamsize(block.size()));
        text.append(block.data(), std::size_t(file.gcount()));
    } while (file);
    if (!file.eof())
        return fail("{}: cannot be read to its end ({}); check the disk it is on", path.string(),
                    std::generic_category().message(errno));
    return text;
}

Result<std::string> readModelTextFile(const std::filesystem::path& path)
{
    std::error_code ignored;
    const auto status = std::filesystem::status(path, ignored);
    const bool isOther = std::filesystem::exists(status) &&
                         !std::filesystem::is_directory(status) &&
                         !std::filesystem::is_regular_file(status);
    if (isOther)
        return fail("{}: this is a pipe or a device; expected a file", path.string());
    return readTextFile(path);
}

} // namespace logitscope
