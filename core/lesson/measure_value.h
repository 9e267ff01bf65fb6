// The numbers that a lesson speaks of, from what is on the page.
#pragma once

#include "core/generation/open_model.h"
#include "core/lesson/claim.h"
#include "core/lesson/lesson.h"
#include "core/result.h"
#include "core/run/run.h"
#include "core/run/token_score.h"
#include "core/sampling/distribution.h"
#include "core/sampling/sampler_chain.h"

#include <span>
#include <string>

namespace logitscope
{

// What is on the page that a scene is about. Everything lives as long as the facts are asked.
struct SceneFacts
{
    const OpenModel& model;
    const Run& run;            // on Compare: a branch for each strategy, named as it
    const SamplerChain& chain; // what the sliders say
    int step = 0;              // that is selected: a number, or the branch's length for
                               // the one that comes next
    const Distribution* distribution = nullptr; // of that step; none: it isn't known
    std::span<const TokenScore> prompt = {};    // of its tokens but the first; none: not known
    int predictions = 0;
    std::string stage = {}; // of the round: "asked", "revealed", "sampled"; empty: there is none
};

// The Error says why there is no such number here: the text is not one token, no step is selected.
Result<MeasureValue> valueOf(const Measure& measure, const SceneFacts& facts);

// Whether the claim holds now; one whose numbers aren't there doesn't. The Error says why.
Result<bool> holdsNow(const Claim& claim, const SceneFacts& facts);

// A lesson's Markdown with its numbers; where one isn't there, "–".
std::string filledIn(std::string_view text, const SceneFacts& facts);

} // namespace logitscope
