#include "core/library/hub_cache.h"

#include "core/atomic_file.h"
#include "core/library/cache_tidy.h"
#include "core/library/download_record.h"
#include "core/library/file_lock.h"
#include "core/library/hub_answer.h"
#include "core/library/hub_folder.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <system_error>

namespace logitscope
{

namespace
{

// The model whose folder has this name.
std::optional<ModelId> modelOfFolder(const std::string& name)
{
    constexpr std::string_view beginning = "models--";
    if (!name.starts_with(beginning))
        return std::nullopt;
    auto repository = name.substr(beginning.size());
    if (const auto between = repository.find("--"); between != std::string::npos)
        repository.replace(between, 2, "/");
    const auto model = ModelId::parse(repository);
    return model && model->folderName() == name ? std::optional(*model) : std::nullopt;
}

// A link to what is gone is none.
bool hasConfig(const std::filesystem::path& snapshot)
{
    std::error_code ignored;
    return std::filesystem::is_regular_file(snapshot / "config.json", ignored);
}

std::optional<std::string> newestSnapshot(const HubFolder& folder)
{
    std::optional<std::string> newest;
    std::filesystem::file_time_type newestTime;
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(folder.snapshots(), failed), end;
         !failed && entry != end; entry.increment(failed)) {
        const auto commit = entry->path().filename().string();
        if (!isCommitName(commit) || !hasConfig(entry->path()))
            continue;
        std::error_code noTime;
        const auto time = std::filesystem::last_write_time(entry->path(), noTime);
        if (!noTime && (!newest || time > newestTime)) {
            newest = commit;
            newestTime = time;
        }
    }
    return newest;
}

std::optional<CachedModel> findIn(const std::filesystem::path& cache, const ModelId& model)
{
    const HubFolder folder(cache, model);
    auto commit = folder.commitOf(model.revision);
    if (commit && !hasConfig(folder.snapshot(*commit)))
        commit.reset();
    if (!commit && model.revision == "main")
        commit = newestSnapshot(folder);
    if (!commit)
        return std::nullopt;
    return CachedModel{.repository = model.repository,
                       .commit = *commit,
                       .folder = folder.snapshot(*commit),
                       .downloadedHere = DownloadRecord::read(folder).snapshots.contains(*commit)};
}

Result<void> removeFiles(const std::filesystem::path& snapshot, const std::set<std::string>& names)
{
    for (const auto& name : names) {
        std::error_code failed;
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
        const bool isThere = !before.empty() && hasConfig(folder.snapshot(before));
        if (isThere)
            static_cast<void>(writeAtomically(folder.ref(revision).string(), before));
        else
            std::filesystem::remove(folder.ref(revision), ignored);
        ref = record.refs.erase(ref);
    }
}

} // namespace

std::vector<CachedModel> cachedModels(const std::filesystem::path& cache)
{
    std::vector<CachedModel> models;
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(cache, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const auto model = modelOfFolder(entry->path().filename().string());
        auto found = model ? findIn(cache, *model) : std::nullopt;
        if (found)
            models.push_back(*std::move(found));
    }
    std::ranges::sort(models, {}, &CachedModel::repository);
    return models;
}

std::optional<CachedModel> findCachedModel(const std::filesystem::path& cache, const ModelId& model)
{
    return cache.empty() ? std::nullopt : findIn(cache, model);
}

Result<void> removeDownloaded(const std::filesystem::path& cache, const CachedModel& model)
{
    const auto id = ModelId::parse(model.repository);
    if (!id)
        return tl::unexpected(id.error());
    const HubFolder folder(cache, *id);
    const auto alone = FileLock::tryTo(folder.useLock(), FileLock::Mode::Exclusive);
    if (!alone)
        return tl::unexpected(alone.error());
    if (!*alone)
        return fail("{}: is being downloaded; stop that first", model.repository);
    const auto record = DownloadRecord::read(folder);
    const auto files = record.snapshots.find(model.commit);
    if (files == record.snapshots.end()) {
        removeEmpty(folder);
        return fail("{}: isn't downloaded by Logitscope, which removes nothing of others; delete "
                    "{} yourself",
                    model.repository, folder.root().string());
    }

    const auto snapshot = folder.snapshot(model.commit);
    std::error_code none;
    if (std::filesystem::is_symlink(snapshot, none))
        return fail("{}: is a link, and Logitscope removes nothing elsewhere; delete it yourself",
                    snapshot.string());
    std::set<std::string> blobs;
    for (const auto& name : files->second) {
        std::error_code noLink;
        const auto target = std::filesystem::read_symlink(snapshot / name, noLink);
        if (!noLink)
            blobs.insert(target.filename().string());
    }
    for (const auto& etag : record.blobs) {
        std::error_code ignored;
        if (!std::filesystem::exists(folder.blob(etag), ignored)) // it was moved into the snapshot
            blobs.insert(etag);
    }
    if (const auto linked = folder.linkedBlobs(); !linked) // or the files would go, and no blob
        return tl::unexpected(linked.error());
    if (auto removed = removeFiles(snapshot, files->second); !removed)
        return removed;
    if (const auto removed = removeBlobs(folder, blobs); !removed)
        return tl::unexpected(removed.error());
    auto forgotten = DownloadRecord::change(folder, [&](DownloadRecord& changed) {
        changed.snapshots.erase(model.commit);
        restoreRefs(folder, model.commit, changed);
    });
    removeEmpty(folder);
    return forgotten;
}

} // namespace logitscope
