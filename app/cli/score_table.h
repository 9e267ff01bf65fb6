// What `score` prints: a line a token, then the perplexity; or the same as JSON.
#pragma once

#include "core/generation/open_model.h"
#include "core/run/token_score.h"
#include "core/token_id.h"

#include <span>
#include <string>

namespace logitscope
{

// Of a text that begins with `first`, which has no score. Where a server told only some tokens, a
// number may have bounds: "≥ 5.20", "3.10–4.70".
std::string scoreTable(const OpenModel& model, TokenId first, std::span<const TokenScore> scores);

// Every digit; `at_most` has the upper bounds of what is no more than a lower one.
std::string scoresToJson(const OpenModel& model, TokenId first, std::span<const TokenScore> scores);

} // namespace logitscope
