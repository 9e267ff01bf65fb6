#include "core/model/open_torch.h"

#include <fmt/format.h>

#include <dlfcn.h>

namespace logitscope
{

Result<const TorchLibrary*> openTorch(const std::string& library)
{
    if (library.empty())
        return fail(
            "this Logitscope was built without libtorch; build it with LOGITSCOPE_TORCH=ON");
    const auto failed = [] {
        const char* why = ::dlerror();
        return fail("libtorch can't be opened: {}; install Logitscope and libtorch "
                    "again",
                    why ? why : "unknown reason");
    };
    void* opened = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!opened)
        return failed();
    const auto entry = reinterpret_cast<TorchLibraryEntry>(::dlsym(opened, torchLibraryEntry));
    if (!entry)
        return failed();
    return entry();
}

const Result<const TorchLibrary*>& openTorch()
{
    static const auto opened = openTorch(LOGITSCOPE_TORCH_LIBRARY);
    return opened;
}

} // namespace logitscope
