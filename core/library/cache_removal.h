// Removes from the Hugging Face cache what this program downloaded, and nothing of anybody else's.
#pragma once

#include "core/library/model_id.h"
#include "core/result.h"

#include <filesystem>

namespace logitscope
{

// Of main that is everything: its older states have no name of their own, and other revisions would
// be all that is left of a model that somebody removes. Of another revision it is its snapshot.

// Also where only a part of it is left.
bool isDownloaded(const std::filesystem::path& cache, const ModelId& model);

// Deletes what isDownloaded() is about, but for files that a snapshot needs which stays, or an
// unfinished download. The Error where there is nothing of it, where a download is going on, or
// where the disk refuses.
Result<void> removeDownloaded(const std::filesystem::path& cache, const ModelId& model);

} // namespace logitscope
