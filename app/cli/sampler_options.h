// The options that say how to sample, the same on every sub-command that does.
#pragma once

#include "core/result.h"
#include "core/sampling/sampler_settings.h"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>

namespace logitscope
{

class SamplerOptions
{
public:
    void addTo(CLI::App& command);

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

} // namespace logitscope
