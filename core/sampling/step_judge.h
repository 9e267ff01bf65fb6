// One step that is judged again and again, under one chain after another, as a slider moves: what
// became of the token that stands there, and which one the same random numbers would pick.
//
// It keeps what doesn't depend on the chain, and the ranking as far down as a judgement needed it.
// So under most chains a step of fifty thousand tokens takes about a microsecond.
#pragma once

#include "core/sampling/draw.h"
#include "core/sampling/raw_logits.h"
#include "core/sampling/shaped.h"

#include <span>
#include <vector>

namespace logitscope
{

class StepJudge
{
public:
    // Of logits [vocabulary] that a token was drawn from; `token` stands there.
    StepJudge(std::span<const float> logits, TokenId token, const Coverage& coverage = {});

    // The same logits. `chain` must be free of errors (findError); of `input`, a bias plays no
    // part. What Distribution::shape() and drawToken() say, to the last bit.
    Judgement judge(std::span<const float> logits, const SamplerChain& chain, double u,
                    const DrawInput& input);

private:
    TokenId token_;
    RawLogits raw_; // without the logits themselves, between two judgements
    std::size_t rank_;
    std::vector<float> logits_; // by rank, as far down as one is kept
    std::vector<TokenId> tokens_;
};

} // namespace logitscope
