// The options that say how to sample and where to stop, the same on every sub-command that does.
#pragma once

#include "app/cli/command_line.h"
#include "core/result.h"
#include "core/sampling/sampler_chain.h"
#include "core/sampling/strategy.h"

#include <optional>
#include <string>
#include <vector>

namespace logitscope
{

class SamplerOptions
{
public:
    void addTo(const Command& command);

    // `base`, or the strategy's chain, or the one of --chain, changed by the single options that
    // were given.
    Result<SamplerChain> settings(const SamplerChain& base = {}) const;

private:
    std::optional<std::string> strategy_;
    std::optional<std::string> chain_;
    // Of every stage, in the table's order: a number, or several with ":" between.
    std::vector<std::optional<std::string>> stages_ =
        std::vector<std::optional<std::string>>(stageDescriptions().size());
    std::optional<std::string> order_;
    std::optional<std::string> pick_;
};

// Of all presets, as on the command line.
std::vector<std::string> presetNames();

// What --strategies says: "all", or names with a comma between, each once.
Result<std::vector<Strategy>> strategiesNamed(const std::string& names);

// --stop
void addStopOption(const Command& command, std::vector<std::string>& stop);

} // namespace logitscope
