// The options that say how to sample and where to stop, the same on every sub-command that does.
#pragma once

#include "app/cli/command_line.h"
#include "core/result.h"
#include "core/sampling/sampler_settings.h"
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

    // `base`, or the strategy's settings where one was named, overridden by the single options that
    // were given.
    Result<SamplerSettings> settings(const SamplerSettings& base = {}) const;

private:
    std::optional<std::string> strategy_;
    std::optional<double> temperature_;
    std::optional<int> topK_;
    std::optional<double> topP_;
    std::optional<std::string> order_;
};

// What --strategies says: "all", or names with a comma between, each once.
Result<std::vector<Strategy>> strategiesNamed(const std::string& names);

// --stop
void addStopOption(const Command& command, std::vector<std::string>& stop);

} // namespace logitscope
