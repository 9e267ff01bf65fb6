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

} // namespace

Result<void> removeBlobs(const HubFolder& folder, const std::set<std::string>& etags)
{
    Result<void> done;
    const auto links = folder.linkedBlobs();
    const std::set<std::string> linked(links.begin(), links.end());
    auto changed = DownloadRecord::change(folder, [&](DownloadRecord& record) {
        for (const auto& etag : etags) {
            if (!record.blobs.contains(etag))
                continue;
            std::error_code failed;
            if (!linked.contains(etag) && !removeWithLock(folder, etag, folder.blob(etag), failed))
                continue;
            if (failed)
                done =
                    fail("{}: can't be removed: {}", folder.blob(etag).string(), failed.message());
            else
                record.blobs.erase(etag); // gone, or whoever links to it has it now
        }
    });
    return changed ? done : changed;
}

void removeEmpty(const HubFolder& folder)
{
    std::error_code ignored;
    folder.removeEmptyFolders();
    std::filesystem::remove(folder.recordLock(), ignored); // nobody has it without the use lock
    std::filesystem::remove(folder.useLock(), ignored);    // from here on others may begin
    folder.removeEmptyLockFolders();
}

void tidyCache(const HubFolder& folder, Tidy what)
{
    std::error_code ignored;
    if (!std::filesystem::exists(folder.root(), ignored) &&
        !std::filesystem::exists(folder.locks(), ignored))
        return;
    const auto alone = FileLock::tryTo(folder.useLock(), FileLock::Mode::Exclusive);
    if (!alone || !*alone)
        return;
    if (what == Tidy::Unfinished) {
        for (const auto& etag : etagsOfPartials(folder))
            removeWithLock(folder, etag, folder.partial(etag), ignored);
        const auto links = folder.linkedBlobs();
        auto unlinked = DownloadRecord::read(folder).blobs;
        for (const auto& etag : links)
            unlinked.erase(etag);
        if (!unlinked.empty())
            static_cast<void>(removeBlobs(folder, unlinked)); // what stays is only in the way
    }
    removeEmpty(folder);
}

} // namespace logitscope
