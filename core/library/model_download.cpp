#include "core/library/model_download.h"

#include "core/atomic_file.h"
#include "core/byte_count.h"
#include "core/library/blob_fetch.h"
#include "core/library/cache_tidy.h"
#include "core/library/download_limits.h"
#include "core/library/download_record.h"
#include "core/library/file_lock.h"
#include "core/library/hub_cache.h"
#include "core/library/known_models.h"
#include "core/library/model_files.h"
#include "core/model/gpt2_config.h"
#include "core/model/weight_index.h"

#include <fstream>
#include <iterator>
#include <limits>
#include <system_error>
#include <utility>

namespace logitscope
{

namespace
{

// Says the name of the file, where the sentence has the place that it is kept at for now.
Error withName(const Error& error, const std::filesystem::path& blob, const std::string& name)
{
    auto message = error.message;
    if (const auto at = message.find(blob.string()); at != std::string::npos)
        message.replace(at, blob.string().size(), name);
    return {message};
}

// Of sizes that the hub tells, whatever it tells: at most the largest number.
std::int64_t sumOfBytes(std::int64_t bytes, std::int64_t more)
{
    std::int64_t sum = 0;
    return __builtin_add_overflow(bytes, more, &sum) ? std::numeric_limits<std::int64_t>::max()
                                                     : sum;
}

// One download of one model, step by step.
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
    {
    }

    Result<std::filesystem::path> run();

    // The model can't be opened, so that nobody needs what was fetched of it.
    bool isRefused() const { return refused_; }

private:
    Result<void> lookUpAll();
    Result<void> lookUpWeights();
    Result<void> lookUpTokenizer();
    Result<void> lookUpIndexed(const RemoteFile& index);
    // To files_, if the repository has it.
    Result<bool> lookUp(std::string_view name);
    tl::unexpected<Error> findMissingWeights();
    tl::unexpected<Error> refuse(Error error);

    Result<void> fetchJson(const RemoteFile& file);
    // Of a file that was fetched: its blob or, on a disk without links, its place in the snapshot.
    std::filesystem::path placeOf(const RemoteFile& file) const;
    Result<void> fetchConfig();
    Result<void> findKnownSum();
    Result<void> checkRoom() const;
    // So that nobody deletes what this download has left when it goes on.
    Result<void> noteUnfinished() const;
    Result<void> noteFinished() const;
    Result<void> fetchAll();

    Result<void> link() const;
    Result<void> linkOne(const RemoteFile& file) const;
    Result<void> writeRef() const;

    const RemoteFile& config() const { return files_.front(); }

    const ModelId& model_;
    const DownloadLimits& limits_;
    HubFolder folder_;
    DownloadReport report_;
    HubClient hub_;
    BlobFetch fetch_;

    std::vector<RemoteFile> files_; // all of one commit, that of the first
    std::string_view knownSum_;
    bool refused_ = false;
};

tl::unexpected<Error> ModelDownload::refuse(Error error)
{
    refused_ = true;
    return fail(std::move(error));
}

Result<bool> ModelDownload::lookUp(std::string_view name)
{
    const std::string text(name);
    report_.begin(DownloadProgress::Doing::LookingUp, text);
    auto file = hub_.lookUp(text, files_.empty() ? model_.revision : config().commit);
    if (!file)
        return tl::unexpected(file.error());
    if (!*file)
        return false;
    if (!files_.empty() && (*file)->commit != config().commit)
        return fail("{}: the hub has {} of commit {}, and was asked for {}; try again later",
                    model_.text(), text, (*file)->commit, config().commit);
    files_.push_back(*std::move(*file));
    return true;
}

Result<std::filesystem::path> ModelDownload::run()
{
    auto config = lookUp(model_file::config);
    if (!config)
        return tl::unexpected(config.error());
    if (!*config)
        return fail("{}: has no config.json in revision {}, so that it is no model that can be "
                    "opened; choose a GPT-2",
                    model_.repository, model_.revision);

    using Step = Result<void> (ModelDownload::*)();
    for (const Step step : {&ModelDownload::fetchConfig, &ModelDownload::lookUpAll,
                            &ModelDownload::findKnownSum, &ModelDownload::fetchAll})
        if (auto done = (this->*step)(); !done)
            return tl::unexpected(done.error());
    if (auto linked = link(); !linked)
        return tl::unexpected(linked.error());
    return folder_.snapshot(this->config().commit);
}

// What is read before the other files are known.
Result<void> ModelDownload::fetchJson(const RemoteFile& file)
{
    if (file.size && *file.size > limits_.smallFile)
        return refuse(Error::of("{}/{}: takes {}, more than any model's; choose a GPT-2",
                                model_.text(), file.name, byteCount(*file.size)));
    if (auto room = checkRoom(); !room)
        return room;
    if (auto noted = noteUnfinished(); !noted)
        return noted;
    return fetch_.run(file);
}

std::filesystem::path ModelDownload::placeOf(const RemoteFile& file) const
{
    std::error_code ignored;
    const auto blob = folder_.blob(file.etag);
    return std::filesystem::exists(blob, ignored) ? blob
                                                  : folder_.snapshot(file.commit) / file.name;
}

// Before gigabytes of a model that can't be opened.
Result<void> ModelDownload::fetchConfig()
{
    const auto file = config();
    if (auto fetched = fetchJson(file); !fetched)
        return fetched;
    const auto path = placeOf(file);
    if (const auto read = readGpt2Config(path); !read)
        return refuse(withName(read.error(), path, model_.text() + "/config.json"));
    return {};
}

Result<void> ModelDownload::lookUpAll()
{
    if (auto tokenizer = lookUpTokenizer(); !tokenizer)
        return tokenizer;
    for (const auto name : model_file::optional)
        if (auto found = lookUp(name); !found)
            return tl::unexpected(found.error());
    return lookUpWeights(); // the large files come last
}

Result<void> ModelDownload::lookUpTokenizer()
{
    int found = 0;
    for (const auto name : {model_file::vocabulary, model_file::merges}) {
        const auto one = lookUp(name);
        if (!one)
            return tl::unexpected(one.error());
        found += *one ? 1 : 0;
    }
    const auto whole = lookUp(model_file::tokenizer);
    if (!whole)
        return tl::unexpected(whole.error());
    if (found < 2 && !*whole)
        return refuse(Error::of("{}: has no tokenizer: neither vocab.json and merges.txt nor "
                                "tokenizer.json; choose a GPT-2 that has one",
                                model_.text()));
    return {};
}

Result<void> ModelDownload::lookUpWeights()
{
    const auto one = lookUp(model_file::weights);
    if (!one)
        return tl::unexpected(one.error());
    if (*one)
        return {};
    const auto index = lookUp(model_file::index);
    if (!index)
        return tl::unexpected(index.error());
    if (*index)
        return lookUpIndexed(RemoteFile(files_.back()));
    return findMissingWeights();
}

tl::unexpected<Error> ModelDownload::findMissingWeights()
{
    for (const auto name : model_file::pickles) {
        const auto pickle = lookUp(name);
        if (!pickle)
            return fail(pickle.error());
        if (*pickle)
            return refuse(
                Error::of("{}: has its weights in {} alone; it is a pickle, which can run code "
                          "when opened; choose a repository with model.safetensors or, if you "
                          "trust this one, convert it with this command: python3 -c "
                          "\"from transformers import GPT2LMHeadModel as M; "
                          "M.from_pretrained('{}').save_pretrained('.')\"",
                          model_.text(), name, model_.repository));
    }
    return refuse(
        Error::of("{}: has no model.safetensors; choose a repository that has one", model_.text()));
}

Result<void> ModelDownload::lookUpIndexed(const RemoteFile& index)
{
    if (auto fetched = fetchJson(index); !fetched)
        return fetched;
    std::ifstream file(placeOf(index), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto names = filesOfIndex(text);
    if (!names)
        return refuse(Error::of("{}/{}: {}", model_.text(), index.name, names.error().message));
    constexpr std::size_t mostFiles = 1000;
    if (names->size() > mostFiles)
        return refuse(Error::of("{}/{}: names {} files, more than any model has; choose a GPT-2",
                                model_.text(), index.name, names->size()));
    for (const auto& name : *names) {
        const auto found = lookUp(name);
        if (!found)
            return tl::unexpected(found.error());
        if (!*found)
            return fail("{}: {} names {}, which the repository doesn't have; try again later",
                        model_.text(), index.name, name);
    }
    return {};
}

// Of the models that were published for everybody it is known what they are. With the sum its size
// is known as well.
Result<void> ModelDownload::findKnownSum()
{
    const auto* known = findKnownModel(model_.repository);
    const auto weights = std::ranges::find(files_, model_file::weights, &RemoteFile::name);
    if (known == nullptr || known->commit.empty() || known->weightsSum.empty() ||
        !config().commit.starts_with(known->commit) || weights == files_.end())
        return {};
    knownSum_ = known->weightsSum;
    if (sumOfEtag(weights->etag) == EtagSum::Sha256 && weights->etag != knownSum_)
        return fail("{}: the hub has a model.safetensors with the SHA-256 {} in commit {}, and {} "
                    "was published there; nothing of it was fetched. Check HF_ENDPOINT",
                    model_.text(), weights->etag, config().commit, knownSum_);
    return {};
}

Result<void> ModelDownload::checkRoom() const
{
    std::int64_t needed = 0;
    for (const auto& file : files_) {
        std::error_code none;
        const auto partial = std::filesystem::file_size(folder_.partial(file.etag), none);
        const auto here = none ? 0 : static_cast<std::int64_t>(partial);
        if (!fetch_.isThere(file))
            needed = sumOfBytes(needed, std::max<std::int64_t>(file.size.value_or(0) - here, 0));
    }
    const auto free = limits_.freeBytes(folder_.root());
    if (free && needed > *free)
        return fail("{}: the download of {} needs {}, and {} are free; make room, or set "
                    "HF_HUB_CACHE to a folder on another disk",
                    folder_.root().parent_path().string(), model_.text(), byteCount(needed),
                    byteCount(*free));
    return {};
}

Result<void> ModelDownload::noteUnfinished() const
{
    if (std::ranges::all_of(files_, [&](const auto& file) { return fetch_.isThere(file); }))
        return {};
    return DownloadRecord::change(folder_, [&](DownloadRecord& record) {
        auto& needed = record.unfinished[model_.revision];
        needed.clear();
        for (const auto& file : files_)
            needed.insert(file.etag);
    });
}

Result<void> ModelDownload::noteFinished() const
{
    return DownloadRecord::change(
        folder_, [&](DownloadRecord& record) { record.unfinished.erase(model_.revision); });
}

Result<void> ModelDownload::fetchAll()
{
    if (auto room = checkRoom(); !room)
        return room;
    if (auto noted = noteUnfinished(); !noted)
        return noted;
    std::int64_t all = 0;
    bool allKnown = true;
    for (const auto& file : files_) {
        all = sumOfBytes(all, file.size.value_or(0));
        allKnown = allKnown && file.size;
    }
    report_.expect(allKnown ? all : 0);
    for (const auto& file : files_) {
        const auto sum = file.name == model_file::weights ? knownSum_ : std::string_view();
        if (auto fetched = fetch_.run(file, sum); !fetched)
            return fetched;
        std::error_code none;
        const auto bytes = std::filesystem::file_size(folder_.blob(file.etag), none);
        report_.finishFile(none ? file.size.value_or(0) : static_cast<std::int64_t>(bytes));
    }
    return {};
}

// All at once: a snapshot that is there has everything. config.json, by which it is found, last.
Result<void> ModelDownload::link() const
{
    auto noted = DownloadRecord::change(folder_, [&](DownloadRecord& record) {
        for (const auto& file : files_) {
            std::error_code none;
            const auto name = folder_.snapshot(file.commit) / file.name;
            if (!std::filesystem::exists(std::filesystem::symlink_status(name, none)))
                record.snapshots[file.commit].insert(file.name);
        }
    });
    if (!noted)
        return noted;
    for (auto file = files_.rbegin(); file != files_.rend(); ++file)
        if (auto linked = linkOne(*file); !linked)
            return linked;
    if (auto forgotten = noteFinished(); !forgotten)
        return forgotten;
    return writeRef();
}

Result<void> ModelDownload::linkOne(const RemoteFile& file) const
{
    const auto name = folder_.snapshot(file.commit) / file.name;
    const auto target = std::filesystem::path("../../blobs") / file.etag;
    std::error_code failed;
    std::filesystem::create_directories(name.parent_path(), failed);
    if (std::filesystem::exists(name, failed))
        return {};
    std::filesystem::remove(name, failed); // a link to what is gone
    if (limits_.symbolicLinks) {
        std::filesystem::create_symlink(target, name, failed);
        std::error_code none;
        if (!failed || std::filesystem::exists(name, none)) // another download was quicker
            return {};
    }
    // A disk without links: the snapshot has the file itself, as Python does it there.
    std::filesystem::rename(folder_.blob(file.etag), name, failed);
    std::error_code none;
    // Two files with the same bytes are one blob, which the first of them has by now.
    const auto first = std::ranges::find_if(files_, [&](const RemoteFile& other) {
        std::error_code gone;
        return other.etag == file.etag &&
               std::filesystem::exists(folder_.snapshot(other.commit) / other.name, gone);
    });
    if (failed && first != files_.end()) {
        auto copy = name;
        copy += HubFolder::partialEnd;
        std::filesystem::copy_file(folder_.snapshot(first->commit) / first->name, copy,
                                   std::filesystem::copy_options::overwrite_existing, failed);
        if (!failed)
            std::filesystem::rename(copy, name, failed);
    }
    if (failed && !std::filesystem::exists(name, none))
        return fail("{}: can't be written: {}", name.string(), failed.message());
    return {};
}

Result<void> ModelDownload::writeRef() const
{
    if (isCommitName(model_.revision))
        return {};
    const auto before = folder_.commitOf(model_.revision);
    const auto& commit = config().commit;
    if (before == commit)
        return {};
    auto noted = DownloadRecord::change(folder_, [&](DownloadRecord& record) {
        record.refs.try_emplace(model_.revision, before.value_or(""));
    });
    if (!noted)
        return noted;
    const auto ref = folder_.ref(model_.revision);
    std::error_code ignored; // writing says what is wrong
    std::filesystem::create_directories(ref.parent_path(), ignored);
    if (std::filesystem::is_symlink(ref, ignored)) // or the file that it leads to would be written
        std::filesystem::remove(ref, ignored);
    return writeAtomically(ref.string(), commit);
}

} // namespace

std::optional<std::int64_t> freeBytesAt(const std::filesystem::path& folder)
{
    std::error_code failed;
    const auto space = std::filesystem::space(folder, failed);
    return failed ? std::nullopt : std::optional(static_cast<std::int64_t>(space.available));
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
    if (!use)
        return tl::unexpected(use.error());
    if (!*use)
        return fail(stoppedDownload(model));
    std::error_code failed;
    std::filesystem::create_directories(folder.root(), failed);
    if (failed)
        return fail("{}: can't be written: {}", folder.root().string(), failed.message());
    ModelDownload download(model, settings, options, limits);
    auto done = download.run();
    if (!done) {
        use->reset();             // or it would be this download that goes on
        if (download.isRefused()) // what can't be removed is only in the way
            static_cast<void>(discardUnfinished(folder, model.revision));
        else
            tidyFolders(folder);
    }
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

} // namespace logitscope
