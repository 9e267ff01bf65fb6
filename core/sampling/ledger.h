// Why a token can be sampled or can't: what it had after every stage of the chain, and which stage
// removed it by which of its numbers. Over the whole vocabulary; a row is made when somebody looks.
#pragma once

#include "core/sampling/sampler_chain.h"
#include "core/sampling/shaped_step.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace logitscope
{

class Ledger
{
public:
    // `step` was shaped by the chain; `mu` is mirostat's bound then.
    Ledger(std::shared_ptr<const ShapedStep> step, SamplerChain chain,
           std::optional<double> mu = {});

    // The stages that can change probabilities, in the chain's order: the columns of after().
    const std::vector<StageKind>& stages() const { return stages_; }

    // The token's probability among those that are left after the stage; 0 for a removed one.
    double after(std::size_t stage, int rank) const;

    // Whether tokens that a server didn't tell may be left after the stage.
    bool hasUnknownAfter(std::size_t stage) const { return before_[stage + 1].unknown > 0.0; }

    // "kept"; "removed by top-p: 0.95 reached at rank 17"; "removed by min-p: 0.0021 < 0.05 ×
    // 0.31"; "impossible: its logit is -inf"; and where a server told only some tokens "unknown:
    // the server didn't tell it", or "perhaps kept: the server told too few tokens to say". Ranks
    // count from 1.
    std::string verdict(int rank) const;

    // The part of [0, 1) of all tokens together that a server didn't tell, roughly.
    Shaped::Interval othersInterval() const { return {shaped().knownPart(), 1.0}; }

    // Whether one number u picks: otherwise every token has its own, and there are no intervals.
    bool hasIntervals() const { return step_->u.has_value(); }

    // The part of [0, 1) in which u picks it; empty for one that can't be sampled.
    Shaped::Interval interval(int rank) const;

    const Distribution& distribution() const { return step_->distribution; }

    const Shaped& shaped() const { return step_->shaped; }

private:
    struct Before // a stage
    {
        Living living;
        double weight;  // the sum of their weights
        double entropy; // in nats
        double unknown; // weight of tokens that a server didn't tell, roughly
    };

    double probability(const Before& before, int rank) const;
    std::string reason(std::size_t stage, int rank) const;

    std::shared_ptr<const ShapedStep> step_;
    SamplerChain chain_;
    std::optional<double> mu_;
    std::vector<StageKind> stages_;
    std::vector<Before> before_; // every stage; then, after the last
    std::vector<double> ends_;   // of the kept ranks' intervals
};

} // namespace logitscope
