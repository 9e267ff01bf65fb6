// POST /completions.
#pragma once

#include "core/generation/generation_service.h"
#include "core/server/api_server.h"
#include "core/server/http_message.h"
#include "core/server/served_model.h"

#include <atomic>
#include <cstdint>

namespace logitscope
{

class CompletionRoute
{
public:
    // All three have to outlive it.
    CompletionRoute(GenerationService& service, const ServedModel& model, int maxQueue,
                    const ServerEvents& events);

    // From any thread.
    HttpAnswer answer(const HttpRequest& request);

    ServerCounters counters() const;

private:
    const ServedModel& model_;
    int maxQueue_;
    const ServerEvents& events_;
    std::uint64_t idsBegin_; // so that no two servers give the same
    std::atomic<std::uint64_t> requests_ = 0;
    GenerationClient client_;
};

} // namespace logitscope
