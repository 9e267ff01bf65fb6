#include "core/room/paper_dice.h"

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr int rollCount = 100;
constexpr double narrowest = 0.01;

// Sums of probabilities miss a hundredth by their rounding.
constexpr double rounding = 1e-9;

int rollAt(double cumulative)
{
    return std::clamp(static_cast<int>(std::floor(rollCount * cumulative + rounding)), 0,
                      rollCount);
}

} // namespace

std::vector<PaperDiceRow> paperDice(std::span<const double> probabilities)
{
    std::vector<PaperDiceRow> rows;
    double before = 0.0;
    double others = 0.0;
    for (std::size_t place = 0; place < probabilities.size(); ++place) {
        const double probability = probabilities[place];
        if (probability < narrowest - rounding) {
            others += probability;
            continue;
        }
        rows.push_back({static_cast<int>(place), rollAt(before), rollAt(before + probability) - 1,
                        probability});
        before += probability;
    }
    if (others > 0.0 && rollAt(before) < rollCount)
        rows.push_back({-1, rollAt(before), rollCount - 1, others});
    else if (!rows.empty())
        rows.back().last = rollCount - 1;
    return rows;
}

} // namespace logitscope
