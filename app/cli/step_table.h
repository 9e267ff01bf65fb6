// The table of `sample --show-steps`: a line a step, 80 columns; more where a server may tell only
// some tokens of a step, so that numbers have bounds.
#pragma once

#include "core/run/step.h"

#include <string>

namespace logitscope
{

class StepTable
{
public:
    explicit StepTable(bool hasBounds = false);

    std::string header() const;
    std::string row(int number, const Step& step) const;

private:
    struct Widths
    {
        int probability = 8;
        int entropy = 6; // the model's
        int samplingEntropy = 8;
        int vocabulary = 10;
    };

    Widths widths_;
};

} // namespace logitscope
