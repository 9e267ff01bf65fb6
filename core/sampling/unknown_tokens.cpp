#include "core/sampling/unknown_tokens.h"

#include "core/sampling/chain_run.h"
#include "core/sampling/penalties.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace logitscope
{

namespace
{

// By how much a rest may miss the sum of the probabilities, which come from F32 logarithms.
constexpr double allowance = 1e-6;

} // namespace

Result<UnknownTokens> unknownTokens(const Coverage& coverage, std::span<const float> logits,
                                    double known, float top)
{
    if (coverage.whole())
        return UnknownTokens{};
    float least = top;
    int finite = 0;
    for (const float logit : logits)
        if (std::isfinite(logit)) {
            least = std::min(least, logit);
            ++finite;
        }
    if (finite != coverage.known || coverage.vocabulary != static_cast<int>(logits.size()))
        return fail("{} of {} tokens have a logit, expected {} of {}", finite, logits.size(),
                    coverage.known, coverage.vocabulary);
    const double rest = coverage.rest;
    if (!(rest >= 0.0 && rest < 1.0))
        return fail("the probability of the tokens which are not told is {}, expected a number "
                    "from 0 to below 1",
                    rest);
    UnknownTokens unknown;
    unknown.count = coverage.vocabulary - coverage.known;
    const double all = known / (1.0 - rest);
    unknown.weight = rest * all;
    unknown.bounds = {std::max(0.0, rest - allowance) * all, (rest + allowance) * all};
    const double most = std::exp(static_cast<double>(least) - top);
    if (unknown.bounds.low > most * unknown.count)
        return fail("the {} tokens which are not told have the probability {} together, more than "
                    "as many of the least likely one that is told",
                    unknown.count, rest);
    // None has more than all of them.
    unknown.highest =
        std::min(least, std::nextafter(static_cast<float>(top + std::log(unknown.bounds.high)),
                                       std::numeric_limits<float>::infinity()));
    return unknown;
}

Result<RawLogits> readChanged(const RawLogits& model, std::span<const float> changed,
                              std::span<const std::pair<TokenId, float>> bias,
                              const SamplerChain& chain, const ChainInput& input)
{
    auto raw = readRaw(changed);
    if (!raw || model.unknown.count == 0)
        return raw;
    // As if every unknown token were as likely as it can be.
    const float cap = model.unknown.highest;
    std::vector<float> highest(model.all.begin(), model.all.end());
    std::ranges::replace_if(
        highest, [](float logit) { return !std::isfinite(logit); }, cap);
    addBias(bias, highest);
    penalise(chain, input.prompt, input.sampled, highest);

    auto& unknown = raw->unknown = model.unknown;
    const double scale = std::exp(static_cast<double>(model.top) - raw->top);
    unknown.weight *= scale;
    unknown.bounds = {unknown.bounds.low * scale, unknown.bounds.high * scale};
    const double most = std::exp(static_cast<double>(cap) - raw->top);
    for (std::size_t token = 0; token < highest.size(); ++token) {
        if (std::isfinite(model.all[token]) || highest[token] == cap)
            continue;
        const double change = most * std::expm1(static_cast<double>(highest[token]) - cap);
        (change < 0.0 ? unknown.bounds.low : unknown.bounds.high) += change;
        unknown.highest = std::max(unknown.highest, highest[token]);
    }
    unknown.bounds.low = std::max(0.0, unknown.bounds.low);
    unknown.weight = std::clamp(unknown.weight, unknown.bounds.low, unknown.bounds.high);
    return raw;
}

// w^(1/T) = w * w^(1/T - 1), and a part of the weight in one token is a part in it at any
// temperature. Between the even and the packed spread everything lies, as x^(1/T) is convex for T
// below 1 and concave above.
Bounded weightAt(double temperature, const Bounded& weight, double most, double count)
{
    const double power = 1.0 / temperature;
    const auto evenly = [&](double all) { return count * std::pow(all / count, power); };
    const auto packed = [&](double all) { return all * std::pow(most, power - 1.0); };
    if (count == 0.0 || most == 0.0)
        return Bounded::exactly(0.0);
    const bool isConcave = temperature > 1.0;
    return {isConcave ? packed(weight.low) : evenly(weight.low),
            std::min(isConcave ? evenly(weight.high) : packed(weight.high),
                     count * std::pow(most, power))};
}

// Both bounds rise with the weight of the others.
Bounded entropyWith(const WeightSums& known, const Bounded& weight, double most, double count)
{
    const auto entropy = [&](double others, double surprise) {
        const double all = known.weight + others;
        return entropyOf({all, known.surprise + surprise});
    };
    const auto surprise = [](double each) { return each > 0.0 ? -each * std::log(each) : 0.0; };
    const auto packed = [&](double all) {
        if (all <= 0.0 || most <= 0.0)
            return 0.0;
        const double full = std::floor(all / most);
        return full * surprise(most) + surprise(all - full * most);
    };
    const auto evenly = [&](double all) {
        return count > 0.0 ? count * surprise(all / count) : 0.0;
    };
    return {entropy(weight.low, packed(weight.low)), entropy(weight.high, evenly(weight.high))};
}

} // namespace logitscope
