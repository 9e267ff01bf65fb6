// How much is known of a step's distribution. A model on this machine knows all of it. A server may
// tell the most likely tokens alone: then the logits of all others are -infinity, and what is known
// of them is how much probability they have together.
#pragma once

namespace logitscope
{

struct Coverage
{
    int known = 0;      // tokens whose probability is known; no other token is more likely
    int vocabulary = 0; // tokens there are
    double rest = 0.0;  // the probability that is left for all others together, in [0, 1]

    bool whole() const { return known == vocabulary; }

    bool operator==(const Coverage&) const = default;
};

} // namespace logitscope
