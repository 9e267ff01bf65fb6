// logitscope bench: how quick a model is on this machine.
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/model_options.h"
#include "core/bench/benchmark.h"

#include <optional>
#include <string>

namespace logitscope
{

class BenchCommand
{
public:
    void addTo(const Command& program);

    bool chosen() const { return command_.chosen(); }

    // The program's exit code. Errors are a sentence on stderr.
    int run() const;

private:
    Result<std::unique_ptr<LanguageModel>> load() const;

    Command command_;
    ModelOptions model_;
    std::optional<std::string> shape_;
    int threads_ = 0;
    BenchmarkRequest request_;
    bool json_ = false;
};

} // namespace logitscope
