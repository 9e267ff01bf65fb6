// Services of the Models page that do what a test says: nothing is downloaded, nothing removed.
#pragma once

#include "app/models/model_services.h"

#include <QByteArray>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace logitscope
{

// Outlives what has its services. A download waits for what the test says next.
class ScriptedHub
{
public:
    ModelServices services()
    {
        return {
            .settings = [this]() -> Result<HubSettings> {
                return HubSettings{.endpoint = "http://127.0.0.1",
                                   .token = {},
                                   .offline = isOffline,
                                   .cache = "/nowhere/hub"};
            },
            .cached = [this](const auto&) { return locked([this] { return cached_; }); },
            .remove = [this](const auto&, const CachedModel& model) { return remove(model); },
            .download = [this](const ModelId& model, const auto&,
                               const DownloadOptions& options) { return download(model, options); },
            .discard = [this](const ModelId& model,
                              const auto&) { note("discard " + model.text()); },
            .freeBytes = [this] { return freeBytes; }};
    }

    // Before the services are used.
    bool isOffline = false;
    std::int64_t freeBytes = 12'300'000'000;

    void setCached(std::vector<CachedModel> models)
    {
        locked([&] { cached_ = std::move(models); });
    }

    // What the download that runs does next, or the next one that runs.
    void progress(const DownloadProgress& progress) { say(progress); }

    void arrive(std::int64_t bytes, std::int64_t allBytes)
    {
        DownloadProgress progress;
        progress.doing = DownloadProgress::Doing::Downloading;
        progress.bytes = bytes;
        progress.allBytes = allBytes;
        say(progress);
    }

    void finish(const std::filesystem::path& folder) { say(folder); }

    void fail(const std::string& sentence) { say(Error(sentence)); }

    // The removal of a model fails with that.
    void refuse(const std::string& sentence)
    {
        locked([&] { refusal_ = sentence; });
    }

    // "start gpt2", "end gpt2", "discard gpt2", "remove gpt2", in the order in which they came.
    std::vector<std::string> log()
    {
        return locked([this] { return log_; });
    }

    bool has(const std::string& line)
    {
        const auto lines = log();
        return std::ranges::find(lines, line) != lines.end();
    }

private:
    using Said = std::variant<DownloadProgress, std::filesystem::path, Error>;

    template <class Act>
    auto locked(const Act& act) -> decltype(act())
    {
        const std::lock_guard lock(mutex_);
        return act();
    }

    void say(Said said)
    {
        locked([&] { said_.push_back(std::move(said)); });
        changed_.notify_all();
    }

    void note(const std::string& line)
    {
        locked([&] { log_.push_back(line); });
    }

    Result<void> remove(const CachedModel& model)
    {
        note("remove " + model.repository);
        return locked([&]() -> Result<void> {
            if (refusal_)
                return tl::unexpected(Error(*refusal_));
            std::erase_if(cached_, [&](const auto& each) { return each.folder == model.folder; });
            return {};
        });
    }

    Result<std::filesystem::path> download(const ModelId& model, const DownloadOptions& options)
    {
        note("start " + model.text());
        auto outcome = follow(options);
        note("end " + model.text());
        return outcome;
    }

    Result<std::filesystem::path> follow(const DownloadOptions& options)
    {
        while (true) {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, options.stop, [this] { return !said_.empty(); });
            if (options.stop.stop_requested())
                return tl::unexpected(Error("it was stopped"));
            const auto said = said_.front();
            said_.pop_front();
            lock.unlock();
            if (const auto* progress = std::get_if<DownloadProgress>(&said))
                options.progress(*progress);
            else if (const auto* folder = std::get_if<std::filesystem::path>(&said))
                return *folder;
            else
                return tl::unexpected(std::get<Error>(said));
        }
    }

    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Said> said_;
    std::vector<std::string> log_;
    std::vector<CachedModel> cached_;
    std::optional<std::string> refusal_;
};

} // namespace logitscope
