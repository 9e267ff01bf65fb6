// A step without a model, under several strategies.
#pragma once

#include "widgets/chart/step_under_all.h"

#include <array>
#include <string>

namespace logitscope
{

// 40 tokens, each half as likely as the one before it.
inline Distribution halvingTokens()
{
    std::array<float, 40> logits{};
    for (std::size_t i = 0; i < logits.size(); ++i)
        logits[i] = -0.6931472f * static_cast<float>(i);
    return *Distribution::rank(logits);
}

inline StepUnderAll someStep(int columns = 3)
{
    StepUnderAll step{"Step 2 of strategy_0, under all strategies",
                      halvingTokens(),
                      {},
                      [](TokenId token) { return std::string(" w").append(std::to_string(token)); },
                      1,
                      7};
    const std::array settings{basicChain({.topK = 2}), basicChain({.temperature = 0.0}),
                              basicChain({.temperature = 5.0})};
    for (int column = 0; column < columns; ++column)
        step.columns.push_back({QStringLiteral("strategy_%1").arg(column),
                                step.distribution.shape(settings[std::size_t(column) % 3]), 0.9,
                                column == 0});
    return step;
}

} // namespace logitscope
