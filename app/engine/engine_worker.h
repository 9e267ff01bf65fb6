// The engine's side on the worker's thread: one open model and one continuation of it.
#pragma once

#include "app/engine/run_queue.h"
#include "app/engine/run_request.h"
#include "app/engine/step_record.h"
#include "core/generation/continuation.h"
#include "core/generation/model_folder.h"
#include "core/generation/prompt_reader.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace logitscope
{

// Orders are numbered by the engine. The number of the order that began a continuation names that
// run.
class EngineWorker : public QObject
{
    Q_OBJECT

public:
    // From any thread:

    // Ends what runs and whatever waits under a number below `order`. A Stop that arrives before
    // its run has started is not lost that way.
    void cancelBefore(std::uint64_t order) { firstWanted_ = order; }

    // Ends the openings, which are numbered by themselves, with a number below `opening`.
    void cancelOpeningBefore(std::uint64_t opening) { firstWantedOpening_ = opening; }

    void setSettings(const SamplerSettings& settings);

    std::vector<StepRecord> takeSteps(std::uint64_t run) { return queue_.take(run); }

    // On the worker's thread:

    // What comes of it is no one's model yet: the receiver calls setModel(), or turns it down.
    void openModel(std::uint64_t opening, const QString& folder, LoadOptions options);
    void setModel(std::shared_ptr<const OpenModel> model);
    void readPrompt(std::uint64_t order, const RunRequest& request);
    void generate(std::uint64_t order, const RunRequest& request);
    void resume(std::uint64_t order, const RunRequest& request, const std::vector<TokenId>& tokens);
    void proceed(std::uint64_t order, int tokens);
    void clear();

signals:
    void modelOpeningProgressed(quint64 opening, int percent);
    void modelOpened(quint64 opening, std::shared_ptr<const logitscope::OpenModel> model);
    void modelOpeningFailed(quint64 opening, const QString& sentence);
    void stepsArrived();
    void runEnded(quint64 order, logitscope::StopReason reason);
    void runFailed(quint64 order, const QString& sentence);
    void promptRead(quint64 order, std::vector<float> logits);
    void nextRead(quint64 order, std::vector<float> logits);

private:
    void begin(std::uint64_t order, const RunRequest& request);
    Result<bool> read(std::uint64_t order, const RunRequest& request); // its prompt
    void readNext(std::uint64_t order);
    void run(std::uint64_t order, int tokens);
    SamplerSettings settings() const;
    SamplerSettings nextSettings() const; // of the continuation's next step

    bool cancelled(std::uint64_t order) const { return order < firstWanted_; }

    std::atomic<std::uint64_t> firstWanted_ = 0;
    std::atomic<std::uint64_t> firstWantedOpening_ = 0;
    mutable std::mutex settingsMutex_;
    SamplerSettings settings_;
    RunQueue<StepRecord> queue_;

    std::shared_ptr<const OpenModel> model_;
    std::optional<PromptReader> reader_; // of the prompt that was read last
    std::optional<Continuation> continuation_;
    std::vector<SamplerSettings> given_; // of its first steps
    std::uint64_t run_ = 0;              // the order that began continuation_
};

} // namespace logitscope
