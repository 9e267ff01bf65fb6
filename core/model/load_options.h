// How a model is to be loaded: where it computes, with what, and in which format.
#pragma once

#include "core/model/precision.h"
#include "core/result.h"

#include <cstdint>
#include <functional>
#include <optional>
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

// What computes.
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

struct LoadOptions
{
    Device device = Device::Auto;
    ModelEngine engine = ModelEngine::Auto;
    Precision precision = Precision::Auto;

    // Called with the part of the file that is read, rising, by the thread that loads. False ends
    // the loading there, with an Error that says so. May be empty.
    std::function<bool(double part)> progress = {};

    // What the weights may take of the processor's memory. Nothing: what is free, see freeMemory().
    std::optional<std::uint64_t> freeBytes = {};
};

// What can't be had together on any machine: CUDA needs libtorch, INT8 the native engine.
std::optional<Error> findConflict(const LoadOptions& options);

} // namespace logitscope
