// A step as a server tells it: the most likely tokens, and the probability of all others together.
#pragma once

#include "core/coverage.h"
#include "tests/core/sampling/random_logits.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <span>
#include <vector>

namespace logitscope
{

struct PartialStep
{
    std::vector<float> logits; // -infinity where the server says nothing
    Coverage coverage;
};

// Of finite logits, no more than there are. Which of several equally likely tokens are told is a
// matter of chance.
inline PartialStep partOf(std::span<const float> logits, int known, std::mt19937& random)
{
    std::vector<std::size_t> order(logits.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::shuffle(order, random);
    std::ranges::stable_sort(order, [&](auto a, auto b) { return logits[a] > logits[b]; });
    PartialStep part{std::vector<float>(logits.size(), minusInfinity), {}};
    long double all = 0.0L;
    long double unknown = 0.0L;
    for (std::size_t i = order.size(); i-- > 0;) {
        const auto token = order[i];
        const bool isKnown = i < static_cast<std::size_t>(known);
        if (isKnown)
            part.logits[token] = logits[token];
        const auto weight = std::exp(static_cast<long double>(logits[token]) - logits[order[0]]);
        all += weight;
        unknown += isKnown ? 0.0L : weight;
    }
    part.coverage = {known, static_cast<int>(logits.size()), static_cast<double>(unknown / all)};
    return part;
}

} // namespace logitscope
