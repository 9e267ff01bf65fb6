#include "core/library/cache_removal.h"

#include "core/atomic_file.h"
#include "core/library/cache_tidy.h"
#include "core/library/download_record.h"
#include "core/library/file_lock.h"

#include <set>
#include <string>
#include <system_error>

namespace logitscope
{

namespace
{

std::set<std::string> commitsToRemove(const HubFolder& folder, const DownloadRecord& record,
                                      const std::string& revision)
{
    const auto commit = folder.commitOf(revision);
    std::set<std::string> commits;
    for (const auto& [each, names] : record.snapshots)
        if (revision == "main" || each == commit)
            commits.insert(each);
    return commits;
}

Result<void> removeFiles(const std::filesystem::path& snapshot, const std::set<std::string>& names)
{
    std::error_code failed;
    if (std::filesystem::is_symlink(snapshot, failed))
        return fail("{}: is a link, and Logitscope removes nothing elsewhere; delete it yourself",
                    snapshot.string());
    for (const auto& name : names) {
        std::filesystem::remove(snapshot / name, failed);
        if (failed)
            return fail("{}: can't be removed: {}", (snapshot / name).string(), failed.message());
    }
    return {};
}

// Those that this program set to the commit are again what they were before.
void restoreRefs(const HubFolder& folder, const std::string& commit, DownloadRecord& record)
{
    for (auto ref = record.refs.begin(); ref != record.refs.end();) {
        const auto& [revision, before] = *ref;
        if (folder.commitOf(revision) != commit) {
            ++ref;
            continue;
        }
        std::error_code ignored;
        const auto snapshot = folder.snapshot(before);
        if (!before.empty() && std::filesystem::is_regular_file(snapshot / "config.json", ignored))
            static_cast<void>(writeAtomically(folder.ref(revision).string(), before));
        else
            std::filesystem::remove(folder.ref(revision), ignored);
        ref = record.refs.erase(ref);
    }
}

} // namespace

bool isDownloaded(const std::filesystem::path& cache, const ModelId& model)
{
    const HubFolder folder(cache, model);
    return !cache.empty() &&
           !commitsToRemove(folder, DownloadRecord::read(folder), model.revision).empty();
}

Result<void> removeDownloaded(const std::filesystem::path& cache, const ModelId& model)
{
    const HubFolder folder(cache, model);
    const auto alone = FileLock::tryTo(folder.useLock(), FileLock::Mode::Exclusive);
    if (!alone)
        return tl::unexpected(alone.error());
    if (!*alone)
        return fail("{}: is being downloaded; stop that first", model.text());
    const auto record = DownloadRecord::read(folder);
    const auto commits = commitsToRemove(folder, record, model.revision);
    if (commits.empty()) {
        removeEmpty(folder);
        return fail("{}: isn't downloaded by Logitscope, which removes nothing of others; delete "
                    "{} yourself",
                    model.text(), folder.root().string());
    }
    if (const auto linked = folder.linkedBlobs(); !linked) // or the files would go, and no blob
        return tl::unexpected(linked.error());
    for (const auto& commit : commits) {
        if (auto removed = removeFiles(folder.snapshot(commit), record.snapshots.at(commit));
            !removed)
            return removed;
        auto forgotten = DownloadRecord::change(folder, [&](DownloadRecord& changed) {
            changed.snapshots.erase(commit);
            restoreRefs(folder, commit, changed);
        });
        if (!forgotten)
            return forgotten;
    }
    if (const auto removed = removeBlobs(folder); !removed)
        return tl::unexpected(removed.error());
    removeEmpty(folder);
    return {};
}

} // namespace logitscope
