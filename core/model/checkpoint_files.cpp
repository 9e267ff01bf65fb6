#include "core/model/checkpoint_files.h"

#include "core/model/weight_index.h"
#include "core/shortened.h"

#include <fmt/format.h>

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

Result<std::map<std::string, std::string>> readIndex(const std::filesystem::path& path)
{
    const auto file = MappedFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    auto index = readWeightIndex(
        {reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size()});
    if (!index)
        return fail("{}: {}", path.string(), index.error().message);
    return index;
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
    const auto names = readIndex(index);
    if (!names)
        return tl::unexpected(names.error());
    CheckpointFiles files;
    files.path_ = index;
    files.isSplit_ = true;
    std::map<std::string, std::size_t> opened; // by name
    for (const auto& [tensor, name] : *names) {
        const auto [place, isNew] = opened.try_emplace(name, files.files_.size());
        if (isNew) {
            auto file = SafetensorsFile::open(index.parent_path() / name);
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
