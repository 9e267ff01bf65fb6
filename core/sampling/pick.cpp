#include "core/sampling/pick.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace logitscope
{

namespace
{

double gumbel(double u)
{
    return -std::log(-std::log(u));
}

// Whatever the tokens weigh together.
bool isCertainByInverseCdf(std::size_t picked, const ChainResult& result,
                           const RankedLogits& ranked, double u)
{
    RankedWeights weights(ranked, result.kept.temperature, result.kept.begin);
    double before = 0.0;
    for (std::size_t rank = result.kept.begin;;)
        for (const double weight : weights.from(rank)) {
            if (rank == picked)
                return u * result.certain.weight.low >= before &&
                       u * result.certain.weight.high < before + weight;
            before += weight;
            ++rank;
        }
}

// Whichever others are kept, with the highest logits that they can have.
bool isCertainByGumbel(std::size_t picked, const ChainResult& result, const RawLogits& raw,
                       const RankedLogits& ranked, const RankedTokens& tokens,
                       const NumberOf& numberOf)
{
    const std::size_t sure = result.certain.sure;
    const float next = sure < raw.possible ? ranked(sure + 1)[sure] : raw.unknown.highest;
    const double most = std::max(next, raw.unknown.highest);
    const auto known = tokens(sure).first(sure);
    std::vector<bool> isOther(raw.all.size(), true);
    for (const TokenId token : known)
        isOther[static_cast<std::size_t>(token)] = false;
    const double score =
        ranked(sure)[picked] / result.kept.temperature + gumbel(numberOf(known[picked]));
    for (std::size_t token = 0; token < isOther.size(); ++token)
        if (isOther[token] &&
            most / result.kept.temperature + gumbel(numberOf(static_cast<TokenId>(token))) >= score)
            return false;
    return true;
}

} // namespace

Picked pickByInverseCdf(const ChainResult& result, const RankedLogits& ranked, double u)
{
    RankedWeights weights(ranked, result.kept.temperature, result.kept.begin);
    Picked last{result.kept.begin, 0.0}; // that can be picked at all
    double cumulative = 0.0;
    for (std::size_t rank = result.kept.begin; rank < result.kept.end;)
        for (const double weight : weights.from(rank)) {
            const double probability = weight * result.factor;
            cumulative += probability;
            if (probability > 0.0)
                last = {rank, probability};
            if (u < cumulative)
                return last;
            if (++rank == result.kept.end)
                break;
        }
    return last;
}

std::size_t pickByGumbel(std::span<const float> rankedLogits, std::span<const TokenId> tokens,
                         const Living& kept, const NumberOf& numberOf)
{
    if (kept.temperature == 0.0)
        return kept.begin;
    // No token can gain more: its number is at most 1 - 2^-54, and -ln of that is 2^-54. So the
    // ranks that are too far below need no number.
    const double most = 54.0 * std::log(2.0);
    const double top = rankedLogits[kept.begin];
    std::size_t best = kept.begin;
    double highest = gumbel(numberOf(tokens[best]));
    for (std::size_t rank = best + 1; rank < kept.end; ++rank) {
        const double logit = (rankedLogits[rank] - top) / kept.temperature;
        if (logit + most <= highest)
            break;
        const double score = logit + gumbel(numberOf(tokens[rank]));
        if (score > highest) {
            highest = score;
            best = rank;
        }
    }
    return best;
}

Picked pickRank(Pick way, const ChainResult& result, const RankedLogits& ranked,
                const RankedTokens& tokens, double u, const NumberOf& numberOf)
{
    if (way == Pick::InverseCdf)
        return pickByInverseCdf(result, ranked, u);
    const auto& kept = result.kept;
    const auto rank = pickByGumbel(ranked(kept.end), tokens(kept.end), kept, numberOf);
    RankedWeights weights(ranked, kept.temperature, kept.begin);
    return {rank, weights.from(rank).front() * result.factor};
}

bool isCertain(const Picked& picked, Pick way, const ChainResult& result, const RawLogits& raw,
               const RankedLogits& ranked, const RankedTokens& tokens, double u,
               const NumberOf& numberOf)
{
    if (!result.shortage)
        return true;
    if (picked.rank >= result.certain.sure)
        return false;
    return way == Pick::InverseCdf
               ? isCertainByInverseCdf(picked.rank, result, ranked, u)
               : isCertainByGumbel(picked.rank, result, raw, ranked, tokens, numberOf);
}

} // namespace logitscope
