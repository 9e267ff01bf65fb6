#include "core/model/cuda.h"

#include "core/model/open_torch.h"

#include <fmt/format.h>

#include <dlfcn.h>

namespace logitscope
{

Result<const TorchLibrary*> findCuda(const std::string& driver, const std::string& torchLibrary)
{
    // First, because it costs next to nothing: most machines have none. A build without libtorch
    // has no use for one.
    if (!torchLibrary.empty() && !::dlopen(driver.c_str(), RTLD_LAZY | RTLD_LOCAL))
        return fail("device is cuda, but there is no CUDA driver here ({}); install "
                    "NVIDIA's, or choose auto or cpu",
                    driver);
    const auto torch = openTorch(torchLibrary);
    if (!torch)
        return fail("device is cuda, but {}, or choose auto or cpu", torch.error().message);
    if (!(*torch)->findsDevice())
        return fail("device is cuda, but libtorch finds no CUDA device here (Debian's libtorch is "
                    "built without CUDA); choose auto or cpu");
    return torch;
}

const Result<const TorchLibrary*>& findCuda()
{
    static const auto found = findCuda("libcuda.so.1", LOGITSCOPE_TORCH_LIBRARY);
    return found;
}

} // namespace logitscope
