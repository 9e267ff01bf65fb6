#include "core/remote/server_link.h"

#include "core/json_fields.h"
#include "core/json_text.h"
#include "core/pause.h"
#include "core/remote/answer_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

namespace logitscope
{

namespace
{

using RetryClock = std::chrono::steady_clock;

bool mayPass(int status)
{
    return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

// What the server says of itself, quoted: {"error": {"message": "…"}}, {"message": "…"} or
// {"error": "…"}. Nothing of it where it repeats the key.
std::string messageIn(const std::string& body, const std::string& key)
{
    const auto json = parseJson(body);
    const auto* message = &json;
    for (const auto* name : {"error", "message"})
        if (message->is_object() && message->contains(name))
            message = &(*message)[name];
    if (!message->is_string() || (!key.empty() && body.find(key) != std::string::npos))
        return {};
    return ": " + describe(*message);
}

} // namespace

ServerLink::ServerLink(RemoteAddress address, std::string key, const RemoteTimes& times,
                       Waiting waiting)
    : address_(std::move(address))
    , key_(std::move(key))
    , times_(times)
    , waiting_(std::move(waiting))
    , transfers_(address_, key_, times_)
{
}

Result<ServerLink::Answers> ServerLink::send(std::span<const ServerCall> calls,
                                             const std::stop_token& stop) const
{
    Answers answers{.all = std::vector<ServerAnswer>(calls.size())};
    std::vector<std::size_t> open(calls.size()); // the calls without an answer
    std::iota(open.begin(), open.end(), 0);
    auto pause = times_.firstPause;
    std::optional<RetryClock::time_point> loadingSince;
    for (int failed = 0;;) {
        std::vector<ServerCall> asked;
        for (const auto number : open)
            asked.push_back(calls[number]);
        auto results = transfers_.run(asked, stop);

        std::vector<std::size_t> again;
        std::optional<Error> why;
        std::chrono::milliseconds wanted{0};
        bool isLoading = false;
        for (std::size_t i = 0; i < open.size(); ++i) {
            auto& result = results[i];
            if (!result && !result.error().mayPass)
                return tl::unexpected(result.error().error);
            if (result && !mayPass(result->status)) {
                answers.all[open[i]] = *std::move(result);
                continue;
            }
            again.push_back(open[i]);
            why = result ? refusal(asked[i], *result) : result.error().error;
            isLoading = isLoading || (result && result->status == 503);
            if (result && result->retryAfter)
                wanted = std::max(wanted, std::chrono::milliseconds(*result->retryAfter));
        }
        if (again.empty())
            return answers;
        answers.wasRetried = true;
        open = std::move(again);
        if (isLoading && !loadingSince)
            loadingSince = RetryClock::now();
        const bool givesUp = isLoading ? RetryClock::now() - *loadingSince > times_.loading
                                       : ++failed >= times_.attempts;
        if (givesUp || wanted > times_.longestRetryAfter)
            return tl::unexpected(*why);
        if (waiting_)
            waiting_(why->message, std::max(pause, wanted));
        if (!pauseFor(std::max(pause, wanted), stop))
            return fail("{}: the request was stopped", server());
        pause = std::min(2 * pause, times_.longestPause);
    }
}

Result<std::string> ServerLink::body(const ServerCall& call, const std::stop_token& stop) const
{
    auto answers = send({&call, 1}, stop);
    if (!answers)
        return tl::unexpected(std::move(answers).error());
    auto& answer = answers->all.front();
    if (answer.status != 200)
        return tl::unexpected(refusal(call, answer));
    return std::move(answer.body);
}

Result<nlohmann::json> ServerLink::object(const ServerCall& call, const std::stop_token& stop) const
{
    const auto text = body(call, stop);
    return text ? readAnswer(*text, server()) : tl::unexpected(text.error());
}

Error ServerLink::refusal(const ServerCall& call, const ServerAnswer& answer) const
{
    if (!answer.redirect.empty()) {
        const bool hasKey = !key_.empty() && answer.redirect.find(key_) != std::string::npos;
        return Error::of("{}: redirects to {}, which isn't followed; connect to that address if it "
                         "is the one that you want",
                         server(), hasKey ? "another address" : describe(answer.redirect));
    }
    switch (answer.status) {
    case 401:
        return key_.empty()
                   ? Error::of("{}: asks for a key; connect again with the key of its operator",
                               server())
                   : Error::of("{}: doesn't accept the key; check it, and connect again", server());
    case 403:
        return Error::of(
            "{}: doesn't let this key or this computer use the model; ask its operator", server());
    case 404:
        return Error::of("{}: has no {}{}; check the address, and that the server is llama.cpp's, "
                         "vLLM or another with OpenAI's completions",
                         server(), call.path, messageIn(answer.body, key_));
    case 429:
        return Error::of("{}: has too many requests; try again in a while", server());
    case 503:
        return Error::of("{}: isn't ready yet{}; wait until it has loaded its model", server(),
                         messageIn(answer.body, key_));
    default:
        return answer.status >= 500
                   ? Error::of("{}: fails with HTTP status {}{}; try again, or look into the "
                               "server's log",
                               server(), answer.status, messageIn(answer.body, key_))
                   : Error::of("{}: refuses {} with HTTP status {}{}; check that it is llama.cpp's "
                               "server, vLLM or another with OpenAI's completions",
                               server(), call.path, answer.status, messageIn(answer.body, key_));
    }
}

} // namespace logitscope
