#include "core/library/snapshot_links.h"

#include "core/atomic_file.h"
#include "core/library/download_record.h"

#include <algorithm>
#include <ranges>
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
    for (const auto& file : std::views::reverse(files))
        if (auto made = makeOne(file); !made)
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
    std::filesystem::remove(name, failed); // a link to what is gone
    if (symbolicLinks) {
        std::filesystem::create_symlink(std::filesystem::path("../../blobs") / file.etag, name,
                                        failed);
        std::error_code none;
        if (!failed || std::filesystem::exists(name, none)) // another download was quicker
            return {};
    }
    return moveOrCopy(file);
}

Result<void> SnapshotLinks::moveOrCopy(const RemoteFile& file) const
{
    const auto name = folder.snapshot(file.commit) / file.name;
    std::error_code failed;
    std::filesystem::rename(folder.blob(file.etag), name, failed);
    std::error_code none;
    // Two files with the same bytes are one blob, which the first of them has by now.
    const auto first = std::ranges::find_if(files, [&](const RemoteFile& other) {
        std::error_code gone;
        return other.etag == file.etag &&
               std::filesystem::exists(folder.snapshot(other.commit) / other.name, gone);
    });
    if (failed && first != files.end()) {
        auto copy = name;
        copy += HubFolder::partialEnd;
        std::filesystem::copy_file(folder.snapshot(first->commit) / first->name, copy,
                                   std::filesystem::copy_options::overwrite_existing, failed);
        if (!failed)
            std::filesystem::rename(copy, name, failed);
    }
    if (failed && !std::filesystem::exists(name, none))
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
