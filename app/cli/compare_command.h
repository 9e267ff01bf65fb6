// logitscope compare: one prompt, several strategies, on the terminal and into files.
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/comparison_export.h"
#include "app/cli/model_options.h"
#include "app/cli/prompt_options.h"
#include "core/generation/compare.h"

#include <cstdint>
#include <string>
#include <vector>

namespace logitscope
{

class CompareCommand
{
public:
    // `version` is the program's, for what is written.
    CompareCommand(std::string version, PictureWriter pictureWriter);

    void addTo(const Command& program);

    bool chosen() const { return command_.chosen(); }

    // The program's exit code. Errors are sentences on stderr.
    int run() const;

private:
    // What the options ask for, or the sentence about one that can't be used.
    Result<CompareRequest> request() const;
    Result<PictureOptions> pictureOptions() const;
    Result<Run> compareAll(const CompareRequest& request,
                           const std::shared_ptr<const OpenModel>& model) const;
    std::string shown(const Run& comparison) const;

    std::string version_;
    PictureWriter pictureWriter_;
    Command command_;
    PromptOptions prompt_;
    std::string strategies_ = "all";
    int maxTokens_ = 40;
    std::vector<std::string> stop_;
    std::uint64_t seed_ = 1;
    int repeats_ = 1;
    std::string sameRandomNumbers_ = "on";
    ModelOptions model_;
    bool json_ = false;
    bool markdown_ = false;
    std::vector<std::string> exports_;
    std::string figureWidth_ = "960";
    PictureOptions picture_;
};

} // namespace logitscope
