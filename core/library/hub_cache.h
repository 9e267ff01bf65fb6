// The Hugging Face cache on this disk: what Python's huggingface_hub finds and leaves there.
// models--owner--name/{blobs/<etag>, refs/<revision>, snapshots/<commit>/<file>}; a snapshot's
// files are links to blobs, or files themselves.
#pragma once

#include "core/library/hub_settings.h"
#include "core/library/model_id.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace logitscope
{

struct CachedModel
{
    std::string repository;       // "owner/name"
    std::string commit;           // of the snapshot
    std::filesystem::path folder; // of the snapshot
    bool downloadedHere = false;  // by this program, as removeDownloaded() has it
};

// The newest snapshot of every model in the cache that has a config.json, or of one: main's, where
// it has that. A cache that isn't there has none.
std::vector<CachedModel> cachedModels(const std::filesystem::path& cache);
std::optional<CachedModel> findCachedModel(const std::filesystem::path& cache,
                                           const ModelId& model);

} // namespace logitscope
