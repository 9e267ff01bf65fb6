#include "core/library/find_model.h"

#include "core/library/hub_cache.h"
#include "core/library/known_models.h"
#include "core/library/model_files.h"

#include <system_error>

namespace logitscope
{

namespace
{

// Of the hub's names for the same model, any: "openai-community/gpt2" is gpt2.
std::optional<CachedModel> findByAnyName(const std::filesystem::path& cache, const ModelId& model)
{
    auto found = findCachedModel(cache, model);
    const auto* known = findKnownModel(model.repository);
    if (found || known == nullptr)
        return found;
    for (const auto& other : cachedModels(cache)) {
        if (findKnownModel(other.repository) != known)
            continue;
        auto id = model;
        id.repository = other.repository;
        if (auto same = findCachedModel(cache, id))
            return same;
    }
    return std::nullopt;
}

} // namespace

Result<std::filesystem::path> findModelFolder(const std::string& named)
{
    std::error_code ignored;
    const auto model = ModelId::parse(named);
    if (!model || std::filesystem::exists(named, ignored))
        return named;
    const auto cached = findByAnyName(HubSettings::cacheFromEnvironment(), *model);
    if (!cached)
        return fail("{}: is neither a folder nor a model in the cache; `logitscope download {}` "
                    "gets it",
                    named, named);
    if (!isWholeModel(cached->folder))
        return fail("{}: is in the cache without some of its files; `logitscope download {}` gets "
                    "the others",
                    named, named);
    return cached->folder;
}

} // namespace logitscope
