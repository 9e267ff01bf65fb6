// The tensors of a checkpoint, by name, as F32.
#pragma once

#include "core/model/safetensors.h"
#include "core/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace at
{
class Tensor;
}

namespace logitscope
{

// Loads one tensor after the other and keeps the first thing that is wrong, so that a model's
// loading reads like the list of its tensors. Check error() at the end, before any tensor is used.
class WeightLoader
{
public:
    WeightLoader(const SafetensorsFile& file);

    // With or without the prefix "transformer." in the file.
    bool contains(std::string_view name) const;

    // The named tensor, which must have this shape. `why` says where the shape comes from, for the
    // Error: "n_embd = 768". An undefined tensor after an error.
    at::Tensor load(std::string_view name, std::initializer_list<std::int64_t> shape,
                    std::string_view why);

    // The same as numbers, row-major. Empty after an error.
    std::vector<float> loadFloats(std::string_view name, std::initializer_list<std::int64_t> shape,
                                  std::string_view why);

    const std::optional<Error>& error() const { return error_; }

    std::int64_t parameters() const { return parameters_; } // elements loaded so far

private:
    const SafetensorsFile::Tensor* find(std::string_view name) const;

    const SafetensorsFile& file_;
    std::int64_t parameters_ = 0;
    std::optional<Error> error_;
};

} // namespace logitscope
