#include "core/library/cache_tidy.h"

#include "core/library/download_record.h"
#include "core/library/file_lock.h"

#include <system_error>
#include <vector>

namespace logitscope
{

namespace
{

std::vector<std::string> etagsOfPartials(const HubFolder& folder)
{
    std::vector<std::string> etags;
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(folder.blobs(), failed), end;
         !failed && entry != end; entry.increment(failed)) {
        const auto name = entry->path().filename().string();
        if (name.ends_with(HubFolder::partialEnd))
            etags.push_back(name.substr(0, name.size() - HubFolder::partialEnd.size()));
    }
    return etags;
}

// With its lock, so that nobody is just fetching it; false where somebody is.
bool removeWithLock(const HubFolder& folder, const std::string& etag,
                    const std::filesystem::path& file, std::error_code& failed)
{
    auto lock = FileLock::tryTo(folder.blobLock(etag), FileLock::Mode::Exclusive);
    if (!lock || !*lock)
        return false;
    std::filesystem::remove(file, failed);
    if (!failed)
        (*lock)->removeFile();
    return true;
}

bool isAnythingThere(const HubFolder& folder)
{
    std::error_code ignored;
    return std::filesystem::exists(folder.root(), ignored) ||
           std::filesystem::exists(folder.locks(), ignored);
}

} // namespace

Result<int> removeBlobs(const HubFolder& folder)
{
    const auto linked = folder.linkedBlobs();
    if (!linked)
        return tl::unexpected(linked.error());
    int removed = 0;
    Result<void> done;
    auto changed = DownloadRecord::change(folder, [&](DownloadRecord& record) {
        const auto needed = record.neededBlobs();
        std::erase_if(record.blobs, [&](const std::string& etag) {
            if (needed.contains(etag))
                return false;
            if (linked->contains(etag)) // where nothing else is ours, it is theirs from now on
                return record.snapshots.empty();
            // Where the disk has no links, it was moved into a snapshot, and its lock is left.
            std::error_code failed;
            const auto blob = folder.blob(etag);
            const bool isThere = std::filesystem::exists(blob, failed);
            if (!removeWithLock(folder, etag, blob, failed))
                return false;
            if (failed)
                done = fail("{}: can't be removed: {}", blob.string(), failed.message());
            removed += isThere && !failed ? 1 : 0;
            return !failed;
        });
        if (record.snapshots.empty()) // and those that are left were set to others' since
            record.refs.clear();
    });
    if (!changed)
        return tl::unexpected(changed.error());
    if (!done)
        return tl::unexpected(done.error());
    return removed;
}

void removeEmpty(const HubFolder& folder)
{
    std::error_code ignored;
    folder.removeEmptyFolders();
    std::filesystem::remove(folder.recordLock(), ignored); // nobody has it without the use lock
    std::filesystem::remove(folder.useLock(), ignored);    // from here on others may begin
    folder.removeEmptyLockFolders();
}

Result<Discarded> discardUnfinished(const HubFolder& folder,
                                    const std::optional<std::string>& revision)
{
    if (!isAnythingThere(folder))
        return Discarded::Nothing;
    const auto alone = FileLock::tryTo(folder.useLock(), FileLock::Mode::Exclusive);
    if (!alone)
        return tl::unexpected(alone.error());
    if (!*alone)
        return Discarded::InUse;
    if (const auto linked = folder.linkedBlobs(); !linked) // or the partial files would go alone
        return tl::unexpected(linked.error());

    int removed = 0;
    auto record = DownloadRecord::read(folder);
    const auto forget = [&](DownloadRecord& changed) {
        return std::erase_if(changed.unfinished, [&](const auto& each) {
            return !revision || each.first == *revision;
        });
    };
    if (forget(record) > 0) {
        if (auto noted = DownloadRecord::change(folder, forget); !noted)
            return tl::unexpected(noted.error());
        ++removed;
    }
    const auto needed = record.neededBlobs();
    for (const auto& etag : etagsOfPartials(folder)) {
        std::error_code failed;
        if (!needed.contains(etag) && removeWithLock(folder, etag, folder.partial(etag), failed))
            removed += failed ? 0 : 1;
        if (failed)
            return fail("{}: can't be removed: {}", folder.partial(etag).string(),
                        failed.message());
    }
    const auto blobs = removeBlobs(folder);
    if (!blobs)
        return tl::unexpected(blobs.error());
    removed += *blobs;
    removeEmpty(folder);
    return removed > 0 ? Discarded::Removed : Discarded::Nothing;
}

void tidyFolders(const HubFolder& folder)
{
    if (!isAnythingThere(folder))
        return;
    const auto alone = FileLock::tryTo(folder.useLock(), FileLock::Mode::Exclusive);
    if (alone && *alone)
        removeEmpty(folder);
}

} // namespace logitscope
