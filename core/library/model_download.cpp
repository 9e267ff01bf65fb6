#include "core/library/model_download.h"

#include "core/byte_count.h"
#include "core/library/blob_fetch.h"
#include "core/library/cache_tidy.h"
#include "core/library/download_limits.h"
#include "core/library/download_record.h"
#include "core/library/file_lock.h"
#include "core/library/hub_cache.h"
#include "core/library/known_models.h"
#include "core/library/model_files.h"
#include "core/library/model_lookup.h"
#include "core/library/snapshot_links.h"

#include <algorithm>
#include <limits>
#include <system_error>
#include <utility>
#include <vector>

namespace logitscope
{

namespace
{

// Of sizes that the hub tells, whatever it tells: at most the largest number.
std::int64_t sumOfBytes(std::int64_t bytes, std::int64_t more)
{
    std::int64_t sum = 0;
    return __builtin_add_overflow(bytes, more, &sum) ? std::numeric_limits<std::int64_t>::max()
                                                     : sum;
}

// One download of one model: the order of its steps.
class ModelDownload
{
public:
    ModelDownload(const ModelId& model, const HubSettings& settings, const DownloadOptions& options,
                  const DownloadLimits& limits)
        : model_(model)
        , limits_(limits)
        , folder_(settings.cache, model)
        , report_(options.progress)
        , hub_(model, settings, limits, options.stop, report_)
        , fetch_{model, folder_, hub_, report_, options.stop}
        , lookup_(model, hub_, report_, limits.smallFile,
                  [this](const RemoteFile& file) { return fetchEarly(file); })
    {
    }

    Result<std::filesystem::path> run();

    bool isRefused() const { return lookup_.isRefused(); }

private:
    // What is read before the other files are known.
    Result<std::filesystem::path> fetchEarly(const RemoteFile& file);
    Result<void> findKnownSum();
    Result<void> checkRoom() const;
    // So that nobody deletes what this download has left when it goes on.
    Result<void> noteUnfinished() const;
    Result<void> fetchAll();
    Result<void> link() const;

    const std::vector<RemoteFile>& files() const { return lookup_.files(); }

    const std::string& commit() const { return files().front().commit; }

    const ModelId& model_;
    const DownloadLimits& limits_;
    HubFolder folder_;
    DownloadReport report_;
    HubClient hub_;
    BlobFetch fetch_;
    ModelLookup lookup_;
    std::string_view knownSum_;
};

Result<std::filesystem::path> ModelDownload::run()
{
    if (auto found = lookup_.run(); !found)
        return tl::unexpected(found.error());
    if (auto known = findKnownSum(); !known)
        return tl::unexpected(known.error());
    if (auto fetched = fetchAll(); !fetched)
        return tl::unexpected(fetched.error());
    if (auto linked = link(); !linked)
        return tl::unexpected(linked.error());
    return folder_.snapshot(commit());
}

Result<std::filesystem::path> ModelDownload::fetchEarly(const RemoteFile& file)
{
    if (auto room = checkRoom(); !room)
        return tl::unexpected(room.error());
    if (auto noted = noteUnfinished(); !noted)
        return tl::unexpected(noted.error());
    return fetch_.run(file);
}

// Of the models that were published for everybody it is known what they are. With the sum its size
// is known as well.
Result<void> ModelDownload::findKnownSum()
{
    const auto* known = findKnownModel(model_.repository);
    const auto weights = std::ranges::find(files(), model_file::weights, &RemoteFile::name);
    if (known == nullptr || known->commit.empty() || known->weightsSum.empty() ||
        !commit().starts_with(known->commit) || weights == files().end())
        return {};
    knownSum_ = known->weightsSum;
    if (sumOfEtag(weights->etag) == EtagSum::Sha256 && weights->etag != knownSum_)
        return fail("{}: the hub has a model.safetensors whose SHA-256 begins with {}, and {} was "
                    "published there; nothing of it was fetched. Check HF_ENDPOINT",
                    model_.text(), weights->etag.substr(0, 12), knownSum_.substr(0, 12));
    return {};
}

Result<void> ModelDownload::checkRoom() const
{
    std::int64_t needed = 0;
    for (const auto& file : files()) {
        std::error_code none;
        const auto partial = std::filesystem::file_size(folder_.partial(file.etag), none);
        const auto here = none ? 0 : static_cast<std::int64_t>(partial);
        if (!fetch_.find(file))
            needed = sumOfBytes(needed, std::max<std::int64_t>(file.size.value_or(0) - here, 0));
    }
    const auto free = limits_.freeBytes(folder_.root());
    if (free && needed > *free)
        return fail("{}: the download needs {}, and {} are free in {}; make room, or set "
                    "HF_HUB_CACHE to a folder on another disk",
                    model_.text(), byteCount(needed), byteCount(*free),
                    folder_.root().parent_path().string());
    return {};
}

Result<void> ModelDownload::noteUnfinished() const
{
    if (std::ranges::all_of(files(),
                            [&](const auto& file) { return fetch_.find(file).has_value(); }))
        return {};
    return DownloadRecord::change(folder_, [&](DownloadRecord& record) {
        auto& needed = record.unfinished[model_.revision];
        needed.clear();
        for (const auto& file : files())
            needed.insert(file.etag);
    });
}

Result<void> ModelDownload::fetchAll()
{
    if (auto room = checkRoom(); !room)
        return room;
    if (auto noted = noteUnfinished(); !noted)
        return noted;
    std::int64_t all = 0;
    bool allKnown = true;
    for (const auto& file : files()) {
        all = sumOfBytes(all, file.size.value_or(0));
        allKnown = allKnown && file.size;
    }
    report_.expect(allKnown ? all : 0);
    for (const auto& file : files()) {
        const auto sum = file.name == model_file::weights ? knownSum_ : std::string_view();
        const auto place = fetch_.run(file, sum);
        if (!place)
            return tl::unexpected(place.error());
        std::error_code none;
        const auto bytes = std::filesystem::file_size(*place, none);
        report_.finishFile(none ? file.size.value_or(0) : static_cast<std::int64_t>(bytes));
    }
    return {};
}

Result<void> ModelDownload::link() const
{
    const SnapshotLinks links{model_, folder_, files(), limits_.symbolicLinks, fetch_.stop};
    if (auto made = links.make(); !made)
        return made;
    auto noted = DownloadRecord::change(
        folder_, [&](DownloadRecord& record) { record.unfinished.erase(model_.revision); });
    return noted ? writeRef(folder_, model_.revision, commit()) : noted;
}

} // namespace

std::optional<std::int64_t> freeBytesAt(const std::filesystem::path& folder)
{
    std::error_code failed;
    const auto space = std::filesystem::space(folder, failed);
    if (failed || space.capacity == 0) // a disk on the network that doesn't tell
        return std::nullopt;
    return static_cast<std::int64_t>(space.available);
}

Result<std::filesystem::path> downloadModel(const ModelId& model, const HubSettings& settings,
                                            const DownloadOptions& options,
                                            const DownloadLimits& limits)
{
    if (settings.cache.empty())
        return fail("{}: there is no folder to keep it in; set HF_HUB_CACHE to one", model.text());
    if (settings.offline) {
        const auto cached = findCachedModel(settings.cache, model);
        if (cached && isWholeModel(cached->folder))
            return cached->folder;
        return fail("{}: isn't in {}, and HF_HUB_OFFLINE says that the network isn't to be used; "
                    "unset it to download the model",
                    model.text(), settings.cache.string());
    }

    const HubFolder folder(settings.cache, model);
    DownloadReport waiting(options.progress);
    auto use = FileLock::waitFor(folder.useLock(), FileLock::Mode::Shared, options.stop, [&] {
        waiting.wait(model.text() + ": another program removes files of it");
    });
    if (!use) // the first that is written
        return fail("{}: {}; set HF_HUB_CACHE to a folder where files can be written", model.text(),
                    use.error().message);
    if (!*use)
        return fail(stoppedDownload(model));
    std::error_code failed;
    std::filesystem::create_directories(folder.root(), failed);
    if (failed)
        return fail("{}: can't be written: {}", folder.root().string(), failed.message());
    ModelDownload download(model, settings, options, limits);
    auto done = download.run();
    use->reset(); // or it would be this download that goes on
    // Of a model that can't be opened nobody needs anything, and of one that is whole nobody needs
    // what was fetched of an older state. What can't be removed is only in the way.
    if (done || download.isRefused())
        static_cast<void>(discardUnfinished(folder, model.revision));
    else
        tidyFolders(folder);
    return done;
}

Result<std::filesystem::path> downloadModel(const ModelId& model, const HubSettings& settings,
                                            const DownloadOptions& options)
{
    return downloadModel(model, settings, options, {});
}

Result<Discarded> discardPartialDownload(const ModelId& model, const HubSettings& settings)
{
    if (settings.cache.empty())
        return Discarded::Nothing;
    return discardUnfinished(HubFolder(settings.cache, model), model.revision);
}

Result<Discarded> discardPartialDownloads(const ModelId& model, const HubSettings& settings)
{
    if (settings.cache.empty())
        return Discarded::Nothing;
    return discardUnfinished(HubFolder(settings.cache, model), std::nullopt);
}

} // namespace logitscope
