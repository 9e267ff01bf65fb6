#include "core/model/weight_index.h"

#include "core/json_fields.h"
#include "core/json_text.h"
#include "core/shortened.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

namespace logitscope
{

bool isNameInFolder(const std::string& name)
{
    const std::filesystem::path path(name);
    return !name.empty() && path == path.filename() && name != "." && name != ".." &&
           std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

Result<std::map<std::string, std::string>> readWeightIndex(std::string_view text)
{
    const auto json = parseJson(text);
    if (!json.is_object())
        return fail("is not a JSON object; fetch it again");
    JsonFields fields(json, {}, JsonFields::Missing::IsWrong);
    const auto* map = fields.object("weight_map");
    if (fields.error())
        return fail(fields.error()->message);
    if (map->empty())
        return fail("weight_map has no tensors; fetch it again");
    std::map<std::string, std::string> files;
    for (const auto& [tensor, value] : map->items()) {
        const auto* name = value.get_ptr<const std::string*>();
        if (name == nullptr || !isNameInFolder(*name) || !name->ends_with(".safetensors"))
            return fail("weight_map has {} for tensor {}, expected a .safetensors file of this "
                        "folder",
                        describe(value), shortened(tensor));
        files.emplace(tensor, *name);
    }
    return files;
}

Result<std::vector<std::string>> filesOfIndex(std::string_view json)
{
    const auto index = readWeightIndex(json);
    if (!index)
        return tl::unexpected(index.error());
    std::set<std::string> names;
    for (const auto& [tensor, name] : *index)
        names.insert(name);
    return std::vector<std::string>(names.begin(), names.end());
}

} // namespace logitscope
