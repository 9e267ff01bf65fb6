#include "core/library/hub_cache.h"

namespace logitscope
{

std::vector<CachedModel> cachedModels(const std::filesystem::path& /*cache*/)
{
    return {};
}

std::optional<CachedModel> findCachedModel(const std::filesystem::path& /*cache*/,
                                           const ModelId& /*model*/)
{
    return std::nullopt;
}

Result<void> removeDownloaded(const std::filesystem::path& /*cache*/, const CachedModel& model)
{
    return fail("{}: can't be removed yet", model.repository);
}

} // namespace logitscope
