// What a chain looks at beside the logits at one step of a branch, and the random numbers that pick
// there.
#pragma once

#include "core/run/run.h"
#include "core/sampling/chain_run.h"
#include "core/sampling/dice.h"
#include "core/sampling/draw.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace logitscope
{

class StepInput
{
public:
    // Of the branch's step of this number, from 0; with the random numbers of `stream`. Below 0:
    // of a token of the prompt, -1 the last. It is looked at as the first step of a continuation
    // that began in its place.
    StepInput(const Run& run, const Branch& branch, int index, std::uint64_t stream);

    // Valid as long as this is.
    ChainInput chain() const;

    const Dice& dice() const { return dice_; }

    double u() const { return dice_.roll(number_); }

    NumberOf numberOf() const;

    friend bool operator==(const StepInput&, const StepInput&) = default;

private:
    std::vector<TokenId> prompt_;
    std::vector<TokenId> sampled_;
    std::optional<double> mu_;
    Dice dice_;
    std::uint64_t number_;
};

} // namespace logitscope
