// Why it can't be said what a chain makes of a step of which a server told only the most likely
// tokens.
#pragma once

#include "core/sampling/stage.h"

#include <optional>
#include <string>

namespace logitscope
{

struct Shortage
{
    std::optional<Stage> by = {};   // the stage; none: unknown tokens are left without one
    int known = 0;                  // tokens that the server told
    std::optional<int> needed = {}; // so many are enough; nothing: it may take the whole vocabulary
    bool needsLogits = false;       // no number of probabilities is enough

    // "top-p 0.95 needs more candidates than the 20 which the server gave".
    std::string sentence() const;

    // What to do: "begin the chain with a top-k below 20, or open the model on this machine".
    std::string advice() const;

    friend bool operator==(const Shortage&, const Shortage&) = default;
};

} // namespace logitscope
