#include "app/cli/replay_command.h"

#include "app/cli/terminal.h"
#include "core/generation/replay.h"
#include "core/library/model_hasher.h"
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
std::string placeOf(const Run& run, const ReplayDifference& difference)
{
    const auto step = fmt::format("step {}", difference.step + 1);
    if (run.branches.size() == 1)
        return step;
    return fmt::format("row {} ({}), {}", difference.row + 1,
                       readableName(run.branches[difference.row].name), step);
}

// A line of its own, where it was another model.
std::string whoMade(const Run& run, const OpenModel& model)
{
    ModelHasher hasher;
    hasher.keepIn(usualSumsFile());
    hasher.start(model.folder, model.identity);
    hasher.wait();
    const auto name = model.model->info().fullName();
    if (run.model.empty() || hasMade(model, run))
        return {};
    if (run.model == name)
        return fmt::format("The run was made by another model that is called {}.\n", name);
    return fmt::format("The run was made by the model {}; this is {}.\n", run.model, name);
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
    command_.addFlag("--rounding", rounding_,
                     "Numbers are the same where they differ by one part in ten thousand at most, "
                     "as another kind of processor may round them");
    model_.addTo(command_, "the bundled model");
}

Result<std::vector<Run>> ReplayCommand::recorded() const
{
    const auto text = reader_(file_);
    if (!text)
        return tl::unexpected(text.error());
    const auto read = sessionOrRunFromText(*text);
    if (!read)
        return fail("{}: {}", file_, read.error().message);
    if (const auto* run = std::get_if<Run>(&*read))
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
    Output output;
    int tokens = 0;
    int unsampled = 0;
    std::size_t rows = 0;
    for (const auto& run : *runs) {
        const auto again =
            replay(client, *model, run, rounding_ ? Rounding::OfAny : Rounding::OfThisProcessor);
        if (!again)
            return complain(Error::of("{}: {}", file_, again.error().message), ExitCode::badValue);
        tokens += again->tokens;
        unsampled += again->unsampled;
        rows += run.branches.size();
        if (!again->difference)
            continue;
        output.print(whoMade(run, **model));
        output.print(
            fmt::format("{}: {}\n", placeOf(run, *again->difference), again->difference->sentence));
        if (again->difference->isRounding)
            output.print("It is no more than what another kind of processor rounds otherwise; with "
                         "--rounding such numbers are the same.\n");
        return output.failed() ? complain(output.error(), ExitCode::badValue) : ExitCode::failed;
    }
    if (unsampled > 0)
        output.print(fmt::format("{} of {} tokens could not be sampled again, as the server told "
                                 "too few candidates; what is known of them is compared.\n",
                                 unsampled, tokens));
    output.print(fmt::format("{} {}, {} {}: all tokens and numbers are the same{}.\n", rows,
                             rows == 1 ? "row" : "rows", tokens, tokens == 1 ? "token" : "tokens",
                             rounding_ ? ", but for rounding" : ""));
    return output.failed() ? complain(output.error(), ExitCode::badValue) : ExitCode::ok;
}

Result<std::string> readJsonFile(const std::string& file)
{
    if (!std::filesystem::exists(file))
        return fail("{}: there is no such file; choose one that Logitscope wrote", file);
    return readTextFile(file);
}

} // namespace logitscope
