// A safetensors file: named tensors as spans of a memory-mapped file. Everything its header claims
// is checked when it is opened, so a span never leaves the file. Format:
// https://github.com/huggingface/safetensors (8 bytes length, JSON header, data).
#pragma once

#include "core/model/mapped_file.h"
#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

class SafetensorsFile
{
public:
    struct Tensor
    {
        std::string dtype; // as the file has it: "F32", "F16", "BF16", ...
        std::vector<std::int64_t> shape;
        std::span<const std::byte> bytes; // row-major, little-endian; aligned to nothing
    };

    // The Error names the file and the tensor or the part of the header that can't be right: a
    // truncated file, sizes that don't fit the shape, tensors that overlap.
    static Result<SafetensorsFile> open(const std::filesystem::path& path);

    // nullptr when there is none of that name. Valid as long as this object.
    const Tensor* find(std::string_view name) const;

    const std::map<std::string, Tensor, std::less<>>& tensors() const { return tensors_; }

    const std::filesystem::path& path() const { return path_; }

    std::size_t tensorBytes() const; // of all tensors together

    // Gives the memory of some of a tensor's bytes back to the system. They can still be read.
    void release(std::span<const std::byte> bytes) const { file_.release(bytes); }

private:
    std::filesystem::path path_;
    MappedFile file_;
    std::map<std::string, Tensor, std::less<>> tensors_;
};

// "768×2304"; "scalar" for no dimensions.
std::string shapeText(std::span<const std::int64_t> shape);

} // namespace logitscope
