#include "core/library/model_files.h"

#include "core/model/weight_index.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

namespace logitscope
{

namespace
{

bool isRegularFile(const std::filesystem::path& path)
{
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored);
}

bool hasWeights(const std::filesystem::path& folder)
{
    if (isRegularFile(folder / model_file::weights))
        return true;
    if (!isRegularFile(folder / model_file::index))
        return false;
    std::ifstream file(folder / model_file::index, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto names = filesOfIndex(text);
    return names && std::ranges::all_of(*names, [&](const std::string& name) {
               return isRegularFile(folder / name);
           });
}

} // namespace

bool hasTokenizer(const std::filesystem::path& folder)
{
    return isRegularFile(folder / model_file::tokenizer) ||
           (isRegularFile(folder / model_file::vocabulary) &&
            isRegularFile(folder / model_file::merges));
}

bool isWholeModel(const std::filesystem::path& folder)
{
    return isRegularFile(folder / model_file::config) && hasTokenizer(folder) && hasWeights(folder);
}

} // namespace logitscope
