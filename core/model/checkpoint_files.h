// The weights of a checkpoint, in one file or in several: model.safetensors, or those that
// model.safetensors.index.json names, as Hugging Face splits large ones.
#pragma once

#include "core/model/safetensors.h"
#include "core/result.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

class CheckpointFiles
{
public:
    // The one file where both are there. All files are opened and checked. The Error names the file
    // that is wrong.
    static Result<CheckpointFiles> open(const std::filesystem::path& folder);

    struct Found
    {
        const SafetensorsFile* file;
        const SafetensorsFile::Tensor* tensor;
    };

    // Valid as long as this object. The tensor is null where there is none of that name.
    Found find(std::string_view name) const;

    // The file that says which tensors there are.
    const std::filesystem::path& path() const { return path_; }

    // Where the weights are, in the order of the files' names.
    std::vector<std::filesystem::path> weightFiles() const;

    std::size_t tensorBytes() const; // of all tensors together

private:
    static Result<CheckpointFiles> openSeveral(const std::filesystem::path& index);

    std::filesystem::path path_;
    std::vector<SafetensorsFile> files_;
    bool isSplit_ = false;
    std::map<std::string, std::size_t, std::less<>> places_; // where it is: tensor to file
};

} // namespace logitscope
