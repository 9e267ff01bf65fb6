// Cleans up in the cache what this program left there, and nothing of anybody else's.
#pragma once

#include "core/library/hub_folder.h"
#include "core/result.h"

#include <set>
#include <string>

namespace logitscope
{

enum class Tidy
{
    EmptyFolders,
    Unfinished, // also partial files, and this program's blobs that no snapshot has
};

// Does nothing while a download of this model is going on, in this program or another.
void tidyCache(const HubFolder& folder, Tidy what);

// For whoever has the use lock alone: deletes those of the blobs that this program downloaded, that
// no snapshot has and that nobody fetches, and forgets them. The Error where the disk refuses.
Result<void> removeBlobs(const HubFolder& folder, const std::set<std::string>& etags);

// For whoever has the use lock alone: our own lock files go, and folders without a file.
void removeEmpty(const HubFolder& folder);

} // namespace logitscope
