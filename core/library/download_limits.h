// What a download waits for and reckons with, so that a test need not wait as long as a person.
#pragma once

#include "core/library/hub_patience.h"
#include "core/library/model_download.h"
#include "core/library/web_client.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

namespace logitscope
{

// On the disk that has the folder; nothing where that can't be told.
std::optional<std::int64_t> freeBytesAt(const std::filesystem::path& folder);

struct DownloadLimits
{
    WebTimes web = {};
    RetryTimes retry = {};
    std::function<std::optional<std::int64_t>(const std::filesystem::path&)> freeBytes =
        freeBytesAt;
    std::int64_t smallFile = 100'000'000; // bytes; most of any file that isn't weights
    bool symbolicLinks = true;            // false: the disk has none
};

Result<std::filesystem::path> downloadModel(const ModelId& model, const HubSettings& settings,
                                            const DownloadOptions& options,
                                            const DownloadLimits& limits);

} // namespace logitscope
