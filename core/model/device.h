// Where a model computes.
#pragma once

#include "core/result.h"

#include <string_view>

namespace logitscope
{

enum class Device
{
    Auto, // CUDA when there is one, the CPU otherwise
    Cpu,
    Cuda,
};

// "auto", "cpu", "cuda", as on the command line.
Result<Device> deviceNamed(std::string_view name);

} // namespace logitscope
