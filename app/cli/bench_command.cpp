#include "app/cli/bench_command.h"

#include "app/cli/bench_report.h"
#include "app/cli/terminal.h"
#include "core/bench/made_up_model.h"
#include "core/bench/read_bandwidth.h"
#include "core/generation/bundled_model.h"
#include "core/model/gpt2.h"
#include "core/model/gpt2_config.h"
#include "core/parallel.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>

namespace logitscope
{

void BenchCommand::addTo(const Command& program)
{
    command_ = program.addCommand(
        "bench", "Measure how quick a model is here: loading, reading a prompt, a step of one row "
                 "and of many. Medians, after warming up");
    model_.addTo(command_, "the bundled model");
    command_
        .addText("--shape", shape_, "NAME",
                 "Instead of a folder, random weights in memory as large as gpt2, gpt2-medium, "
                 "gpt2-large or gpt2-xl")
        .notEmpty()
        .excludes("--model")
        .values({"gpt2", "gpt2-medium", "gpt2-large", "gpt2-xl"});
    command_.addWholeNumber("--threads", threads_,
                            "Threads that work; 0 is one for each core, up to 16");
    command_.addWholeNumber("--rows", request_.rows, "Rows of the step of many, up to 64");
    command_.addWholeNumber("--prompt-tokens", request_.promptTokens, "Tokens of the prompt");
    command_.addWholeNumber("--tokens", request_.tokens, "Steps that are measured");
    if (measureWindow_) {
        command_
            .addFlag("--window", window_,
                     "Instead, how quickly the window follows its sliders, with a text of 1,000 "
                     "tokens that is looked back at; without --model, with made-up logits for "
                     "50,257 tokens")
            .excludes("--shape");
        command_.addWholeNumber("--ticks", ticks_, "Ticks of each slider").needs("--window");
    }
    command_.addFlag("--json", json_, "The figures as one JSON object");
}

Result<std::unique_ptr<LanguageModel>> BenchCommand::load() const
{
    auto options = model_.loadOptions();
    if (!options)
        return tl::unexpected(options.error());
    if (!shape_) {
        const auto folder = model_.folder("bench");
        if (!folder)
            return tl::unexpected(folder.error());
        return loadGpt2(folder->value_or(bundledModelFolder().string()), *options);
    }
    const auto config = gpt2Shape(*shape_);
    if (!config)
        return tl::unexpected(config.error());
    return randomGpt2(*shape_, *config, *options);
}

int BenchCommand::runWindow() const
{
    if (ticks_ < 1)
        return complain(Error::of("--ticks is {}, expected 1 or more", ticks_), ExitCode::badValue);
    const auto options = model_.loadOptions();
    if (!options)
        return complain(options.error(), ExitCode::badValue);
    const auto folder = model_.folder("bench");
    if (!folder)
        return complain(folder.error(), ExitCode::badValue);
    const auto model = *folder ? openModelFolder(**folder, *options) : openMadeUpModel();
    if (!model)
        return complain(model.error(), ExitCode::badValue);
    const auto report = measureWindow_(*model, ticks_);
    if (!report)
        return complain(report.error(), ExitCode::failed);
    Output output;
    output.print(json_ ? report->json().dump(2) + "\n" : report->text());
    return output.failed() ? complain(output.error(), ExitCode::failed) : ExitCode::ok;
}

int BenchCommand::run() const
{
    if (threads_ < 0)
        return complain(Error::of("--threads is {}, expected 0 or more", threads_),
                        ExitCode::badValue);
    if (threads_ > 0)
        setThreadCount(threads_);

    if (window_)
        return runWindow();
    const auto begin = std::chrono::steady_clock::now();
    const auto model = load();
    if (!model)
        return complain(model.error(), ExitCode::badValue);
    const std::chrono::duration<double, std::milli> loading =
        std::chrono::steady_clock::now() - begin;
    const auto& info = (*model)->info();
    if (const auto error = findError(request_, info))
        return complain({"--" + error->message}, ExitCode::badValue);

    const auto benchmark = measure(**model, request_);
    if (!benchmark)
        return complain(benchmark.error(), ExitCode::failed);
    const double memory = peakMemory(); // before more is taken to measure the bandwidth
    const BenchReport report{.model = info,
                             .request = request_,
                             .threads = threadCount(),
                             .loadMilliseconds = loading.count(),
                             .benchmark = *benchmark,
                             .readBandwidth = measureReadBandwidth(),
                             .peakMemory = memory};
    Output output;
    output.print(json_ ? report.json().dump(2) + "\n" : report.text());
    return output.failed() ? complain(output.error(), ExitCode::failed) : ExitCode::ok;
}

} // namespace logitscope
