#include "core/sampling/step_judge.h"

#include "core/sampling/ranking.h"

#include <cassert>

namespace logitscope
{

namespace
{

// 32 KiB a step. Chains that look further down rank again, which takes them longer anyway.
constexpr std::size_t mostKept = 4096;

Judgement judgementOf(const RawLogits& raw, std::size_t rank, const RankedLogits& ranked,
                      const RankedTokens& tokens, const SamplerChain& chain, double u,
                      const DrawInput& input)
{
    const auto result = runChain(raw, ranked, chain, input.chain);
    const auto picked = pickRank(chain.pick, result, ranked, tokens, u, input.numberOf);
    const bool isUnknown = raw.unknown.count > 0 && rank >= raw.possible;
    return {isUnknown ? Verdict{Verdict::Fate::Unknown, {}}
                      : verdictOf(rank, raw.possible, result.stages),
            tokens(picked.rank + 1)[picked.rank],
            isCertain(picked, chain.pick, result, raw, ranked, tokens, u, input.numberOf)};
}

Judgement judgePenalised(const RawLogits& model, TokenId token, const SamplerChain& chain, double u,
                         const DrawInput& input)
{
    thread_local std::vector<float> changed;
    changed.assign(model.all.begin(), model.all.end());
    penalise(chain, input.chain.prompt, input.chain.sampled, changed);
    const auto raw = *readChanged(model, changed, {}, chain, input.chain);
    auto& ranking = Ranking::begin(changed);
    return judgementOf(
        raw, static_cast<std::size_t>(raw.rankOf(token)),
        [&](std::size_t count) { return ranking.logits(count); },
        [&](std::size_t count) { return ranking.tokens(count); }, chain, u, input);
}

} // namespace

StepJudge::StepJudge(std::span<const float> logits, TokenId token, const Coverage& coverage)
    : token_(token)
    , raw_(*readRaw(logits, coverage))
    , rank_(static_cast<std::size_t>(raw_.rankOf(token)))
{
    raw_.all = {};
}

Judgement StepJudge::judge(std::span<const float> logits, const SamplerChain& chain, double u,
                           const DrawInput& input)
{
    auto raw = raw_;
    raw.all = logits;
    if (chain.hasPenalties())
        return judgePenalised(raw, token_, chain, u, input);

    if (!raw_.deviation && chain.has(StageKind::TopNSigma))
        raw.deviation = raw_.deviation = populationDeviation(logits);
    Ranking* ranking = nullptr; // begun where what is kept is not enough
    const auto rankFurther = [&](std::size_t count) {
        if (count > logits_.size() && !ranking)
            ranking = &Ranking::begin(logits);
    };
    const RankedLogits ranked = [&](std::size_t count) {
        rankFurther(count);
        return ranking ? ranking->logits(count) : std::span<const float>(logits_);
    };
    const RankedTokens tokens = [&](std::size_t count) {
        rankFurther(count);
        return ranking ? ranking->tokens(count) : std::span<const TokenId>(tokens_);
    };
    const auto judgement = judgementOf(raw, rank_, ranked, tokens, chain, u, input);

    if (ranking) {
        const auto further = ranking->logits(0);
        if (further.size() > logits_.size() && further.size() <= mostKept) {
            logits_.assign(further.begin(), further.end());
            const auto theirs = ranking->tokens(0);
            tokens_.assign(theirs.begin(), theirs.end());
        }
    }
    return judgement;
}

} // namespace logitscope
