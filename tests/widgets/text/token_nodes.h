// Tokens for a text to show.
#pragma once

#include "tests/core/run/branches.h"
#include "widgets/text/token_document.h"

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

inline NodePtr makeNode(const std::string& bytes, double probability = 0.5)
{
    return follow(nullptr, makeStep(bytes, probability));
}

inline std::vector<NodePtr> makeNodes(const std::vector<std::string>& tokens)
{
    std::vector<Step> steps;
    for (const std::string& token : tokens)
        steps.push_back(makeStep(token));
    return nodesOf(std::move(steps));
}

inline std::vector<PromptToken> makePrompt(const std::vector<std::string>& tokens)
{
    std::vector<PromptToken> prompt;
    for (const std::string& token : tokens)
        prompt.push_back({static_cast<TokenId>(token.size()), token});
    return prompt;
}

inline std::vector<NodePtr> words(int count)
{
    std::vector<std::string> tokens;
    for (int i = 0; i < count; ++i)
        tokens.push_back(i % 40 == 39 ? "\n" : " word" + std::to_string(i));
    return makeNodes(tokens);
}

} // namespace logitscope::fixtures
