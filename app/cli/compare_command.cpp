#include "app/cli/compare_command.h"

#include "app/cli/compare_progress.h"
#include "app/cli/compare_table.h"
#include "app/cli/interrupt.h"
#include "app/cli/sampler_options.h"
#include "app/cli/terminal.h"
#include "core/generation/prompt_tokens.h"
#include "core/library/model_hasher.h"
#include "core/run/comparison_json.h"
#include "core/run/comparison_markdown.h"

#include <fmt/format.h>

#include <utility>

namespace logitscope
{

CompareCommand::CompareCommand(std::string version, PictureWriter pictureWriter)
    : version_(std::move(version))
    , pictureWriter_(std::move(pictureWriter))
{
}

void CompareCommand::addTo(const Command& program)
{
    command_ = program.addCommand(
        "compare", "Continue a text with several strategies side by side: a table, or files");
    prompt_.addTo(command_);
    auto names = presetNames();
    names.insert(names.begin(), "all");
    command_
        .addText("--strategies", strategies_, "NAMES",
                 "all (but argmax), or names with a comma between, of " + strategyNames())
        .notEmpty()
        .values(names);
    command_.addWholeNumber("--max-tokens", maxTokens_, "At most this many tokens, for each");
    addStopOption(command_, stop_);
    command_.addSeed("--seed", seed_, "The random seed: same seed, same texts");
    command_.addWholeNumber("--repeats", repeats_,
                            "Run each strategy this many times, with the seeds that follow");
    command_
        .addText("--same-random-numbers,--same-dice", sameRandomNumbers_, "on|off",
                 "on: the same random numbers for all strategies, so that the strategy is what "
                 "differs; off: each has its own")
        .notEmpty()
        .values({"on", "off"});
    model_.addTo(command_, "the bundled model");
    command_.addFlag("--json", json_,
                     "An array of runs as JSON, each like sample's, not the table");
    command_.addFlag("--markdown", markdown_, "A Markdown table, not the terminal's")
        .excludes("--json");
    command_
        .addTexts("--export", exports_, "FILE",
                  fmt::format("Write this file too, as its ending says: {}.csv, .json or .md; "
                              "repeatable",
                              pictureWriter_ ? ".png, .svg, .pdf, " : ""))
        .notEmpty();
    if (!pictureWriter_)
        return;
    command_
        .addText("--figure-width", figureWidth_, "POINTS",
                 "A picture's width, 72 points to an inch; or column, 3.5 inches, or slide, 1920 "
                 "x 1080")
        .notEmpty();
    command_.addWholeNumber("--figure-type", picture_.typePercent,
                            "Its type's size in percent; a slide's is as large as fits");
    command_.addFlag("--figure-dark", picture_.dark, "A dark picture");
}

Result<CompareRequest> CompareCommand::request() const
{
    auto strategies = strategiesNamed(strategies_);
    if (!strategies)
        return tl::unexpected(strategies.error());
    if (maxTokens_ < 0)
        return fail("--max-tokens is {}, expected 0 or more", maxTokens_);
    if (repeats_ < 1 || repeats_ > mostCompareRows)
        return fail("--repeats is {}, expected 1 to {}", repeats_, mostCompareRows);
    const int count = static_cast<int>(strategies->size());
    if (count * repeats_ > mostCompareRows)
        return fail("--repeats is {0}, but {1} strategies × {0} are {2} rows, at most "
                    "{3} run together",
                    repeats_, count, count * repeats_, mostCompareRows);
    if (sameRandomNumbers_ != "on" && sameRandomNumbers_ != "off")
        return fail("--same-random-numbers is {}, expected on or off", sameRandomNumbers_);
    for (const auto& file : exports_) {
        if (auto error = findExportError(file, pictureWriter_))
            return tl::unexpected(*std::move(error));
    }
    auto text = prompt_.text();
    if (!text)
        return tl::unexpected(text.error());
    return CompareRequest{.prompt = *std::move(text),
                          .strategies = *std::move(strategies),
                          .seed = seed_,
                          .repeats = repeats_,
                          .sameRandomNumbers = sameRandomNumbers_ == "on",
                          .tokens = maxTokens_,
                          .special = prompt_.special(),
                          .stop = stop_};
}

Result<PictureOptions> CompareCommand::pictureOptions() const
{
    auto options = picture_;
    if (const auto read = readPictureWidth(figureWidth_, options); !read)
        return tl::unexpected(read.error());
    if (auto error = findError(options))
        return tl::unexpected(*std::move(error));
    return options;
}

Result<Run> CompareCommand::compareAll(const CompareRequest& request,
                                       const std::shared_ptr<const OpenModel>& model) const
{
    CompareProgress progress(static_cast<int>(request.strategies.size()) * repeats_, maxTokens_);
    ProgressLine line(isErrorATerminal() ? errorColumns() : 0);
    line.show(progress.text());
    GenerationService service;
    GenerationClient client(service);
    auto comparison = compare(client, model, request,
                              {.stepped =
                                   [&](int row, const Step&) {
                                       progress.stepped(row);
                                       line.show(progress.text());
                                   },
                               .ended =
                                   [&](int row, StopReason) {
                                       progress.ended(row);
                                       line.show(progress.text());
                                   },
                               .stopRequested = [] { return interrupted() != 0; }});
    if (comparison)
        comparison->version = version_;
    return comparison;
}

std::string CompareCommand::shown(const Run& comparison) const
{
    if (json_)
        return rowsText(comparison);
    return markdown_ ? toMarkdown(comparison) : compareTable(comparison, terminalColumns());
}

int CompareCommand::run() const
{
    const auto request = this->request();
    if (!request)
        return complain(request.error(), ExitCode::badValue);
    const auto picture = pictureOptions();
    if (!picture)
        return complain(picture.error(), ExitCode::badValue);
    const auto model = model_.open();
    if (!model)
        return complain(model.error(), ExitCode::badValue);
    if (const auto tokens = tokensOf(**model, request->prompt, request->special); !tokens)
        return complain(tokens.error(), ExitCode::badValue);

    ModelHasher hasher;
    hasher.keepIn(usualSumsFile());
    if (json_ || !exports_.empty())
        hasher.start((*model)->folder, (*model)->identity);
    watchForInterrupt();
    const auto comparison = compareAll(*request, *model);
    if (!comparison)
        return complain(comparison.error(), ExitCode::failed);
    if (!interrupted())
        hasher.wait();

    // Files first: whoever reads the output may close it early.
    int exitCode = interrupted() ? ExitCode::endedBy(interrupted()) : ExitCode::ok;
    for (const auto& file : exports_) {
        if (const auto written = exportComparison(*comparison, file, pictureWriter_, *picture);
            !written)
            exitCode = complain(written.error(), ExitCode::failed);
    }
    Output output;
    output.print(shown(*comparison));
    return output.failed() ? complain(output.error(), ExitCode::failed) : exitCode;
}

} // namespace logitscope
