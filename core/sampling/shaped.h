// One step's distribution under a given chain: which tokens were kept, which were removed by which
// stage, and what the random number chooses from.
#pragma once

#include "core/sampling/chain_run.h"
#include "core/sampling/sampling_info.h"
#include "core/sampling/stage.h"
#include "core/token_id.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace logitscope
{

// What became of a token.
struct Verdict
{
    enum class Fate
    {
        Kept,
        Removed,
        Impossible, // its logit is -inf: probability 0 before any stage, never kept
        Unknown,    // a server didn't tell it
    };

    Fate fate = Fate::Kept;
    StageKind by = {}; // of a removed one

    bool isKept() const { return fate == Fate::Kept; }

    bool isImpossible() const { return fate == Fate::Impossible; }

    bool isUnknown() const { return fate == Fate::Unknown; }

    // Whether it is no candidate before any stage.
    bool isNoCandidate() const { return isImpossible() || isUnknown(); }

    bool isRemovedBy(StageKind stage) const { return fate == Fate::Removed && by == stage; }

    friend bool operator==(const Verdict&, const Verdict&) = default;
};

// Of the token with this rank, of which [0, possible) have a finite logit.
Verdict verdictOf(std::size_t rank, std::size_t possible, std::span<const Left> stages);

// A token that stands in a text, at its step under another chain than it came from.
struct Judgement
{
    Verdict verdict;       // of the token
    TokenId picked;        // by the same random numbers
    bool isCertain = true; // that it is picked, where not all tokens are known

    friend bool operator==(const Judgement&, const Judgement&) = default;
};

// Ranks count from 0, the most likely token after the penalties. Whatever the stages remove, what
// they leave is ranks side by side.
struct Shaped
{
    std::vector<Left> stages;          // that can change anything, in the chain's order
    int possible = 0;                  // ranks [0, possible) have a finite logit
    int begin = 0;                     // the first rank that is kept
    std::vector<double> probabilities; // sampling probabilities of the kept that are known; they
                                       // sum to 1 unless unknown ones may be kept as well
    SamplingInfo info;
    double temperature = 1.0; // of the sampling probabilities
    std::optional<MirostatStep> mirostat = {};
    bool hasUnknown = false; // ranks from `possible` on are tokens that a server didn't tell
    std::optional<Shortage> shortage = {}; // why it is only roughly so
    KeptForCertain certain = {};

    std::vector<StageKind> removing() const; // the kinds of those that can remove tokens

    Living kept() const
    {
        return {static_cast<std::size_t>(begin), static_cast<std::size_t>(end()), temperature};
    }

    int end() const { return begin + static_cast<int>(probabilities.size()); }

    Verdict verdict(int rank) const;
    double probability(int rank) const; // sampling probability; 0 for a token that is not kept

    // What it can be with the whole vocabulary: bounds where there is a shortage.
    Bounded probabilityBounds(int rank) const;

    // The part of [0, 1) that known tokens have: the rest is that of others, which a server didn't
    // tell or which are perhaps kept. Both roughly; where nothing is certain, as if there were
    // none.
    double knownPart() const;

    bool hasOthers() const { return shortage && certain.sure > 0; }

    // Inverse CDF: the first rank whose cumulative sampling probability exceeds u, for u in [0, 1).
    // Never a token of probability 0: what round-off leaves between the last cumulative probability
    // and 1 belongs to the last token that has any, and so does what unknown tokens have. Takes as
    // many additions as the rank.
    int draw(double u) const;

    // The part of [0, 1) that belongs to a rank: draw(u) == rank for u in [begin, end). Empty for a
    // rank that can't be sampled. Takes as many additions as the rank.
    struct Interval
    {
        double begin, end;
    };

    Interval interval(int rank) const;

    // Where the intervals of the kept ranks end, all in one pass: at knownPart() the last.
    std::vector<double> intervalEnds() const;
};

} // namespace logitscope
