// One request on its way, between the service's thread, which fills it, and the one that answers.
#pragma once

#include "core/api/completion.h"
#include "core/generation/generation_job.h"
#include "core/result.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace logitscope
{

// To cancel it: the client is gone, and what came of it so far is all there will be.
class CompletionJob : public JobTicket
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

    // For a caller that doesn't want to wait: `tell` is called from the service's thread each time
    // there is news, and now if there is some already. It must not call the job.
    void onNews(std::function<void()> tell);

    // For the service's thread.
    void add(ChoicePiece piece, const Usage& usage);
    void end(std::optional<Error> error = {});

private:
    bool hasNews() const { return news_.ended || !news_.pieces.empty(); }

    void tell();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::function<void()> tell_;
    News news_;
};

} // namespace logitscope
