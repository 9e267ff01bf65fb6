// A completion between the request that was accepted and the end of its answer.
#pragma once

#include "core/api/completion_job.h"
#include "core/server/api_server.h"
#include "core/server/completion_answer.h"

#include <cstdint>
#include <memory>

namespace logitscope
{

// Whatever happens to the answer, when this goes its job runs no longer and the events have heard
// of the end.
class RunningCompletion
{
public:
    RunningCompletion(const ServerEvents& events, const ServerEvents::Request& request,
                      std::shared_ptr<CompletionJob> job);
    ~RunningCompletion();

    RunningCompletion(const RunningCompletion&) = delete;
    RunningCompletion& operator=(const RunningCompletion&) = delete;

    CompletionJob& job() { return *job_; }

    // Tells the events; for Audience::heard.
    void hear(const ChoicePiece& piece) const;

    // How it ended. Without this call: the client never got any answer.
    void setEnd(const ServerEvents::End& end) { end_ = end; }

private:
    const ServerEvents& events_;
    std::uint64_t id_;
    std::shared_ptr<CompletionJob> job_;
    ServerEvents::End end_{
        .status = ServerEvents::clientHungUp, .hungUp = true, .usage = {}, .error = {}};
};

} // namespace logitscope
