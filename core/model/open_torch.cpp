#include "core/model/open_torch.h"

#include <fmt/format.h>

#include <dlfcn.h>
#include <filesystem>
#include <link.h>
#include <span>
#include <vector>

namespace logitscope
{

namespace
{

// The folders in which dlopen() looks, this program's RUNPATH among them.
std::vector<std::filesystem::path> libraryFolders()
{
    Dl_serinfo size = {};
    void* program = ::dlopen(nullptr, RTLD_NOW);
    if (!program || ::dlinfo(program, RTLD_DI_SERINFOSIZE, &size) != 0)
        return {};
    // A head with paths and their characters behind it, as large as the first call says.
    std::vector<Dl_serinfo> memory(size.dls_size / sizeof(Dl_serinfo) + 1);
    memory[0] = size;
    if (::dlinfo(program, RTLD_DI_SERINFO, memory.data()) != 0)
        return {};
    std::vector<std::filesystem::path> folders;
    for (const auto& path : std::span(memory[0].dls_serpath, size.dls_cnt))
        folders.emplace_back(path.dls_name);
    return folders;
}

bool isThere(const std::string& library)
{
    std::error_code failed;
    if (library.find('/') != std::string::npos)
        return std::filesystem::exists(library, failed);
    for (const auto& folder : libraryFolders())
        if (std::filesystem::exists(folder / library, failed))
            return true;
    return false;
}

} // namespace

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
    if (!opened) {
        auto broken = failed(); // before another call forgets why
        if (isThere(library))
            return broken;
        return fail("libtorch can't be opened: {} isn't there; install logitscope-torch", library);
    }
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

bool isTorchInstalled()
{
    const std::string library = LOGITSCOPE_TORCH_LIBRARY;
    return !library.empty() && isThere(library);
}

std::string torchVersion()
{
    return LOGITSCOPE_TORCH_VERSION;
}

} // namespace logitscope
