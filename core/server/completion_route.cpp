#include "core/server/completion_route.h"

#include "core/api/completion_run.h"
#include "core/api/llama_request.h"
#include "core/api/random_bits.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace logitscope
{

CompletionRoute::CompletionRoute(GenerationService& service, const ServedModel& model,
                                 const ServerOptions& options, const ServerEvents& events)
    : model_(model)
    , options_(options)
    , events_(events)
    , idsBegin_(randomBits())
    , client_(service, {.queue = options.maxQueue})
{
}

ServerCounters CompletionRoute::counters() const
{
    const auto now = client_.counters();
    return {.requests = requests_,
            .running = now.running,
            .waiting = now.waiting,
            .generatedTokens = now.generatedTokens};
}

ApiResult<CompletionRequest> CompletionRoute::parse(const std::string& body, const OpenModel& model,
                                                    ApiDialect dialect) const
{
    if (dialect == ApiDialect::LlamaCpp)
        return parseLlamaCompletion(body, model);
    const auto vocabulary = model.model->info().vocabularySize;
    return parseCompletionRequest(
        body, model,
        options_.allLogprobs ? RequestLimits::forWholeDistributions(vocabulary) : RequestLimits());
}

HttpAnswer CompletionRoute::answer(const HttpRequest& request, ApiDialect dialect)
{
    const auto now = model_.now();
    const auto asked = parse(request.body, *now.model, dialect);
    if (!asked)
        return errorAnswer(asked.error());
    auto drawn = *asked;
    drawn.samplingInfo = asked->samplingInfo || events_.grew; // the request log shows every token
    auto job = submitCompletion(client_, now.model, std::move(drawn));
    if (!job)
        return errorAnswer(
            {.status = 429,
             .message =
                 fmt::format("{} requests wait already; try again in a moment", options_.maxQueue),
             .type = "requests",
             .code = "rate_limit_exceeded"},
            {{"Retry-After", "1"}});

    const auto id = ++requests_;
    const AnswerForm form{
        .dialect = dialect,
        .head = {.id = fmt::format("cmpl-{:016x}{:08x}", idsBegin_, id),
                 .created = unixTime(),
                 .model = now.name},
        .parts = {.logprobs = asked->logprobs.has_value(), .samplingInfo = asked->samplingInfo},
        .stream = asked->stream,
        .includeUsage = asked->includeUsage,
        .logprobs = asked->logprobs,
        .model = now.model};
    ServerEvents::Request event{.id = id,
                                .client = request.client,
                                .prompts = {},
                                .choices = static_cast<int>(asked->prompts.size()) * asked->n,
                                .stream = asked->stream,
                                .model = now.model->model->info().fullName(),
                                .identity = now.model->identity,
                                .promptTokens = asked->prompts,
                                .seed = asked->seed};
    for (const auto& prompt : asked->prompts)
        event.prompts.push_back(validUtf8(now.model->tokenizer.decode(prompt)));

    HttpAnswer answer;
    answer.growing = std::make_unique<CompletionAnswer>(form, std::move(job), events_, event);
    answer.streams = asked->stream;
    if (asked->stream) {
        answer.type = "text/event-stream";
        answer.headers = {
            {"Cache-Control", "no-cache"},
            {"X-Accel-Buffering", "no"}}; // a proxy in between sends tokens on at once
    }
    return answer;
}

} // namespace logitscope
