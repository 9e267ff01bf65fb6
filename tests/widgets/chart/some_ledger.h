// A vocabulary as large as GPT-2's, and what a chain makes of it by the textbook.
#pragma once

#include "core/sampling/shaped_step.h"
#include "tests/core/sampling/chain_reference.h"
#include "tests/core/sampling/random_logits.h"
#include "widgets/chart/chart_rows.h"

#include <memory>
#include <string>
#include <vector>

namespace logitscope
{

constexpr int vocabularySize = 50257;

// Five letters and the quotes and commas that tables have trouble with; none reads like an id.
inline std::string letteredBytes(TokenId token)
{
    std::string bytes = " ";
    for (int i = 0, rest = token; i < 5; ++i, rest /= 10)
        bytes += static_cast<char>('a' + rest % 10);
    if (token % 7 == 0)
        bytes += ",\"";
    return bytes;
}

inline std::string letteredLabel(TokenId token)
{
    return "␣" + letteredBytes(token).substr(1);
}

struct SomeLedger
{
    explicit SomeLedger(unsigned seed = 1, const char* text = usualChain)
        : chain(parseChain(text).value())
    {
        std::mt19937 random(seed);
        logits = randomLogits(vocabularySize, LogitKind::Model, random);
        plainRanks = reference::ranking(logits);
        // Some of the most likely tokens and one that isn't have occurred.
        sampled = {plainRanks[0], plainRanks[3], plainRanks[40'000]};
        distribution = Distribution::rank(logits)->penalised(chain, input());
    }

    ChainInput input() const { return {.sampled = sampled}; }

    std::shared_ptr<const ShapedStep> step() const
    {
        return std::make_shared<const ShapedStep>(
            ShapedStep{*distribution, distribution->shape(chain, input()), 0, 0.5});
    }

    // Of the chain's first stages.
    reference::ChainOutcome expectedAfter(std::size_t stages) const
    {
        auto beginning = chain;
        beginning.stages.resize(stages, Stage{});
        return reference::runChain(logits, beginning, input());
    }

    // At temperature 1, of the model's own logits; by token.
    std::vector<long double> model() const
    {
        std::vector<long double> p;
        long double sum = 0.0L;
        for (const float logit : logits)
            sum += p.emplace_back(std::exp(static_cast<long double>(logit)));
        for (auto& each : p)
            each /= sum;
        return p;
    }

    static constexpr const char* usualChain = "repetition-penalty=1.02,top-k=20000,min-p=0.0001,"
                                              "temperature=0.8";

    SamplerChain chain;
    std::vector<float> logits;
    std::vector<TokenId> plainRanks; // by the model's own logits
    std::vector<TokenId> sampled;
    std::optional<Distribution> distribution;
};

} // namespace logitscope
