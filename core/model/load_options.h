// How a model is to be loaded.
#pragma once

#include "core/model/device.h"
#include "core/model/precision.h"

#include <functional>

namespace logitscope
{

struct LoadOptions
{
    Device device = Device::Auto;
    Precision precision = Precision::Auto;

    // Called with the part of the file that is read, rising, by the thread that loads. False ends
    // the loading there, with an Error that says so. May be empty.
    std::function<bool(double part)> progress = {};
};

} // namespace logitscope
