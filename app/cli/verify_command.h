// logitscope verify: whether the native engine and libtorch say the same.
#pragma once

#include "app/cli/model_options.h"
#include "core/generation/model_check.h"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>

namespace logitscope
{

class VerifyCommand
{
public:
    void addTo(CLI::App& program);

    bool chosen() const { return command_->parsed(); }

    // 0 when the engines agree, 1 when they don't, 2 and a sentence on stderr when that can't be
    // told.
    int run() const;

private:
    Result<ModelCheck> check() const;

    CLI::App* command_ = nullptr; // owned by the program
    ModelOptions model_;
    std::optional<std::string> text_;
    bool json_ = false;
};

} // namespace logitscope
