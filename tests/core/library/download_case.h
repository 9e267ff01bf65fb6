// What a test of a download needs: a hub, an empty cache, a small model, and little patience.
#pragma once

#include "core/library/cache_removal.h"
#include "core/library/download_limits.h"
#include "core/library/file_lock.h"
#include "tests/fixtures/hub_server.h"

#include <QFile>
#include <QString>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace logitscope::fixtures
{

class DownloadCase
{
public:
    DownloadCase()
    {
        settings.endpoint = hub.address();
        settings.cache = folder.path() / "hub";
        limits.web = {.connect = std::chrono::milliseconds(2000),
                      .stall = std::chrono::milliseconds(1000)};
        limits.retry = {.attempts = 3,
                        .firstPause = std::chrono::milliseconds(1),
                        .longestPause = std::chrono::milliseconds(2)};
        hub.addModel("small", randomCheckpoint({}, 1));
    }

    Result<std::filesystem::path> download(const std::string& name = "small")
    {
        return downloadModel(*ModelId::parse(name), settings,
                             {.progress =
                                  [this](const DownloadProgress& now) {
                                      told.push_back(now);
                                      if (onProgress)
                                          onProgress(now);
                                  },
                              .stop = stop.get_token()},
                             limits);
    }

    // Its sentence, with the hub called "hub" and the test's folder "folder".
    QString errorOf(const std::string& name = "small")
    {
        const auto done = download(name);
        if (done)
            return "no error";
        const auto authority = QString::fromStdString(hub.address()).remove("http://");
        return folder.named(done.error().message)
            .replace(QString::fromStdString(hub.address()), "hub")
            .replace(authority, "hub");
    }

    std::filesystem::path root(const std::string& name = "models--small") const
    {
        return settings.cache / name;
    }

    // The repository has another state, with another config.json, under that revision.
    void serve(const std::string& revision, const std::string& commit)
    {
        hub.setScript([this, revision, commit](const HubRequest& request, HubReply& reply) {
            for (const auto& state : {revision, commit}) {
                const auto files = "/small/resolve/" + state + "/";
                if (!request.path.starts_with(files))
                    continue;
                const auto name = request.path.substr(files.size());
                reply = hub.replyTo("/small/resolve/main/" + name);
                reply.headers["X-Repo-Commit"] = commit;
                if (name != "config.json")
                    continue;
                reply.body += " ";
                reply.headers["ETag"] = "\"" + gitBlobName(reply.body) + "\"";
            }
        });
    }

    Result<void> remove(const std::string& name = "small") const
    {
        return removeDownloaded(settings.cache, *ModelId::parse(name));
    }

    // The partial file of the weights, whose name on the hub it has.
    std::filesystem::path partialOf(const QByteArray& bytes) const
    {
        return root() / "blobs" / (sha256Name(bytes) + ".logitscope-partial");
    }

    QByteArray weights() const { return randomCheckpoint({}, 1).modelSafetensors(); }

    bool hasTold(DownloadProgress::Doing doing) const
    {
        return std::ranges::any_of(
            told, [doing](const DownloadProgress& now) { return now.doing == doing; });
    }

    TestFolder folder;
    HubServer hub;
    HubSettings settings;
    DownloadLimits limits;
    std::stop_source stop;
    std::vector<DownloadProgress> told;
    std::function<void(const DownloadProgress&)> onProgress;
};

inline void put(const std::filesystem::path& path, const QByteArray& contents)
{
    std::filesystem::create_directories(path.parent_path());
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::WriteOnly) || file.write(contents) != contents.size())
        qFatal("The test's file can't be written");
}

inline QByteArray contentsOf(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

// Paths below the folder, in order; links are followed by what they lead to.
inline QStringList filesBelow(const std::filesystem::path& folder)
{
    QStringList names;
    std::error_code failed;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, failed)) {
        auto name = QString::fromStdString(entry.path().lexically_relative(folder).string());
        if (entry.is_symlink())
            name += " -> " +
                    QString::fromStdString(std::filesystem::read_symlink(entry.path()).string());
        if (entry.is_symlink() || entry.is_regular_file())
            names << name;
    }
    names.sort();
    return names;
}

inline QString textOf(const Result<std::filesystem::path>& done)
{
    return QString::fromStdString(done ? done->string() : done.error().message);
}

// The GETs of the weights, of which the script is told how many there were before.
inline HubServer::Script onWeights(std::function<void(int before, HubReply& reply)> script)
{
    auto count = std::make_shared<std::atomic<int>>(0);
    return [count, script = std::move(script)](const HubRequest& request, HubReply& reply) {
        if (request.method == "GET" && request.isFor("model.safetensors"))
            script((*count)++, reply);
    };
}

inline QStringList rangesOf(const DownloadCase& test)
{
    QStringList ranges;
    for (const auto& request : test.hub.requests("GET", "model.safetensors"))
        ranges << QString::fromStdString(request.range());
    return ranges;
}

} // namespace logitscope::fixtures
