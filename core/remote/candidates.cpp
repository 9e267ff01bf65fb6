#include "core/remote/candidates.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace logitscope
{

namespace
{

// llama.cpp has the least float for the logarithm of a probability that underflowed. This is as
// good as nothing too, and can still be divided by a temperature.
constexpr double leastLogProbability = -1e9;

double sumOf(std::span<const Candidate> candidates)
{
    double sum = 0.0;
    for (const auto& candidate : candidates)
        sum += std::exp(candidate.logProbability);
    return sum;
}

Result<void> checkEach(std::span<const Candidate> told, const Wanted& wanted)
{
    for (const auto& [token, logProbability] : told) {
        if (token < 0 || token >= wanted.vocabulary)
            return fail("{}: tells of token {}, but the model has {} tokens; check which model it "
                        "serves, and connect again",
                        wanted.server, token, wanted.vocabulary);
        if (!(logProbability <= probabilityRounding)) // no number is not
            return fail("{}: says that token {} has the log probability {}, expected at most 0; "
                        "check the server",
                        wanted.server, token, logProbability);
    }
    std::vector<TokenId> tokens;
    for (const auto& candidate : told)
        tokens.push_back(candidate.token);
    std::ranges::sort(tokens);
    if (const auto twice = std::ranges::adjacent_find(tokens); twice != tokens.end())
        return fail("{}: tells of token {} twice in one step; check the server", wanted.server,
                    *twice);
    return {};
}

} // namespace

Result<std::vector<Candidate>> checked(std::vector<Candidate> told, CandidateOrder order,
                                       const Wanted& wanted)
{
    if (const auto right = checkEach(told, wanted); !right)
        return tl::unexpected(right.error());
    const auto count = static_cast<int>(told.size());
    if (count < wanted.candidates && !wanted.fewerAreFine)
        return fail("{}: tells of {} tokens, but {} were asked for; check the server",
                    wanted.server, count, wanted.candidates);
    const auto isBefore = [](const Candidate& a, const Candidate& b) {
        return a.logProbability > b.logProbability;
    };
    if (order == CandidateOrder::MostLikelyFirst && !std::ranges::is_sorted(told, isBefore))
        return fail("{}: doesn't tell the most likely tokens first; check the server",
                    wanted.server);
    const auto sum = sumOf(told);
    if (sum > 1.0 + probabilityRounding)
        return fail("{}: its probabilities are {:.6f} together, more than 1; check the server",
                    wanted.server, sum);
    if (count == wanted.vocabulary && sum < 1.0 - probabilityRounding)
        return fail(
            "{}: the probabilities of all its tokens are {:.6f} together, expected 1; check "
            "the server",
            wanted.server, sum);

    std::ranges::sort(told, [](const Candidate& a, const Candidate& b) {
        return a.logProbability != b.logProbability ? a.logProbability > b.logProbability
                                                    : a.token < b.token;
    });
    for (auto& candidate : told)
        candidate.logProbability = std::clamp(candidate.logProbability, leastLogProbability, 0.0);
    return told;
}

Coverage coverageOf(std::span<const Candidate> candidates, int vocabulary)
{
    const auto known = static_cast<int>(candidates.size());
    const bool isWhole = known == vocabulary;
    return {known, vocabulary, isWhole ? 0.0 : std::clamp(1.0 - sumOf(candidates), 0.0, 1.0)};
}

void writeLogits(std::span<const Candidate> candidates, std::span<float> logits)
{
    std::ranges::fill(logits, -std::numeric_limits<float>::infinity());
    for (const auto& candidate : candidates)
        logits[static_cast<std::size_t>(candidate.token)] =
            static_cast<float>(candidate.logProbability);
}

} // namespace logitscope
