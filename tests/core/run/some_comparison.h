// A comparison with a value in every field that no other field has.
#pragma once

#include "core/run/run.h"

#include <string>
#include <utility>
#include <vector>

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

inline Branch someRow(const std::string& name, const SamplerChain& settings,
                      std::vector<Step> steps, std::uint64_t stream = 0)
{
    for (auto& step : steps) {
        step.settings = settings;
        step.stream = stream;
    }
    return {.name = name,
            .settings = settings,
            .leaf = follow(nullptr, std::move(steps)),
            .seed = 7,
            .stream = stream,
            .stopReason = StopReason::Length};
}

inline Run someComparison()
{
    Run run{.model = "starter",
            .version = "0.1.0",
            .prompt = "Once upon a",
            .promptTokens = {7608, 636, 258},
            .branches = {}};
    run.branches.push_back(someRow("greedy", basicChain({.temperature = 0.1}),
                                   {someStep(681, " time"), someStep(12, ",")}));
    run.branches.push_back(someRow("nucleus",
                                   basicChain({.temperature = 0.8,
                                               .topK = 40,
                                               .topP = 0.9,
                                               .order = FilterOrder::TemperatureThenFilter}),
                                   {someStep(905, " midnight")}, 1));
    run.branches.back().stopReason = StopReason::Stopped;
    return run;
}

} // namespace logitscope::fixtures
