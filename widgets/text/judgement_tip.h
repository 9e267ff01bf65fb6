// What looking back says of one token, in words.
#pragma once

#include "core/run/step.h"
#include "core/sampling/sampler_chain.h"
#include "core/sampling/shaped.h"
#include "core/text/token_label.h"

#include <QString>

namespace logitscope
{

// Rich text: whether the present settings, which pick like that, would still sample the step's
// token with the step's random number, and what else.
QString judgementSentence(const Judgement& judgement, const Step& step, Pick pick,
                          const BytesOf& bytesOf);

} // namespace logitscope
