// libtorch stands in a library of its own, which is opened where libtorch is the engine or where
// CUDA may be used, and nowhere else: on Debian it brings some 290 others with it, which take a
// third of a second. The native engine needs none of it.
#pragma once

#include "core/model/torch_library.h"
#include "core/result.h"

#include <string>

namespace logitscope
{

// Looks once; what it opened stays open to the end, as models are made of its code. The Error says
// what is wrong and what to do about it, without a full stop, so that a caller can go on with what
// else to choose. From any thread.
const Result<const TorchLibrary*>& openTorch();

// The same with this shared library, as dlopen() finds it, and every time. An empty name stands for
// a build without libtorch.
Result<const TorchLibrary*> openTorch(const std::string& library);

// Whether there is that library, without opening it: a Debian package of its own has it.
bool isTorchInstalled();

// The libtorch that this was built with, "1.13.1"; empty in a build without. From any thread.
std::string torchVersion();

} // namespace logitscope
