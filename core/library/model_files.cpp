#include "core/library/model_files.h"

#include "core/library/hub_answer.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

namespace logitscope
{

namespace
{

bool hasWeights(const std::filesystem::path& folder)
{
    std::error_code ignored;
    if (std::filesystem::is_regular_file(folder / model_file::weights, ignored))
        return true;
    if (!std::filesystem::is_regular_file(folder / model_file::index, ignored))
        return false;
    std::ifstream file(folder / model_file::index, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto names = filesOfIndex(text);
    return names && std::ranges::all_of(*names, [&](const std::string& name) {
               return std::filesystem::is_regular_file(folder / name, ignored);
           });
}

} // namespace

bool isWholeModel(const std::filesystem::path& folder)
{
    std::error_code ignored;
    const auto has = [&](std::string_view name) {
        return std::filesystem::is_regular_file(folder / name, ignored);
    };
    const bool hasTokenizer =
        (has(model_file::vocabulary) && has(model_file::merges)) || has(model_file::tokenizer);
    return has(model_file::config) && hasTokenizer && hasWeights(folder);
}

} // namespace logitscope
