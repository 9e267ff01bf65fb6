// Whether there is CUDA here, and libtorch, which computes on it.
#pragma once

#include "core/model/torch_library.h"
#include "core/result.h"

#include <string>

namespace logitscope
{

// Looks once. The Error says what CUDA lacks here: the driver, libtorch or a device. From any
// thread.
const Result<const TorchLibrary*>& findCuda();

// The same with these two shared libraries, as dlopen() finds them, and every time.
Result<const TorchLibrary*> findCuda(const std::string& driver, const std::string& torchLibrary);

} // namespace logitscope
