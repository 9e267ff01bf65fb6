// Cleans up in the cache what this program left there, and nothing of anybody else's.
#pragma once

#include "core/library/hub_folder.h"
#include "core/library/model_download.h"
#include "core/result.h"

#include <optional>
#include <string>

namespace logitscope
{

// Deletes what an unfinished download of this revision left and no other unfinished one needs:
// partial files, and this program's blobs that no snapshot has. Nothing as the revision: of all of
// them. The Error where the disk refuses.
Result<Discarded> discardUnfinished(const HubFolder& folder,
                                    const std::optional<std::string>& revision);

// Removes the folders that have nothing in them, unless a download of this model is going on.
void tidyFolders(const HubFolder& folder);

// For whoever has the use lock alone: deletes the blobs that this program downloaded, that no
// snapshot has and no unfinished download needs. Returns how many. The Error where the disk
// refuses.
Result<int> removeBlobs(const HubFolder& folder);

// For whoever has the use lock alone: our own lock files go, and folders without a file.
void removeEmpty(const HubFolder& folder);

} // namespace logitscope
