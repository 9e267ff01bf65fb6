#include "app/cli/download_command.h"

#include "app/cli/download_progress.h"
#include "app/cli/interrupt.h"
#include "app/cli/terminal.h"
#include "core/byte_count.h"
#include "core/library/cache_removal.h"
#include "core/library/hub_cache.h"
#include "core/library/known_models.h"
#include "core/library/model_download.h"
#include "core/library/model_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace logitscope
{

namespace
{

// What its files take, those of its folders included. A link takes nothing.
std::int64_t bytesOnDisk(const std::filesystem::path& folder)
{
    std::int64_t bytes = 0;
    std::error_code failed;
    for (std::filesystem::recursive_directory_iterator entry(folder, failed), end;
         !failed && entry != end; entry.increment(failed)) {
        std::error_code none;
        const auto size = entry->is_symlink(none) ? 0 : entry->file_size(none);
        bytes += none ? 0 : static_cast<std::int64_t>(size);
    }
    return bytes;
}

std::string tableOfCached(const std::filesystem::path& cache)
{
    const auto models = cachedModels(cache);
    if (models.empty())
        return fmt::format("No model is in {} yet.\n", cache.string());
    auto table = fmt::format("In {}:\n", cache.string());
    for (const auto& model : models)
        table += fmt::format("  {:<28}  {:>8}  {}  {}\n", model.repository,
                             byteCount(describeModel(model.folder, ModelOrigin::HubCache).bytes),
                             model.commit.substr(0, 8),
                             model.downloadedHere ? "downloaded by Logitscope" : "");
    return table;
}

std::string tableOfKnown()
{
    std::string table = "To download, among any GPT-2 of the hub (owner/name):\n";
    for (const auto& model : knownModels())
        table += fmt::format("  {:<28}  {:>8}  {}\n", model.repository,
                             byteCount(model.weightBytes), model.sentence);
    return table;
}

} // namespace

void DownloadCommand::addTo(const Command& program)
{
    command_ = program.addCommand(
        "download", "Download a GPT-2 from the Hugging Face hub, or go on with a download; its "
                    "files land in the cache that Python's libraries use, and --model MODEL opens "
                    "it. HF_ENDPOINT, HF_TOKEN, HF_HUB_CACHE and HF_HUB_OFFLINE are as there");
    std::vector<std::string> known;
    for (const auto& model : knownModels())
        known.emplace_back(model.repository);
    command_
        .addText("MODEL", model_, "", "Its name on the hub: gpt2, owner/name, owner/name@revision")
        .notEmpty()
        .values(std::move(known));
    command_.addFlag("--list", list_, "Which models are in the cache, and which are well known");
    command_
        .addText("--remove", removed_, "NAME",
                 "Delete what Logitscope downloaded of it in all revisions, unfinished downloads "
                 "included; of owner/name@revision, that one alone")
        .notEmpty()
        .excludes("MODEL")
        .excludes("--list");
}

int DownloadCommand::run() const
{
    if (list_ && model_)
        return complain(Error::of("--list has no MODEL; it lists all"), ExitCode::badValue);
    const auto settings = HubSettings::fromEnvironment();
    if (!settings)
        return complain(settings.error(), ExitCode::badValue);
    if (settings->cache.empty())
        return complain(Error::of("there is no folder for models; set HOME or HF_HUB_CACHE"),
                        ExitCode::badValue);
    if (list_)
        return list(*settings);
    if (!model_ && !removed_)
        return complain(
            Error::of("expected a MODEL, such as gpt2; --list shows which are well known"),
            ExitCode::badValue);
    const auto model = ModelId::parse(model_ ? *model_ : *removed_);
    if (!model)
        return complain(model.error(), ExitCode::badValue);
    return removed_ ? remove(*model, *settings) : download(*model, *settings);
}

int DownloadCommand::download(const ModelId& model, const HubSettings& settings) const
{
    watchForInterrupt();
    std::stop_source stop;
    Result<std::filesystem::path> folder;
    {
        DownloadPrinter printer(isErrorATerminal() ? errorColumns() : 0);
        folder = downloadModel(model, settings,
                               {.progress =
                                    [&](const DownloadProgress& now) {
                                        printer.show(now);
                                        if (interrupted())
                                            stop.request_stop();
                                    },
                                .stop = stop.get_token()});
    }
    if (!folder)
        return complain(folder.error(),
                        interrupted() ? ExitCode::endedBy(interrupted()) : ExitCode::failed);
    Output output;
    output.print(folder->string() + "\n");
    return output.failed() ? complain(output.error(), ExitCode::failed) : ExitCode::ok;
}

int DownloadCommand::list(const HubSettings& settings) const
{
    Output output;
    output.print(tableOfCached(settings.cache) + "\n" + tableOfKnown());
    return output.failed() ? complain(output.error(), ExitCode::failed) : ExitCode::ok;
}

int DownloadCommand::remove(const ModelId& model, const HubSettings& settings) const
{
    const auto discarded = model.revision == "main" ? discardPartialDownloads(model, settings)
                                                    : discardPartialDownload(model, settings);
    if (!discarded)
        return complain(discarded.error(), ExitCode::failed);
    if (*discarded == Discarded::InUse)
        return complain(Error::of("{}: is being downloaded; stop that first", model.text()),
                        ExitCode::badValue);
    const bool hadUnfinished = *discarded == Discarded::Removed;
    const bool downloaded = isDownloaded(settings.cache, model);
    if (!downloaded && !hadUnfinished && !findCachedModel(settings.cache, model))
        return complain(Error::of("{}: isn't in {}; logitscope download --list shows what is",
                                  model.text(), settings.cache.string()),
                        ExitCode::badValue);
    std::string said = model.text() + ": the unfinished download is removed\n";
    if (downloaded || !hadUnfinished) {
        const auto root = settings.cache / model.folderName();
        const auto before = bytesOnDisk(root);
        if (const auto removed = removeDownloaded(settings.cache, model); !removed)
            return complain(removed.error(), ExitCode::failed);
        // Other snapshots may need some of its files.
        const auto freed = byteCount(std::max<std::int64_t>(before - bytesOnDisk(root), 0));
        said = fmt::format("{}: removed, {}\n", model.text(), freed);
    }
    Output output;
    output.print(said);
    return output.failed() ? complain(output.error(), ExitCode::failed) : ExitCode::ok;
}

} // namespace logitscope
