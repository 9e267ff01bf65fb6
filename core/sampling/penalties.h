// The stages that work on the logits of tokens which occurred, before the tokens are ranked; and a
// request's bias, which comes before them.
//
// Sources. Presence and frequency: OpenAI's API reference: logit_j -= count_j * frequency +
// (count_j > 0) * presence, where count_j says how often token j was sampled in this continuation.
// Repetition: Keskar et al., "CTRL", 2019, as Hugging Face applies it: a logit above 0 is divided
// by the penalty, another is multiplied, if the token is in the prompt or the continuation. DRY:
// p-e-w's description of it (text-generation-webui, pull request 5677): where the last n tokens of
// the text stand earlier in it as well, the token that came next there loses multiplier *
// base^(n - allowed length), for the longest such n, if it is at least the allowed length. This
// one knows no sequence breakers.
#pragma once

#include "core/sampling/sampler_chain.h"
#include "core/token_id.h"

#include <span>
#include <utility>

namespace logitscope
{

// Adds to the logit of each of these tokens, none of which is there twice, its number.
void addBias(std::span<const std::pair<TokenId, float>> bias, std::span<float> logits);

// Changes `logits` [vocabulary] by the chain's penalties. `prompt` and `sampled` are the text so
// far. Logits of -inf stay so, others stay finite.
void penalise(const SamplerChain& chain, std::span<const TokenId> prompt,
              std::span<const TokenId> sampled, std::span<float> logits);

} // namespace logitscope
