// What the library with libtorch in it offers to the program that opens it; both are of one build.
#pragma once

#include "core/model/gpt2_torch.h"

namespace logitscope
{

struct TorchLibrary
{
    decltype(&setTorchThreads) setThreads;
    decltype(&findsCudaDevice) findsDevice;
    decltype(&cudaMultipliesBf16) multipliesBf16;
    decltype(&loadTorchGpt2) load;
};

// The name under which the library exports the next function.
constexpr auto torchLibraryEntry = "logitscopeTorchLibrary";
using TorchLibraryEntry = const TorchLibrary* (*)();

} // namespace logitscope
