#include "core/model/engine_check.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <vector>

namespace logitscope
{

namespace
{

constexpr std::size_t passLength = 16; // tokens; their logits take 3 MB with GPT-2's vocabulary

// Of a and b the larger, or that which isn't a number.
double larger(double a, double b)
{
    return std::isnan(a) || a >= b ? a : b;
}

// Logarithm of the sum of exp(logits), natural.
double logSumExp(std::span<const float> logits)
{
    const double highest = *std::ranges::max_element(logits);
    double sum = 0.0;
    for (const float logit : logits)
        sum += std::exp(logit - highest);
    return highest + std::log(sum);
}

// Adds what follows one more token.
void compare(std::span<const float> first, std::span<const float> second, EngineCheck& check)
{
    const double firstSum = logSumExp(first);
    const double secondSum = logSumExp(second);
    double divergence = 0.0; // nats
    for (std::size_t i = 0; i < first.size(); ++i) {
        const double a = first[i];
        const double b = second[i];
        check.largestLogit = larger(check.largestLogit, larger(std::fabs(a), std::fabs(b)));
        check.largestDifference = larger(check.largestDifference, std::fabs(a - b));
        divergence += std::exp(a - firstSum) * ((a - firstSum) - (b - secondSum));
    }
    // It is never negative; the rounding of its sum may be.
    const double bits = larger(0.0, divergence / std::numbers::ln2);
    check.meanDivergence += (bits - check.meanDivergence) / ++check.tokens;
    check.largestDivergence = larger(check.largestDivergence, bits);
    const auto argmax = [](std::span<const float> logits) {
        return std::ranges::max_element(logits) - logits.begin();
    };
    if (argmax(first) != argmax(second))
        ++check.otherArgmaxes;
}

// Reads the tokens in one pass and gives the logits after each of them, [tokens, vocabulary].
Result<std::vector<float>> logitsAfter(Context& context, std::span<const TokenId> tokens,
                                       std::size_t vocabulary)
{
    std::vector<float> each(tokens.size() * vocabulary);
    if (const auto read = context.prefillEach(tokens, each); !read)
        return tl::unexpected(read.error());
    return each;
}

} // namespace

Result<EngineCheck> checkEngines(const LanguageModel& first, const LanguageModel& second,
                                 std::span<const TokenId> tokens,
                                 const std::function<bool(double part)>& progress)
{
    assert(!tokens.empty());
    assert(first.info().vocabularySize == second.info().vocabularySize);
    const auto vocabulary = static_cast<std::size_t>(first.info().vocabularySize);
    const auto firstContext = first.newContext();
    const auto secondContext = second.newContext();
    EngineCheck check;
    for (std::size_t done = 0; done < tokens.size();) {
        const auto half = tokens.size() / 2;
        const auto count = done < half ? std::min(half - done, passLength) : 1;
        const auto pass = tokens.subspan(done, count);
        const auto firstLogits = logitsAfter(*firstContext, pass, vocabulary);
        if (!firstLogits)
            return tl::unexpected(firstLogits.error());
        const auto secondLogits = logitsAfter(*secondContext, pass, vocabulary);
        if (!secondLogits)
            return tl::unexpected(secondLogits.error());
        for (std::size_t i = 0; i < count; ++i)
            compare(std::span(*firstLogits).subspan(i * vocabulary, vocabulary),
                    std::span(*secondLogits).subspan(i * vocabulary, vocabulary), check);
        done += count;
        if (progress && !progress(static_cast<double>(done) / static_cast<double>(tokens.size())))
            return fail("the check was stopped");
    }
    return check;
}

EngineLimits engineLimits(std::string_view precision)
{
    if (precision == "BF16")
        return {.difference = 0.06, .meanDivergence = 0.05, .otherArgmaxes = 0.2};
    return {.difference = 1e-4, .meanDivergence = 1e-6, .otherArgmaxes = 0.0};
}

bool agree(const EngineCheck& check, const EngineLimits& limits)
{
    // Written so that what isn't a number doesn't agree.
    return check.largestDifference <= limits.difference * check.largestLogit &&
           check.meanDivergence <= limits.meanDivergence &&
           check.otherArgmaxes <= limits.otherArgmaxes * check.tokens;
}

} // namespace logitscope
