#include "core/server/completion_answer.h"

#include "core/server/http_answer.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <utility>

namespace logitscope
{

namespace
{

// How long a client may have hung up before that is noticed, where no token comes meanwhile.
constexpr std::chrono::milliseconds glance{50};

// Until the job ends, the client goes or the server stops. `take` says whether the client took it.
AnswerEnd follow(CompletionJob& job, const Audience& audience,
                 const std::function<bool(ChoicePiece&)>& take)
{
    AnswerEnd end;
    for (;;) {
        auto news = job.wait(glance);
        end.usage = news.usage;
        for (auto& piece : news.pieces) {
            if (audience.heard)
                audience.heard(piece);
            if (!take(piece)) {
                end.hungUp = true;
                job.cancel();
                return end;
            }
        }
        if (news.error)
            end.error =
                ApiError{.status = 500, .message = news.error->message, .type = "server_error"};
        if (news.error || news.ended)
            return end;
        if (audience.isStopping()) {
            end.error = ApiError{
                .status = 503, .message = "the server was stopped", .type = "server_error"};
            job.cancel();
            return end;
        }
        if (!audience.isThere()) {
            end.hungUp = true;
            job.cancel();
            return end;
        }
    }
}

} // namespace

AnswerEnd collectChoices(CompletionJob& job, const Audience& audience,
                         std::vector<ChoicePiece>& choices)
{
    return follow(job, audience, [&](ChoicePiece& piece) {
        while (std::cmp_less_equal(choices.size(), piece.index))
            choices.push_back({.index = static_cast<int>(choices.size()), .text = {}});
        append(choices[static_cast<std::size_t>(piece.index)], std::move(piece));
        return true;
    });
}

AnswerEnd streamChoices(CompletionJob& job, const Audience& audience, const AnswerForm& form,
                        const std::function<bool(std::string_view)>& send)
{
    auto end = follow(job, audience, [&](const ChoicePiece& piece) {
        return send(serverSentEvent(chunkJson(form.head, piece, form.includeUsage, form.parts)));
    });
    if (end.hungUp)
        return end;
    if (end.error) {
        send(serverSentEvent(toJson(*end.error)));
        return end;
    }
    if (form.includeUsage)
        end.hungUp = !send(serverSentEvent(usageChunkJson(form.head, end.usage)));
    end.hungUp = end.hungUp || !send("data: [DONE]\n\n");
    return end;
}

std::string serverSentEvent(const nlohmann::ordered_json& data)
{
    return "data: " + textOf(data) + "\n\n";
}

} // namespace logitscope
