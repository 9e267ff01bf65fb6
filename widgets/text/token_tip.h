// What a token tells when the mouse rests on it.
#pragma once

#include "core/run/step.h"
#include "core/run/token_score.h"

#include <QString>

#include <optional>
#include <string>

namespace logitscope
{

// Rich text: the token, its place in the continuation (`index` counts from 0), and its numbers.
QString tokenTip(const Step& step, int index);

// Of a token of the prompt at a place that counts from 0. Says why where it has no score.
QString promptTokenTip(TokenId token, const std::string& bytes, int place,
                       const std::optional<TokenScore>& score);

} // namespace logitscope
