// A comparison with a value in every field that no other field has.
#pragma once

#include "core/run/comparison.h"

namespace logitscope::fixtures
{

inline Step someStep(TokenId token, const std::string& bytes)
{
    Step step;
    step.token = token;
    step.bytes = bytes;
    step.rank = 3;
    step.u = 0.8125;
    step.modelProbability = 0.125;
    step.samplingProbability = 0.25;
    step.info = {.modelEntropy = 7.5,
                 .samplingEntropy = 2.0,
                 .effectiveVocabulary = 4.0,
                 .topTokenProbability = 0.0, // not in a file
                 .kept = 20};
    return step;
}

inline ComparisonRow someRow(const std::string& strategy, const SamplerSettings& settings,
                             std::vector<Step> steps)
{
    ComparisonRow row{.strategy = strategy,
                      .transcript = {.prompt = "Once upon a",
                                     .promptTokens = {7608, 636, 258},
                                     .settings = settings,
                                     .seed = 7,
                                     .steps = std::move(steps)}};
    for (auto& step : row.transcript.steps)
        step.settings = settings;
    return row;
}

inline Comparison someComparison()
{
    Comparison comparison{.model = "starter", .version = "0.1.0", .rows = {}};
    comparison.rows.push_back(
        someRow("greedy", {.temperature = 0.1}, {someStep(681, " time"), someStep(12, ",")}));
    comparison.rows.push_back(someRow(
        "nucleus",
        {.temperature = 0.8, .topK = 40, .topP = 0.9, .order = FilterOrder::TemperatureThenFilter},
        {someStep(905, " midnight")}));
    comparison.rows.back().transcript.stream = 1;
    for (auto& step : comparison.rows.back().transcript.steps)
        step.stream = 1;
    comparison.rows.back().transcript.stopReason = StopReason::Stopped;
    return comparison;
}

} // namespace logitscope::fixtures
