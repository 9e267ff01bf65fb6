// The sampler as a textbook writes it: slow, in long double, straight from the definitions and
// sharing no code with core/sampling. What the tests compare with.
#pragma once

#include "core/sampling/sampler_chain.h"
#include "core/token_id.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

namespace logitscope::reference
{

inline bool isClose(double value, long double expected)
{
    return std::abs(value - expected) < 1e-12L;
}

// Token ids, most likely first, ties by the lower id.
inline std::vector<TokenId> ranking(std::span<const float> logits)
{
    std::vector<TokenId> ids(logits.size());
    std::iota(ids.begin(), ids.end(), 0);
    std::stable_sort(ids.begin(), ids.end(),
                     [&](TokenId a, TokenId b) { return logits[a] > logits[b]; });
    return ids;
}

// Softmax of a list that starts with its maximum; at temperature 0, all of it is the first one's.
inline std::vector<long double> softmax(const std::vector<long double>& logits, double temperature)
{
    std::vector<long double> p(logits.size(), 0.0L);
    if (temperature == 0.0) {
        p.front() = 1.0L;
        return p;
    }
    for (std::size_t i = 0; i < p.size(); ++i)
        p[i] = std::exp((logits[i] - logits[0]) / static_cast<long double>(temperature));
    const long double sum = std::accumulate(p.begin(), p.end(), 0.0L);
    for (long double& one : p)
        one /= sum;
    return p;
}

// -sum p log2 p
inline long double entropy(const std::vector<long double>& probabilities)
{
    long double bits = 0.0L;
    for (const long double p : probabilities)
        if (p > 0.0L)
            bits -= p * std::log2(p);
    return bits;
}

// The first n whose probabilities add up to p. A sum within 1e-7 has reached it, as F32 logits
// can't say it more exactly.
inline std::size_t nucleus(const std::vector<long double>& probabilities, double p)
{
    if (p == 1.0)
        return probabilities.size();
    long double sum = 0.0L;
    for (std::size_t n = 1; n <= probabilities.size(); ++n) {
        sum += probabilities[n - 1];
        if (sum >= static_cast<long double>(p) - 1e-7L)
            return n;
    }
    return probabilities.size();
}

struct Result
{
    std::vector<TokenId> tokens;
    std::size_t possible;
    std::size_t passedTopK;
    std::vector<long double> atFilter; // what top-p measured, of ranks [0, passedTopK)
    std::vector<long double> final;    // of ranks [0, kept)
    long double modelEntropy;
    long double samplingEntropy;
};

inline Result sample(std::span<const float> logits, const BasicSettings& settings)
{
    Result result;
    result.tokens = ranking(logits);
    std::vector<long double> candidates;
    for (const TokenId token : result.tokens)
        if (std::isfinite(logits[token]))
            candidates.push_back(logits[token]);
    result.possible = candidates.size();
    result.modelEntropy = entropy(softmax(candidates, 1.0));

    if (settings.topK > 0 && static_cast<std::size_t>(settings.topK) < candidates.size())
        candidates.resize(static_cast<std::size_t>(settings.topK));
    result.passedTopK = candidates.size();

    const bool filterFirst = settings.order == FilterOrder::FilterThenTemperature;
    result.atFilter = softmax(candidates, filterFirst ? 1.0 : settings.temperature);
    candidates.resize(nucleus(result.atFilter, settings.topP));
    result.final = softmax(candidates, settings.temperature);
    result.samplingEntropy = entropy(result.final);
    return result;
}

} // namespace logitscope::reference
