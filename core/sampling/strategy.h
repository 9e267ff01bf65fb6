// The strategies that come with the program: one table, whoever shows or takes one.
#pragma once

#include "core/sampling/sampler_chain.h"

#include <span>
#include <string>
#include <string_view>

namespace logitscope
{

struct Strategy
{
    std::string name;        // as on the command line and in files: top_p_90
    std::string description; // one sentence for a newcomer
    SamplerChain settings;

    friend bool operator==(const Strategy&, const Strategy&) = default;
};

struct Preset : Strategy
{
    std::string readableName; // as in the window and in figures: top-p 0.9
    // The settings in words, where the name promises something else than they do; otherwise empty.
    std::string explanation;
};

// The nine, argmax, and what Hugging Face, llama.cpp and OpenAI do where nothing is set.
std::span<const Preset> presets();

// The nine.
std::span<const Preset> strategies();

std::string strategyNames(); // of all presets: "greedy, low_temp, …"

// nullptr when there is none of that name.
const Preset* findStrategy(std::string_view name);

// nullptr when the chain is no preset's, that is, "custom". Stages that are off don't count, nor
// does the filter order of the basic ones: such a strategy is the same in either order.
const Preset* findStrategy(const SamplerChain& chain);

// What the window and figures call a strategy: "top-k 20" for top_k_20; a name that a person gave
// stays.
std::string readableName(std::string_view name);

// A name that none of the taken ones reads as: "greedy 2" where there is a "greedy" already, "top-k
// 20 2" where there is top_k_20, since people read that as "top-k 20".
std::string freeName(const std::string& wanted, std::span<const Strategy> taken);

// What stands beside the name: "T 0.1, nearly deterministic" for greedy, "T 0.8 · k 20" for others.
std::string explainedSettings(std::string_view name, const SamplerChain& settings);

} // namespace logitscope
