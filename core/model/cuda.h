// libtorch stands in a library that is opened where CUDA may be used, and nowhere else: on Debian
// it brings some 290 others with it, which take a third of a second. The processor needs none.
#pragma once

#include "core/model/torch_library.h"
#include "core/result.h"

#include <string>

namespace logitscope
{

// Looks once; what it opened stays open to the end, as models are made of its code. The Error says
// what CUDA lacks here: the driver, libtorch or a device. From any thread.
const Result<const TorchLibrary*>& findCuda();

// The same with these two shared libraries, as dlopen() finds them, and every time.
Result<const TorchLibrary*> findCuda(const std::string& driver, const std::string& torchLibrary);

} // namespace logitscope
