#include "core/remote/candidate_request.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace logitscope
{

Result<CandidateAnswers> askForCandidates(const ServerLink& link, int candidates,
                                          const CallsFor& callsFor, const std::stop_token& stop)
{
    CandidateAnswers asked{.all = {}, .candidates = candidates};
    while (true) {
        const auto calls = callsFor(asked.candidates);
        const auto begun = std::chrono::steady_clock::now();
        auto answers = link.send(calls, stop);
        if (!answers)
            return tl::unexpected(std::move(answers).error());
        asked.wasRetried = asked.wasRetried || answers->wasRetried;
        const auto refused = std::ranges::find_if(
            answers->all, [](const ServerAnswer& answer) { return answer.status != 200; });
        if (refused == answers->all.end()) {
            asked.latency = std::chrono::duration_cast<std::chrono::microseconds>(
                std::chrono::steady_clock::now() - begun);
            asked.all = std::move(answers->all);
            return asked;
        }
        const auto fewer = refused->status == 400 ? fewerCandidates(refused->body, asked.candidates)
                                                  : std::nullopt;
        if (!fewer)
            return tl::unexpected(link.refusal(calls.front(), *refused));
        asked.candidates = *fewer;
    }
}

std::optional<int> fewerCandidates(std::string_view refusal, int asked)
{
    if (refusal.find("logprobs") == std::string_view::npos)
        return std::nullopt;
    constexpr std::string_view before = "max allowed: "; // vLLM
    const auto found = refusal.find(before);
    int most = 0;
    if (found != std::string_view::npos)
        std::from_chars(refusal.data() + found + before.size(), refusal.data() + refusal.size(),
                        most);
    for (const int fewer : {most, usualCandidates, 20, 5}) // the last as OpenAI's servers had them
        if (fewer > 0 && fewer < asked)
            return fewer;
    return std::nullopt;
}

} // namespace logitscope
