// How well a model expected a text, token by token.
#pragma once

#include "core/generation/generation_service.h"
#include "core/result.h"
#include "core/token_id.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace logitscope
{

// Of a token behind others, by the model: temperature 1, nothing removed.
struct TokenScore
{
    TokenId token;
    double probability;
    int rank;       // among all tokens by logit, 0 is the most likely
    double entropy; // of the distribution that it is from, in bits

    double surprisal() const; // -log2 of its probability, in bits
};

// Of each token but the first, before which there is nothing to expect it from. The Error says why
// the text can't be read: it is too long, or empty.
Result<std::vector<TokenScore>> score(GenerationClient& client,
                                      const std::shared_ptr<const OpenModel>& model,
                                      const std::vector<TokenId>& text);

// 2 to the mean surprisal: as uncertain as a choice among that many tokens. Nothing of no tokens.
std::optional<double> perplexityOf(std::span<const TokenScore> scores);

} // namespace logitscope
