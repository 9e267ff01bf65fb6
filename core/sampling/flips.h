// Where the pick flips: the exact values of one parameter of a chain at which its random numbers
// pick another token of a step.
#pragma once

#include "core/sampling/sampler_chain.h"
#include "core/token_id.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace logitscope
{

struct Flip
{
    double at;
    TokenId below, above; // picked just below, and from `at` on

    friend bool operator==(const Flip&, const Flip&) = default;
};

using PickAt = std::function<TokenId(double value)>;

// Picks at all the values that a slider can have, from the present one outwards; where two
// neighbours differ, it bisects between them until two numbers side by side do. Where other tokens
// come between them, it finds the first flip and the last: at a high temperature there are
// thousands of others, closer together than an eye can tell. Then the one's `above` is not the
// next one's `below`. A flip that is undone before the slider's next value is not found.
//
// It can be interrupted after any pick, as one can take a millisecond.
class FlipSearch
{
public:
    enum class Numbers
    {
        All,   // two doubles with none between them are side by side
        Whole, // n and n + 1 are
    };

    // `values` in ascending order, at least one.
    FlipSearch(std::vector<double> values, Numbers numbers, PickAt pickAt, double present);

    // For so long, or to the end; one pick at least.
    void goOn(std::chrono::steady_clock::duration time);

    bool isDone() const;

    // Those between knownFrom() and knownTo(), in ascending order.
    const std::vector<Flip>& flips() const { return flips_; }

    double knownFrom() const { return values_[first_]; }

    double knownTo() const { return values_[last_]; }

    // What is picked at knownFrom(), once goOn() was called.
    TokenId pickedAtFirst() const { return atFirst_.value(); }

private:
    // Between two values, of which the one below picks something else than the one above.
    struct Gap
    {
        double low, high;       // what is left of it
        TokenId below, above;   // at these
        double end;             // of all of it
        TokenId atBegin, atEnd; // of all of it
        bool isUpwards;         // from what is known
        bool isFirst = true;    // the first flip is looked for, not the last
    };

    void pickOnce();
    void pickBeside();
    void narrow(Gap& gap);
    void takeIn(bool isUpwards);

    std::vector<double> values_;
    Numbers numbers_;
    PickAt pickAt_;
    std::size_t start_; // the present value's place
    std::size_t first_, last_;
    std::optional<TokenId> atFirst_, atLast_; // nothing before the first pick
    std::optional<Gap> gap_;
    std::vector<Flip> found_; // in the gap
    std::vector<Flip> flips_;
};

// All of them at once.
std::vector<Flip> findFlips(std::vector<double> values, FlipSearch::Numbers numbers,
                            const PickAt& pickAt);

// The chain with one parameter of a stage at this value, as its slider does it: a stage that is off
// is on then, and one that is missing comes in.
SamplerChain turned(SamplerChain chain, StageKind kind, std::size_t parameter, double value);

} // namespace logitscope
