// logitscope bench: how quick a model is on this machine.
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/model_options.h"
#include "app/cli/window_report.h"
#include "core/bench/benchmark.h"
#include "core/generation/open_model.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace logitscope
{

// Not every build has a window.
using MeasureWindow =
    std::function<Result<WindowReport>(const std::shared_ptr<const OpenModel>& model, int ticks)>;

class BenchCommand
{
public:
    explicit BenchCommand(MeasureWindow measureWindow) : measureWindow_(std::move(measureWindow)) {}

    void addTo(const Command& program);

    bool chosen() const { return command_.chosen(); }

    // The program's exit code. Errors are a sentence on stderr.
    int run() const;

private:
    int runWindow() const;
    Result<std::unique_ptr<LanguageModel>> load() const;

    MeasureWindow measureWindow_;
    Command command_;
    ModelOptions model_;
    std::optional<std::string> shape_;
    int threads_ = 0;
    BenchmarkRequest request_;
    bool json_ = false;
    bool window_ = false;
    int ticks_ = 300;
};

} // namespace logitscope
