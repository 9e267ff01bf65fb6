#include "core/model/cuda.h"

#include <fmt/format.h>

#include <dlfcn.h>

namespace logitscope
{

Result<const TorchLibrary*> findCuda(const std::string& driver, const std::string& torchLibrary)
{
    // First, because it costs next to nothing: most machines have none.
    if (!::dlopen(driver.c_str(), RTLD_LAZY | RTLD_LOCAL))
        return fail(fmt::format("device is cuda, but there is no CUDA driver here ({}); install "
                                "NVIDIA's, or choose auto or cpu",
                                driver));

    const auto failed = [] {
        const char* why = ::dlerror();
        return fail(fmt::format("device is cuda, but libtorch can't be opened: {}; install "
                                "Logitscope and libtorch again, or choose auto or cpu",
                                why ? why : "unknown reason"));
    };
    void* library = ::dlopen(torchLibrary.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return failed();
    const auto entry = reinterpret_cast<TorchLibraryEntry>(::dlsym(library, torchLibraryEntry));
    if (!entry)
        return failed();
    if (!entry()->findsDevice())
        return fail("device is cuda, but libtorch finds no CUDA device here (Debian's libtorch is "
                    "built without CUDA); choose auto or cpu");
    return entry();
}

const Result<const TorchLibrary*>& findCuda()
{
    static const auto found = findCuda("libcuda.so.1", LOGITSCOPE_TORCH_LIBRARY);
    return found;
}

} // namespace logitscope
