// How a model is to be loaded.
#pragma once

#include "core/model/device.h"
#include "core/model/model_engine.h"
#include "core/model/precision.h"
#include "core/result.h"

#include <functional>
#include <optional>

namespace logitscope
{

struct LoadOptions
{
    Device device = Device::Auto;
    ModelEngine engine = ModelEngine::Auto;
    Precision precision = Precision::Auto;

    // Called with the part of the file that is read, rising, by the thread that loads. False ends
    // the loading there, with an Error that says so. May be empty.
    std::function<bool(double part)> progress = {};
};

// What can't be had together on any machine: CUDA needs libtorch, INT8 the native engine.
std::optional<Error> findConflict(const LoadOptions& options);

} // namespace logitscope
