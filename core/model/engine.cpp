#include "core/model/engine.h"

#include "core/model/engine_library.h"

#include <fmt/format.h>

#include <dlfcn.h>

namespace logitscope
{

namespace
{

// It stays open to the end: models are made of its code. dlopen finds it by the program's RUNPATH.
Result<const EngineLibrary*> open()
{
    const auto failed = [](const char* why) {
        return fail(fmt::format("the engine can't be opened: {}; install Logitscope and libtorch "
                                "again",
                                why ? why : "unknown reason"));
    };
    void* library = ::dlopen(LOGITSCOPE_ENGINE, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return failed(::dlerror());
    const auto entry = reinterpret_cast<EngineLibraryEntry>(::dlsym(library, engineLibraryEntry));
    if (!entry)
        return failed(::dlerror());
    return entry();
}

const Result<const EngineLibrary*>& engine()
{
    static const auto opened = open();
    return opened;
}

} // namespace

Result<std::unique_ptr<LanguageModel>> loadModel(const std::filesystem::path& folder,
                                                 const LoadOptions& options)
{
    const auto& library = engine();
    return library ? (*library)->load(folder, options) : tl::unexpected(library.error());
}

Result<std::unique_ptr<LanguageModel>>
randomModel(const std::string& name, const Gpt2Config& config, const LoadOptions& options)
{
    const auto& library = engine();
    return library ? (*library)->random(name, config, options) : tl::unexpected(library.error());
}

} // namespace logitscope
