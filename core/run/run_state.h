// A run with what is asked for beside it: all that undo, a session file and a restart bring back.
#pragma once

#include "core/run/run.h"
#include "core/sampling/sampler_chain.h"
#include "core/text/added_tokens.h"
#include "core/token_id.h"

#include <cstdint>
#include <string>
#include <vector>

namespace logitscope
{

// What Generate asks for.
struct RunRequest
{
    std::string prompt; // UTF-8, or whatever bytes its tokens have
    std::uint64_t seed = 1;
    int tokens = 0;           // at most; fewer when the text ends or the context is full
    std::uint64_t stream = 0; // of the seed's random numbers
    SpecialTokens special = SpecialTokens::Recognised; // in the prompt
    std::vector<TokenId> promptTokens = {};            // of the prompt, where they are known

    // Whether it asks for the same text, if not for as much of it.
    bool isSameText(const RunRequest& other) const
    {
        return prompt == other.prompt && seed == other.seed && stream == other.stream &&
               special == other.special;
    }

    friend bool operator==(const RunRequest&, const RunRequest&) = default;
};

// Cheap to copy.
struct RunState
{
    Run run;
    RunRequest request;
    SamplerChain settings; // what the sliders say

    friend bool operator==(const RunState&, const RunState&) = default;
};

// What a run that came from elsewhere was asked for, as its current branch tells; as many tokens as
// the longest one has, and one at the least.
RunState runStateOf(Run run);

} // namespace logitscope
