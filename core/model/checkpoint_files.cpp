#include "core/model/checkpoint_files.h"

#include "core/json_fields.h"
#include "core/json_text.h"
#include "core/shortened.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <system_error>
#include <utility>

namespace logitscope
{

namespace
{

bool fileIsThere(const std::filesystem::path& file)
{
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

// A name that leads out of the folder is none.
bool isFileName(const std::string& name)
{
    const std::filesystem::path path(name);
    return !name.empty() && path == path.filename() && name != "." && name != "..";
}

Result<nlohmann::json> readIndex(const std::filesystem::path& index)
{
    const auto file = MappedFile::open(index);
    if (!file)
        return tl::unexpected(file.error());
    const std::string_view text(reinterpret_cast<const char*>(file->bytes().data()),
                                file->bytes().size());
    auto json = parseJson(text);
    if (!json.is_object())
        return fail("{}: is not a JSON object; fetch it again", index.string());
    return json;
}

} // namespace

Result<CheckpointFiles> CheckpointFiles::open(const std::filesystem::path& folder)
{
    const auto one = folder / "model.safetensors";
    const auto index = folder / "model.safetensors.index.json";
    if (!fileIsThere(one) && fileIsThere(index))
        return openSeveral(index);
    auto file = SafetensorsFile::open(one);
    if (!file)
        return tl::unexpected(file.error());
    CheckpointFiles files;
    files.path_ = one;
    files.files_.push_back(*std::move(file));
    return files;
}

Result<CheckpointFiles> CheckpointFiles::openSeveral(const std::filesystem::path& index)
{
    const auto json = readIndex(index);
    if (!json)
        return tl::unexpected(json.error());
    JsonFields fields(*json, index.string() + ": ", JsonFields::Missing::IsWrong);
    const auto* map = fields.object("weight_map");
    if (fields.error())
        return fail(fields.error()->message);

    CheckpointFiles files;
    files.path_ = index;
    files.isSplit_ = true;
    std::map<std::string, std::size_t> opened; // by name
    for (const auto& [tensor, value] : map->items()) {
        const auto* name = value.get_ptr<const std::string*>();
        if (name == nullptr || !isFileName(*name))
            return fail("{}: weight_map has {} for tensor {}, expected a file of this folder",
                        index.string(), describe(value), shortened(tensor));
        const auto [place, isNew] = opened.try_emplace(*name, files.files_.size());
        if (isNew) {
            auto file = SafetensorsFile::open(index.parent_path() / *name);
            if (!file)
                return tl::unexpected(file.error());
            files.files_.push_back(*std::move(file));
        }
        const auto& file = files.files_[place->second];
        if (file.find(tensor) == nullptr)
            return fail("{}: tensor {} is missing, which {} says is here; fetch both again",
                        file.path().string(), shortened(tensor), index.filename().string());
        files.places_.emplace(tensor, place->second);
    }
    return files;
}

CheckpointFiles::Found CheckpointFiles::find(std::string_view name) const
{
    if (!isSplit_)
        return {&files_.front(), files_.front().find(name)};
    const auto place = places_.find(name);
    if (place == places_.end())
        return {nullptr, nullptr};
    const auto& file = files_[place->second];
    return {&file, file.find(name)};
}

std::vector<std::filesystem::path> CheckpointFiles::weightFiles() const
{
    std::vector<std::filesystem::path> paths;
    for (const auto& file : files_)
        paths.push_back(file.path());
    std::ranges::sort(paths);
    return paths;
}

std::size_t CheckpointFiles::tensorBytes() const
{
    std::size_t bytes = 0;
    for (const auto& file : files_)
        bytes += file.tensorBytes();
    return bytes;
}

} // namespace logitscope
