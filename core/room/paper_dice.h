// A step's random number on paper: which token two ten-sided dice pick, whose faces are the two
// digits of u.
#pragma once

#include <span>
#include <vector>

namespace logitscope
{

struct PaperDiceRow
{
    int place;          // among the probabilities, from 0; -1: the others together
    int first;          // roll that picks it, 0 to 99
    int last;           // all from `first` to it do
    double probability; // exactly, of which the rolls are the nearest hundredths

    int rolls() const { return last - first + 1; }

    friend bool operator==(const PaperDiceRow&, const PaperDiceRow&) = default;
};

// Of sampling probabilities laid end to end, which sum to 1. A token's rolls begin at
// floor(100 · c), where c is the sum of those before it; so they are at most one more or less than
// its hundredths. Those narrower than a hundredth come last, as one row.
std::vector<PaperDiceRow> paperDice(std::span<const double> probabilities);

} // namespace logitscope
