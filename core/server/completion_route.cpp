#include "core/server/completion_route.h"

#include "core/api/completion_json.h"
#include "core/api/completion_request.h"
#include "core/api/random_bits.h"
#include "core/server/http_answer.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string_view>
#include <utility>
#include <vector>

namespace logitscope
{

namespace
{

ServerEvents::End eventOf(const AnswerEnd& end)
{
    return {.status =
                end.error ? end.error->status : (end.hungUp ? ServerEvents::clientHungUp : 200),
            .hungUp = end.hungUp,
            .usage = end.usage,
            .error = end.error ? end.error->message : std::string()};
}

} // namespace

CompletionRoute::CompletionRoute(const ServedModel& model, int maxQueue, const ServerEvents& events,
                                 const HttpServer& server)
    : model_(model)
    , maxQueue_(maxQueue)
    , events_(events)
    , server_(server)
    , idsBegin_(randomBits())
    , scheduler_({.queue = maxQueue})
{
}

ServerCounters CompletionRoute::counters() const
{
    const auto now = scheduler_.counters();
    return {.requests = requests_,
            .running = now.running,
            .waiting = now.waiting,
            .generatedTokens = now.generatedTokens};
}

ApiResult<void> CompletionRoute::answer(const httplib::Request& request, const std::string& body,
                                        httplib::Response& response)
{
    const auto now = model_.now();
    const auto asked = parseCompletionRequest(body, *now.model);
    if (!asked)
        return tl::unexpected(asked.error());
    auto drawn = *asked;
    drawn.samplingInfo = asked->samplingInfo || events_.grew; // who watches sees every token
    auto job = scheduler_.submit(now.model, std::move(drawn));
    if (!job) {
        response.set_header("Retry-After", "1");
        return tl::unexpected(ApiError{
            .status = 429,
            .message = fmt::format("{} requests wait already; try again in a moment", maxQueue_),
            .type = "requests",
            .code = "rate_limit_exceeded"});
    }

    const auto id = ++requests_;
    const AnswerForm form{
        .head = {.id = fmt::format("cmpl-{:016x}{:08x}", idsBegin_, id),
                 .created = unixTime(),
                 .model = now.name},
        .parts = {.logprobs = asked->logprobs.has_value(), .samplingInfo = asked->samplingInfo},
        .includeUsage = asked->includeUsage};
    ServerEvents::Request event{.id = id,
                                .client = request.remote_addr,
                                .prompts = {},
                                .choices = static_cast<int>(asked->prompts.size()) * asked->n,
                                .stream = asked->stream};
    for (const auto& prompt : asked->prompts)
        event.prompts.push_back(validUtf8(now.model->tokenizer.decode(prompt)));
    const auto running = std::make_shared<RunningCompletion>(events_, event, std::move(job));
    if (asked->stream)
        answerStream(request, form, running, response);
    else
        answerWhole(form, running, response);
    return {};
}

Audience CompletionRoute::audienceOf(const RunningCompletion& running) const
{
    return {.isThere = [] { return HttpServer::isClientThere(); },
            .isStopping = [this] { return server_.isStopping(); },
            .heard = [&](const ChoicePiece& piece) { running.hear(piece); }};
}

void CompletionRoute::answerWhole(const AnswerForm& form,
                                  const std::shared_ptr<RunningCompletion>& running,
                                  httplib::Response& response) const
{
    std::vector<ChoicePiece> choices;
    const auto end = collectChoices(running->job(), audienceOf(*running), choices);
    running->setEnd(eventOf(end));
    if (end.error)
        return setError(response, *end.error);
    if (end.hungUp) {
        response.status = 400; // nobody reads it
        return;
    }
    auto text = textOf(completionJson(form.head, choices, end.usage, form.parts));
    const auto size = text.size();
    // Not set_content(): the log is to know whether the client took all of it.
    response.status = 200;
    response.set_content_provider(
        size, "application/json",
        [text = std::move(text)](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
            return sink.write(text.data() + offset, length);
        },
        [running, end](bool sent) {
            auto known = end;
            known.hungUp = !sent;
            running->setEnd(eventOf(known));
        });
}

void CompletionRoute::answerStream(const httplib::Request& request, const AnswerForm& form,
                                   const std::shared_ptr<RunningCompletion>& running,
                                   httplib::Response& response) const
{
    const auto provide = [this, form, running](std::size_t, httplib::DataSink& sink) {
        const auto send = [&](std::string_view event) {
            return sink.write(event.data(), event.size());
        };
        const auto end = streamChoices(running->job(), audienceOf(*running), form, send);
        running->setEnd(eventOf(end));
        if (end.hungUp)
            return false;
        sink.done();
        return true;
    };
    response.status = 200;
    response.set_header("Cache-Control", "no-cache");
    response.set_header("X-Accel-Buffering", "no"); // a proxy in between sends tokens on at once
    if (request.version == "HTTP/1.0")              // knows no chunks; the connection's end ends it
        response.set_content_provider("text/event-stream", provide);
    else
        response.set_chunked_content_provider("text/event-stream", provide);
}

} // namespace logitscope
