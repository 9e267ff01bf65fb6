// logitscope sample: one prompt, one continuation, on the terminal.
#pragma once

#include "app/cli/model_options.h"
#include "app/cli/sampler_options.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace logitscope
{

class SampleCommand
{
public:
    void addTo(CLI::App& program);

    bool chosen() const { return command_->parsed(); }

    // The program's exit code. Errors are a sentence on stderr.
    int run() const;

private:
    CLI::App* command_ = nullptr; // owned by the program
    SamplerOptions sampler_;
    std::string text_;
    std::uint64_t seed_ = 1;
    int maxTokens_ = 40;
    std::vector<std::string> stop_;
    ModelOptions model_;
    bool showSteps_ = false;
    bool json_ = false;
};

} // namespace logitscope
