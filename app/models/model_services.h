// What the Models page needs from core/library. Tests have their own.
#pragma once

#include "core/free_memory.h"
#include "core/library/cache_removal.h"
#include "core/library/hub_cache.h"
#include "core/library/hub_settings.h"
#include "core/library/model_download.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace logitscope
{

// All but `freeBytes` are called on threads, beside the window.
struct ModelServices
{
    std::function<Result<HubSettings>()> settings = HubSettings::fromEnvironment;
    std::function<std::vector<CachedModel>(const std::filesystem::path& cache)> cached =
        cachedModels;
    std::function<Result<void>(const std::filesystem::path& cache, const CachedModel& model)>
        remove = [](const std::filesystem::path& cache, const CachedModel& model) {
            return removeDownloaded(cache, {.repository = model.repository}); // all revisions
        };
    std::function<Result<std::filesystem::path>(const ModelId& model, const HubSettings& settings,
                                                const DownloadOptions& options)>
        download = downloadModel;
    std::function<void(const ModelId& model, const HubSettings& settings)> discard =
        discardPartialDownload;
    // 0 where nobody can tell.
    std::function<std::int64_t()> freeBytes = [] {
        return static_cast<std::int64_t>(freeMemory().value_or(0));
    };
};

} // namespace logitscope
