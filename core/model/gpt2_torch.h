// GPT-2 with libtorch's own kernels, on the processor or on CUDA. The program doesn't link it but
// opens it as a library, see open_torch.h.
#pragma once

#include "core/model/gpt2_network.h"

namespace logitscope
{

enum class TorchDevice
{
    Cpu,
    Cuda,
};

// Reads every weight once for all texts; only attention goes from text to text. F32 or BF16. Check
// whether the source has failed() before using the network.
std::unique_ptr<Gpt2Network> loadTorchGpt2(WeightSource& source, const Gpt2Config& config,
                                           TorchDevice device, Precision precision);

// How many threads its kernels use on the processor, from the next one on.
void setTorchThreads(int count);

// Never with a libtorch that was built without CUDA, as Debian's is.
bool findsCudaDevice();

// Whether that device can multiply BF16.
bool cudaMultipliesBf16();

} // namespace logitscope
