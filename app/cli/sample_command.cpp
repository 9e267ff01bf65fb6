#include "app/cli/sample_command.h"

#include "app/cli/interrupt.h"
#include "app/cli/sampler_options.h"
#include "app/cli/step_table.h"
#include "app/cli/terminal.h"
#include "core/generation/generation_service.h"
#include "core/generation/prompt_tokens.h"
#include "core/library/model_hasher.h"
#include "core/run/comparison_json.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace logitscope
{

void SampleCommand::addTo(const Command& program)
{
    command_ = program.addCommand("sample", "Continue a text on the terminal; temperature 1, "
                                            "no filter, unless an option says otherwise");
    prompt_.addTo(command_);
    sampler_.addTo(command_);
    command_.addSeed("--seed", seed_, "The random seed: same seed, same text");
    command_.addWholeNumber("--max-tokens", maxTokens_, "At most this many tokens");
    addStopOption(command_, stop_);
    model_.addTo(command_, "the bundled model");
    command_.addFlag("--show-steps", showSteps_, "A table of the steps, then the text");
    command_.addFlag("--json", json_, "The whole run as one JSON object").excludes("--show-steps");
}

int SampleCommand::run() const
{
    const auto settings = sampler_.settings();
    if (!settings)
        return complain(settings.error(), ExitCode::badValue);
    if (maxTokens_ < 0)
        return complain(Error::of("--max-tokens is {}, expected 0 or more", maxTokens_),
                        ExitCode::badValue);

    const auto text = prompt_.text();
    if (!text)
        return complain(text.error(), ExitCode::badValue);
    const auto model = model_.open();
    if (!model)
        return complain(model.error(), ExitCode::badValue);
    const auto tokens = tokensOf(**model, *text, prompt_.special());
    if (!tokens)
        return complain(tokens.error(), ExitCode::badValue);

    ModelHasher hasher;
    hasher.keepIn(usualSumsFile());
    if (json_)
        hasher.start((*model)->folder, (*model)->identity);
    Run run{
        .model = (*model)->model->info().fullName(),
        .identity = (*model)->identity,
        .prompt = *text,
        .promptTokens = *tokens,
        .special = prompt_.special(),
        .branches = {{.settings = *settings, .seed = seed_, .limit = maxTokens_, .stop = stop_}}};
    auto& row = run.branch();
    watchForInterrupt();
    Output output;
    Utf8Stream stream;
    const StepTable table((*model)->model->info().givesProbabilities);
    if (showSteps_)
        output.print(table.header());
    const auto stepped = [&](int, const Step& step, std::span<const float>) {
        row.leaf = follow(std::move(row.leaf), step);
        if (showSteps_)
            output.print(table.row(row.length(), step));
        else if (!json_ && !(*model)->bounds.isEnd(step.token))
            output.print(stream.push(step.bytes));
    };
    const auto stopRequested = [&] { return interrupted() != 0 || output.failed(); };
    GenerationService service;
    GenerationClient client(service);
    const auto done = client.run(
        {.model = *model,
         .prompts = {*tokens},
         .rows = {{.seed = seed_, .settings = *settings, .stop = stop_}},
         .tokens = maxTokens_},
        {.stepped = stepped, .ended = [&](int, StopReason reason) { row.stopReason = reason; }},
        stopRequested);
    if (!json_ && !showSteps_)
        output.print(stream.finish() + "\n");
    if (!done)
        return complain(done.error(), ExitCode::failed);

    const int count = row.length();
    if (json_) {
        if (!interrupted())
            hasher.wait();
        output.print(rowToJson(run, row).dump(2) + "\n");
    }
    if (showSteps_)
        output.print(fmt::format("\n{}{}\n\n{}, {} {}, seed {}\n", validUtf8(*text),
                                 continuationOf(row), stopReasonSentence(row.stopReason), count,
                                 count == 1 ? "token" : "tokens", seed_));
    if (output.failed())
        return complain(output.error(), ExitCode::failed);
    return interrupted() ? ExitCode::endedBy(interrupted()) : ExitCode::ok;
}

} // namespace logitscope
