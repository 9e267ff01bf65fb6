// A whole text, judged under other settings than it was sampled with: which of its tokens would now
// be impossible, and which ones the same random numbers would replace. Every step is judged as it
// stands, behind the tokens that were there before it.
#pragma once

#include "core/known_logits.h"
#include "core/run/run.h"
#include "core/sampling/shaped.h"
#include "core/sampling/step_judge.h"

#include <functional>
#include <optional>
#include <vector>

namespace logitscope
{

class Backward
{
public:
    // The logits that a step was drawn from; empty where they are not here.
    using LogitsOf = std::function<KnownLogits(const NodePtr&)>;

    // The run's current branch. What is known of steps that stay, stays.
    void setText(const Run& run);

    const SamplerChain& chain() const { return chain_; }

    // Another chain: every step is to be judged again. Until it is, what the last chain made of it
    // stands there.
    void setChain(const SamplerChain& chain);

    // Judges so many of the steps that wait, at most, those from `first` to `last` before the
    // others. False when no step that waits has its logits here.
    bool judgeSome(int most, int first, int last, const LogitsOf& logitsOf);

    // Takes away what other chains made of steps that can't be judged again.
    void dropOld();

    // Of each step; nothing where it has not been judged.
    const std::vector<std::optional<Judgement>>& judgements() const { return judgements_; }

    struct Counts
    {
        int judged = 0;     // tokens, under the present chain
        int all = 0;        // tokens
        int impossible = 0; // of the judged: removed, or without any probability
        int replaced = 0;   // kept, but the same random numbers would pick another
        int unknown = 0;    // a server told too few tokens to say

        friend bool operator==(const Counts&, const Counts&) = default;
    };

    Counts counts() const;

private:
    std::vector<int> waiting(int most, int first, int last, const LogitsOf& logitsOf) const;
    void judge(int step, const KnownLogits& logits);

    std::vector<TokenId> prompt_;
    std::vector<TokenId> sampled_;
    std::vector<NodePtr> path_;
    std::uint64_t seed_ = 0;
    SamplerChain chain_;

    // Of each step
    std::vector<std::optional<StepJudge>> judges_;
    std::vector<Coverage> coverages_; // of the logits that these judge
    std::vector<std::optional<Judgement>> judgements_;
    std::vector<char> isCurrent_; // under the present chain
};

} // namespace logitscope
