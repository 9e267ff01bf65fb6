#include "core/sampling/raw_logits.h"

#include "core/sampling/logit_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace logitscope
{

namespace
{

Error unusable(std::span<const float> logits)
{
    const auto found = std::ranges::find_if(
        logits, [](float logit) { return !(logit < std::numeric_limits<float>::infinity()); });
    return Error::of("the logit of token {} is {}, expected a finite number",
                     found - logits.begin(), std::isnan(*found) ? "NaN" : "+inf");
}

} // namespace

Result<RawLogits> readRaw(std::span<const float> logits, const Coverage& coverage)
{
    if (logits.empty())
        return fail("there are no logits, expected one for every token of the vocabulary");
    const LogitScan scan = scanLogits(logits);
    if (!scan.usable)
        return tl::unexpected(unusable(logits));
    if (scan.possible == 0)
        return fail("all logits are -inf, expected at least one token that is possible");
    const auto sums = sumWeights(logits, scan.top, 1.0);
    return unknownTokens(coverage, logits, sums.weight, scan.top)
        .map([&](const UnknownTokens& unknown) {
            return RawLogits{logits, scan.top, scan.possible, sums, {}, unknown};
        });
}

double populationDeviation(std::span<const float> logits)
{
    const auto isPossible = [](float logit) { return std::isfinite(logit); };
    const auto possible = std::ranges::count_if(logits, isPossible);
    // Counted from one of them, so that equal ones have no deviation.
    const auto first = std::ranges::find_if(logits, isPossible);
    double sum = 0.0;
    for (const float logit : logits)
        if (isPossible(logit))
            sum += static_cast<double>(logit) - *first;
    const double mean = sum / static_cast<double>(possible);
    double squares = 0.0;
    for (const float logit : logits)
        if (isPossible(logit)) {
            const double distance = static_cast<double>(logit) - *first - mean;
            squares += distance * distance;
        }
    return std::sqrt(squares / static_cast<double>(possible));
}

double RawLogits::probability(float logit) const
{
    return std::exp(static_cast<double>(logit) - top) / weight();
}

double RawLogits::logProbability(float logit) const
{
    return static_cast<double>(logit) - top - std::log(weight());
}

int RawLogits::rankOf(TokenId token) const
{
    const auto before = all.first(static_cast<std::size_t>(token));
    const auto logit = all[static_cast<std::size_t>(token)];
    const auto ahead = std::ranges::count_if(all, [logit](float other) { return other > logit; }) +
                       std::ranges::count(before, logit);
    return static_cast<int>(ahead);
}

Bounded RawLogits::entropy() const
{
    if (unknown.count == 0)
        return Bounded::exactly(entropyOf(sums));
    const double most = std::exp(static_cast<double>(unknown.highest) - top);
    return entropyWith(sums, unknown.bounds, most, unknown.count);
}

} // namespace logitscope
