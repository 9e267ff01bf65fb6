#include "core/library/snapshot_links.h"

#include "core/atomic_file.h"
#include "core/library/download_record.h"
#include "core/library/file_lock.h"
#include "core/library/hub_client.h"

#include <algorithm>
#include <system_error>

namespace logitscope
{

// All at once: a snapshot that is there has everything. config.json, by which it is found, last.
Result<void> SnapshotLinks::make() const
{
    auto noted = DownloadRecord::change(folder, [&](DownloadRecord& record) {
        for (const auto& file : files) {
            std::error_code none;
            const auto name = folder.snapshot(file.commit) / file.name;
            if (!std::filesystem::exists(std::filesystem::symlink_status(name, none)))
                record.snapshots[file.commit].insert(file.name);
        }
    });
    if (!noted)
        return noted;
    for (auto file = files.rbegin(); file != files.rend(); ++file)
        if (auto made = makeOne(*file); !made)
            return made;
    return {};
}

Result<void> SnapshotLinks::makeOne(const RemoteFile& file) const
{
    const auto name = folder.snapshot(file.commit) / file.name;
    std::error_code failed;
    std::filesystem::create_directories(name.parent_path(), failed);
    if (std::filesystem::exists(name, failed))
        return {};
    if (std::filesystem::is_symlink(name, failed)) // to what is gone
        std::filesystem::remove(name, failed);
    if (symbolicLinks) {
        std::filesystem::create_symlink(std::filesystem::path("../../blobs") / file.etag, name,
                                        failed);
        std::error_code none;
        if (!failed || std::filesystem::exists(name, none)) // another download was quicker
            return {};
    }
    return moveOrCopy(file);
}

// With the blob's lock, since another download may do the same.
Result<void> SnapshotLinks::moveOrCopy(const RemoteFile& file) const
{
    const auto lock =
        FileLock::waitFor(folder.blobLock(file.etag), FileLock::Mode::Exclusive, stop, {});
    if (!lock)
        return tl::unexpected(lock.error());
    if (!*lock)
        return fail(stoppedDownload(model));
    const auto isThere = [this](const RemoteFile& each) {
        std::error_code none;
        return std::filesystem::exists(folder.snapshot(each.commit) / each.name, none);
    };
    if (isThere(file))
        return {};
    const auto linked = folder.linkedBlobs();
    if (!linked)
        return tl::unexpected(linked.error());
    // Two files with the same bytes are one blob, which the first of them may have by now.
    const auto first = std::ranges::find_if(
        files, [&](const RemoteFile& other) { return other.etag == file.etag && isThere(other); });
    auto source = folder.blob(file.etag);
    std::error_code failed;
    if (first != files.end() || linked->contains(file.etag)) {
        const auto original =
            first == files.end() ? source : folder.snapshot(first->commit) / first->name;
        source = folder.partial(file.etag);
        std::filesystem::copy_file(original, source,
                                   std::filesystem::copy_options::overwrite_existing, failed);
    }
    const auto name = folder.snapshot(file.commit) / file.name;
    if (!failed)
        std::filesystem::rename(source, name, failed);
    if (failed)
        return fail("{}: can't be written: {}", name.string(), failed.message());
    return {};
}

Result<void> writeRef(const HubFolder& folder, const std::string& revision,
                      const std::string& commit)
{
    if (isCommitName(revision))
        return {};
    const auto before = folder.commitOf(revision);
    if (before == commit)
        return {};
    auto noted = DownloadRecord::change(folder, [&](DownloadRecord& record) {
        record.refs.try_emplace(revision, before.value_or(""));
    });
    if (!noted)
        return noted;
    const auto ref = folder.ref(revision);
    std::error_code ignored; // writing says what is wrong
    std::filesystem::create_directories(ref.parent_path(), ignored);
    if (std::filesystem::is_symlink(ref, ignored)) // or the file that it leads to would be written
        std::filesystem::remove(ref, ignored);
    return writeAtomically(ref.string(), commit);
}

} // namespace logitscope
