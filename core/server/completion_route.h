// POST /completions, and llama.cpp's POST /completion.
#pragma once

#include "core/api/completion_request.h"
#include "core/generation/generation_service.h"
#include "core/server/api_server.h"
#include "core/server/completion_answer.h"
#include "core/server/http_message.h"
#include "core/server/served_model.h"

#include <atomic>
#include <cstdint>

namespace logitscope
{

class CompletionRoute
{
public:
    // All four have to outlive it.
    CompletionRoute(GenerationService& service, const ServedModel& model,
                    const ServerOptions& options, const ServerEvents& events);

    // From any thread.
    HttpAnswer answer(const HttpRequest& request, ApiDialect dialect);

    ServerCounters counters() const;

private:
    ApiResult<CompletionRequest> parse(const std::string& body, const OpenModel& model,
                                       ApiDialect dialect) const;

    const ServedModel& model_;
    const ServerOptions& options_;
    const ServerEvents& events_;
    std::uint64_t idsBegin_; // so that no two servers give the same
    std::atomic<std::uint64_t> requests_ = 0;
    GenerationClient client_;
};

} // namespace logitscope
