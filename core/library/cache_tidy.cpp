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

Result<int> removeBlobs(const HubFolder& folder, const std::set<std::string>& etags)
{
    const auto linked = folder.linkedBlobs();
    if (!linked)
        return tl::unexpected(linked.error());
    int removed = 0;
    Result<void> done;
    auto changed = DownloadRecord::change(folder, [&](DownloadRecord& record) {
        const auto needed = record.neededBlobs();
        for (const auto& etag : etags) {
            if (!record.blobs.contains(etag) || needed.contains(etag))
                continue;
            std::error_code failed;
            std::error_code none;
            if (!linked->contains(etag)) {
                // Where the disk has no links, it was moved into a snapshot, and its lock is left.
                const bool isThere = std::filesystem::exists(folder.blob(etag), none);
                if (!removeWithLock(folder, etag, folder.blob(etag), failed))
                    continue;
                removed += isThere && !failed ? 1 : 0;
            }
            if (failed)
                done =
                    fail("{}: can't be removed: {}", folder.blob(etag).string(), failed.message());
            else
                record.blobs.erase(etag); // gone, or whoever links to it has it now
        }
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

Result<Discarded> discardUnfinished(const HubFolder& folder, const std::string& revision)
{
    if (!isAnythingThere(folder))
        return Discarded::Nothing;
    const auto alone = FileLock::tryTo(folder.useLock(), FileLock::Mode::Exclusive);
    if (!alone)
        return tl::unexpected(alone.error());
    if (!*alone)
        return Discarded::InUse;
    const auto linked = folder.linkedBlobs();
    if (!linked)
        return tl::unexpected(linked.error());

    auto record = DownloadRecord::read(folder);
    int removed = 0;
    if (record.unfinished.erase(revision) > 0) {
        auto noted = DownloadRecord::change(
            folder, [&](DownloadRecord& changed) { changed.unfinished.erase(revision); });
        if (!noted)
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
    std::erase_if(record.blobs, [&](const std::string& etag) { return linked->contains(etag); });
    if (!record.blobs.empty()) {
        const auto blobs = removeBlobs(folder, record.blobs);
        if (!blobs)
            return tl::unexpected(blobs.error());
        removed += *blobs;
    }
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
