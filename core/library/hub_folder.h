// Where the files of one model are in the Hugging Face cache.
// Source: https://huggingface.co/docs/huggingface_hub/guides/manage-cache
#pragma once

#include "core/library/model_id.h"
#include "core/result.h"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace logitscope
{

class HubFolder
{
public:
    HubFolder(std::filesystem::path cache, const ModelId& model)
        : cache_(std::move(cache))
        , name_(model.folderName())
    {
    }

    std::filesystem::path root() const { return cache_ / name_; }

    std::filesystem::path blobs() const { return root() / "blobs"; }

    std::filesystem::path refs() const { return root() / "refs"; }

    std::filesystem::path snapshots() const { return root() / "snapshots"; }

    std::filesystem::path locks() const { return cache_ / ".locks" / name_; }

    std::filesystem::path blob(const std::string& etag) const { return blobs() / etag; }

    std::filesystem::path snapshot(const std::string& commit) const { return snapshots() / commit; }

    std::filesystem::path ref(const std::string& revision) const { return refs() / revision; }

    // Of our own: a file that is being downloaded.
    static constexpr std::string_view partialEnd = ".logitscope-partial";
    std::filesystem::path partial(const std::string& etag) const;

    // Python's: whoever fetches the blob has it.
    std::filesystem::path blobLock(const std::string& etag) const;

    // Of our own: downloads share it, and whoever deletes has it alone. No etag has a dot, so that
    // it is never a blob's lock.
    std::filesystem::path useLock() const { return locks() / "logitscope.use.lock"; }

    // Of our own: what this program wrote here, and whoever changes that file.
    std::filesystem::path record() const { return root() / "logitscope.json"; }

    std::filesystem::path recordLock() const { return locks() / "logitscope.json.lock"; }

    // The commit that a branch or tag was at when it was last asked for. Nothing where the cache
    // doesn't know.
    std::optional<std::string> commitOf(const std::string& revision) const;

    // The etags of the blobs that snapshots link to. The Error where not every snapshot can be
    // read, so that nobody deletes what those may link to.
    Result<std::set<std::string>> linkedBlobs() const;

    // The folders that have nothing in them any more go: the model's, with the temporary files of
    // writeAtomically(), which nobody may be writing now, and those of its locks.
    void removeEmptyFolders() const;
    void removeEmptyLockFolders() const;

private:
    std::filesystem::path cache_;
    std::string name_;
};

} // namespace logitscope
