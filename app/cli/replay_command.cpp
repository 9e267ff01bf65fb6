#include "app/cli/replay_command.h"

#include "app/cli/terminal.h"
#include "core/generation/replay.h"
#include "core/run/session.h"
#include "core/sampling/strategy.h"
#include "core/text/text_file.h"

#include <fmt/format.h>

#include <filesystem>

namespace logitscope
{

namespace
{

// "row 3 (top-k 20), step 7: …"
std::string placeOf(const Comparison& run, const ReplayDifference& difference)
{
    const auto step = fmt::format("step {}", difference.step + 1);
    if (run.rows.size() == 1)
        return step;
    return fmt::format("row {} ({}), {}", difference.row + 1,
                       readableName(run.rows[difference.row].strategy), step);
}

} // namespace

void ReplayCommand::addTo(const Command& program)
{
    command_ = program.addCommand(
        "replay", "Make a recorded run again and compare every token and number; the exit status "
                  "is 0 if all is the same, 1 if something is not");
    command_.addText("FILE", file_, "", "A file that Logitscope wrote, with a run in it")
        .required()
        .notEmpty();
    model_.addTo(command_, "the bundled model");
}

Result<std::vector<Comparison>> ReplayCommand::recorded() const
{
    const auto text = reader_(file_);
    if (!text)
        return tl::unexpected(text.error());
    const auto read = sessionOrRunFromText(*text);
    if (!read)
        return fail("{}: {}", file_, read.error().message);
    if (const auto* run = std::get_if<Comparison>(&*read))
        return std::vector{*run};
    auto runs = runsOf(std::get<Session>(*read));
    if (runs.empty())
        return fail("{}: nothing has run in this session yet", file_);
    return runs;
}

int ReplayCommand::run() const
{
    const auto runs = recorded();
    if (!runs)
        return complain(runs.error(), ExitCode::badValue);
    const auto model = model_.open();
    if (!model)
        return complain(model.error(), ExitCode::badValue);
    GenerationService service;
    GenerationClient client(service);
    const auto name = (*model)->model->info().fullName();
    Output output;
    int tokens = 0;
    std::size_t rows = 0;
    for (const auto& run : *runs) {
        const auto again = replay(client, *model, run);
        if (!again)
            return complain(Error::of("{}: {}", file_, again.error().message), ExitCode::badValue);
        tokens += again->tokens;
        rows += run.rows.size();
        if (!again->difference)
            continue;
        if (!run.model.empty() && run.model != name)
            output.print(
                fmt::format("The run was made by the model {}; this is {}.\n", run.model, name));
        output.print(
            fmt::format("{}: {}\n", placeOf(run, *again->difference), again->difference->sentence));
        return output.failed() ? complain(output.error(), ExitCode::badValue) : ExitCode::failed;
    }
    output.print(fmt::format("{} {}, {} {}: all tokens and numbers are the same.\n", rows,
                             rows == 1 ? "row" : "rows", tokens, tokens == 1 ? "token" : "tokens"));
    return output.failed() ? complain(output.error(), ExitCode::badValue) : ExitCode::ok;
}

Result<std::string> readJsonFile(const std::string& file)
{
    if (!std::filesystem::exists(file))
        return fail("{}: there is no such file; choose one that Logitscope wrote", file);
    return readTextFile(file);
}

} // namespace logitscope
