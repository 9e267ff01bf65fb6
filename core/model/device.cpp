#include "core/model/device.h"

#include <fmt/format.h>

namespace logitscope
{

Result<Device> deviceNamed(std::string_view name)
{
    if (name == "auto")
        return Device::Auto;
    if (name == "cpu")
        return Device::Cpu;
    if (name == "cuda")
        return Device::Cuda;
    return fail("device is {}, expected auto, cpu or cuda", name);
}

} // namespace logitscope
