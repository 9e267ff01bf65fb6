#include "core/model/torch_library.h"

extern "C" __attribute__((visibility("default"))) const logitscope::TorchLibrary*
logitscopeTorchLibrary()
{
    static constexpr logitscope::TorchLibrary library = {
        .setThreads = logitscope::setTorchThreads,
        .findsDevice = logitscope::findsCudaDevice,
        .multipliesBf16 = logitscope::cudaMultipliesBf16,
        .load = logitscope::loadTorchGpt2,
    };
    return &library;
}
