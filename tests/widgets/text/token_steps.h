// Steps for a text to show.
#pragma once

#include "core/run/step.h"

#include <string>
#include <vector>

namespace logitscope::fixtures
{

inline Step makeStep(const std::string& bytes, double probability = 0.5)
{
    Step step;
    step.token = static_cast<TokenId>(bytes.size());
    step.bytes = bytes;
    step.modelProbability = probability;
    step.samplingProbability = probability;
    return step;
}

inline std::vector<Step> makeSteps(const std::vector<std::string>& tokens)
{
    std::vector<Step> steps;
    for (const std::string& token : tokens)
        steps.push_back(makeStep(token));
    return steps;
}

inline std::vector<Step> words(int count)
{
    std::vector<Step> steps;
    for (int i = 0; i < count; ++i)
        steps.push_back(makeStep(i % 40 == 39 ? "\n" : " word" + std::to_string(i)));
    return steps;
}

} // namespace logitscope::fixtures
