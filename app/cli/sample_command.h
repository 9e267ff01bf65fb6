// logitscope sample: one prompt, one continuation, on the terminal.
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/model_options.h"
#include "app/cli/prompt_options.h"
#include "app/cli/sampler_options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace logitscope
{

class SampleCommand
{
public:
    void addTo(const Command& program);

    bool chosen() const { return command_.chosen(); }

    // The program's exit code. Errors are a sentence on stderr.
    int run() const;

private:
    Command command_;
    SamplerOptions sampler_;
    PromptOptions prompt_;
    std::uint64_t seed_ = 1;
    int maxTokens_ = 40;
    std::vector<std::string> stop_;
    ModelOptions model_;
    bool showSteps_ = false;
    bool json_ = false;
};

} // namespace logitscope
