// Removes from the Hugging Face cache what this program downloaded, and nothing of anybody else's.
#pragma once

#include "core/library/model_id.h"
#include "core/result.h"

#include <filesystem>

namespace logitscope
{

// What is asked about, and removed: for main, every snapshot that this program downloaded, since
// older states of main have no name of their own, and other revisions would be all that is left of
// a model that somebody removes; for another revision, its snapshot.

// Also where only a part of it is left.
bool isDownloaded(const std::filesystem::path& cache, const ModelId& model);

// Deletes it, but for files that an unfinished download or another snapshot, which stays, needs. The Error where there is nothing of it, where a download is going on, or
// where the disk refuses.
Result<void> removeDownloaded(const std::filesystem::path& cache, const ModelId& model);

} // namespace logitscope
