// The model at work beside the window. Orders return at once; facts arrive as signals on the
// engine's own thread, and only those of the latest order: what an earlier one still had to say is
// dropped. The worker's thread ends with the engine, in the middle of a run too.
#pragma once

#include "app/engine/run_request.h"
#include "app/engine/step_record.h"
#include "core/generation/model_folder.h"
#include "core/run/stop_reason.h"
#include "core/sampling/sampler_settings.h"

#include <QObject>
#include <QString>
#include <QThread>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace logitscope
{

class EngineWorker;

class Engine : public QObject
{
    Q_OBJECT

public:
    explicit Engine(QObject* parent = nullptr);
    ~Engine() override;

    // Ends what runs, and what is being opened; then opens the folder. When that fails, the model
    // that was open stays open, and its continuation too.
    void openModel(const QString& folder, const LoadOptions& options);

    // Until modelOpened() or modelOpeningFailed().
    bool isOpening() const { return opening_; }

    // The settings of the next step, also while tokens stream.
    void setSettings(const SamplerSettings& settings);

    // Lets the model read the prompt of a request, of which it reads only what is new. Not while it
    // is running.
    void readPrompt(const RunRequest& request);

    // Ends what runs, forgets its continuation and begins a new one.
    void generate(const RunRequest& request);

    // Takes up a continuation where it was left, with the tokens that it had then. Whether that
    // worked, nextRead() tells.
    void resume(const RunRequest& request, const std::vector<TokenId>& tokens);

    // Draws `tokens` more of the present continuation. Not while it is running.
    void proceed(int tokens);

    // Takes effect within one step; reading the prompt is one step too.
    void stop();

    // Ends what runs and forgets the continuation.
    void clear();

    // The present continuation's steps that have arrived since the last call, oldest first.
    std::vector<StepRecord> takeSteps();

    bool isRunning() const { return running_; }

signals:
    void modelOpeningProgressed(int percent); // once its weights are read; at most once a percent
    void modelOpened(std::shared_ptr<const logitscope::OpenModel> model);
    void modelOpeningFailed(const QString& sentence);
    void stepsArrived(); // there is something to take
    void runEnded(logitscope::StopReason reason);
    void runFailed(const QString& sentence);
    void promptRead(const std::vector<float>& logits); // of the token that would come after it
    void nextRead(const std::vector<float>& logits);   // of the present continuation's next step

private:
    void connectOpening();
    std::uint64_t newOrder(); // ends what runs

    std::uint64_t order_ = 0; // the latest
    std::uint64_t run_ = 0;   // the order that began the present continuation
    bool running_ = false;
    std::uint64_t openings_ = 0; // how many were ordered, which numbers them
    bool opening_ = false;       // the latest of them has no outcome yet

    QThread thread_;
    std::unique_ptr<EngineWorker> worker_; // lives on thread_
};

} // namespace logitscope
