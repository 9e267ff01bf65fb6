// What computes a model.
#pragma once

#include "core/result.h"

#include <string_view>

namespace logitscope
{

enum class ModelEngine
{
    Auto,     // native on the processor, libtorch on CUDA
    Native,   // products of our own, on the processor only
    Libtorch, // libtorch's kernels, on the processor or on CUDA
};

// "auto", "native", "libtorch", as on the command line.
Result<ModelEngine> engineNamed(std::string_view name);

// The same names back.
std::string_view nameOf(ModelEngine engine);

} // namespace logitscope
