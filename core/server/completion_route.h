// POST /completions.
#pragma once

#include "core/api/completion_scheduler.h"
#include "core/server/api_server.h"
#include "core/server/completion_answer.h"
#include "core/server/http_server.h"
#include "core/server/running_completion.h"
#include "core/server/served_model.h"

#include <atomic>
#include <cstdint>
#include <httplib.h>
#include <memory>
#include <string>

namespace logitscope
{

class CompletionRoute
{
public:
    // `events`, `model` and `server` have to outlive it.
    CompletionRoute(const ServedModel& model, int maxQueue, const ServerEvents& events,
                    const HttpServer& server);

    // Answers, or says why it doesn't.
    ApiResult<void> answer(const httplib::Request& request, const std::string& body,
                           httplib::Response& response);

    ServerCounters counters() const;

private:
    Audience audienceOf(const RunningCompletion& running) const;
    void answerWhole(const AnswerForm& form, const std::shared_ptr<RunningCompletion>& running,
                     httplib::Response& response) const;
    void answerStream(const httplib::Request& request, const AnswerForm& form,
                      const std::shared_ptr<RunningCompletion>& running,
                      httplib::Response& response) const;

    const ServedModel& model_;
    int maxQueue_;
    const ServerEvents& events_;
    const HttpServer& server_;
    std::uint64_t idsBegin_; // so that no two servers give the same
    std::atomic<std::uint64_t> requests_ = 0;
    CompletionScheduler scheduler_;
};

} // namespace logitscope
