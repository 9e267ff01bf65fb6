// Downloads models beside the window, one after the other, on a thread of its own that ends with
// this object, in the middle of a file too. Orders return at once; facts arrive as signals.
#pragma once

#include "app/models/model_services.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QThread>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace logitscope
{

struct ModelDownload
{
    enum class State
    {
        Waiting, // until those before it are over
        Running,
        Paused, // what has arrived is kept
        Failed, // as is what has arrived; `sentence` says why
    };

    ModelId model;
    State state = State::Waiting;
    DownloadProgress progress = {};
    QString sentence = {};
};

class ModelDownloads : public QObject
{
    Q_OBJECT

public:
    explicit ModelDownloads(ModelServices services, QObject* parent = nullptr);
    ~ModelDownloads() override;

    // Or goes on with it, or tries it again.
    void start(const ModelId& model);

    void pause(const ModelId& model);
    void cancel(const ModelId& model); // what has arrived is deleted
    void pauseAll();

    // Those that aren't complete, in the order in which they were started.
    const std::vector<ModelDownload>& all() const { return all_; }

    const ModelDownload* find(const ModelId& model) const; // nullptr: there is none
    bool isRunning() const;                                // one of them

    // For the settings, from one start to the next: they come back paused, without a signal. What
    // is no such text is left out.
    QStringList unfinished() const;
    void restore(const QStringList& unfinished);

signals:
    void changed();    // which there are, what one of them does, or how many percent are here
    void progressed(); // at most once each time that the window has nothing else to do
    void finished(const logitscope::ModelId& model, const QString& folder);
    void failed(const logitscope::ModelId& model, const QString& sentence);

private:
    using Outcome = Result<std::filesystem::path>;

    ModelDownload* findHere(const ModelId& model);
    void startNext();
    void work(std::uint64_t order, const ModelId& model, const std::stop_token& stop);
    void takeProgress(std::uint64_t order, const DownloadProgress& progress);
    void showProgress();
    void end(const Outcome& outcome);
    void discard(const ModelId& model);

    const ModelServices services_;
    std::vector<ModelDownload> all_;
    std::optional<ModelId> atWork_; // what the thread is at, whatever has become of it since
    std::stop_source stop_;         // of that
    std::uint64_t order_ = 0;       // of that

    struct Latest
    {
        std::uint64_t order = 0;
        DownloadProgress progress;
        bool isNew = false;
    };

    std::mutex mutex_;
    Latest latest_; // by the thread, for the window

    QThread thread_;
    std::unique_ptr<QObject> worker_; // lives on thread_, where it does one thing after the other
};

} // namespace logitscope
