// One request on its way, between the scheduler's thread, which fills it, and the one that answers.
#pragma once

#include "core/api/completion.h"
#include "core/result.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace logitscope
{

class CompletionJob
{
public:
    struct News
    {
        std::vector<ChoicePiece> pieces = {}; // since the last call, in order
        bool ended = false;                   // after these pieces nothing comes
        std::optional<Error> error = {};      // why it ended too early
        Usage usage = {};                     // so far
    };

    // For the thread that answers: returns as soon as there is news, or with none after `longest`.
    News wait(std::chrono::milliseconds longest);

    // For a caller that doesn't want to wait: `tell` is called from the scheduler's thread each
    // time there is news, and now if there is some already. It must not call the job.
    void onNews(std::function<void()> tell);

    // The client is gone: its rows leave before the next step, and what came of it so far is
    // all there will be. Any thread, any time.
    void cancel() { cancelled_ = true; }

    // For the scheduler.
    bool isCancelled() const { return cancelled_; }

    void add(std::vector<ChoicePiece> pieces, const Usage& usage);
    void end(std::optional<Error> error = {});

private:
    bool hasNews() const { return news_.ended || !news_.pieces.empty(); }

    void tell();

    std::atomic<bool> cancelled_ = false;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::function<void()> tell_;
    News news_;
};

} // namespace logitscope
