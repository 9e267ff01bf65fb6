// logitscope score: how well the model expected a text, token by token.
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/model_options.h"
#include "app/cli/prompt_options.h"
#include "core/result.h"

#include <optional>
#include <string>

namespace logitscope
{

class ScoreCommand
{
public:
    void addTo(const Command& program);

    bool chosen() const { return command_.chosen(); }

    // The program's exit code. Errors are a sentence on stderr.
    int run() const;

private:
    Result<std::string> text() const; // of the file, or of --text

    Command command_;
    PromptOptions prompt_;
    std::optional<std::string> file_;
    ModelOptions model_;
    bool json_ = false;
};

} // namespace logitscope
