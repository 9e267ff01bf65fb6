// logitscope verify: whether the native engine and libtorch say the same.
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/model_options.h"
#include "app/cli/prompt_options.h"
#include "core/generation/model_check.h"

namespace logitscope
{

class VerifyCommand
{
public:
    void addTo(const Command& program);

    bool chosen() const { return command_.chosen(); }

    // 0 when the engines agree, 1 when they don't, 2 and a sentence on stderr when that can't be
    // told.
    int run() const;

private:
    Result<ModelCheck> check() const;

    Command command_;
    ModelOptions model_;
    PromptOptions prompt_;
    bool json_ = false;
};

} // namespace logitscope
