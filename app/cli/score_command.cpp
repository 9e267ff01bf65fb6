#include "app/cli/score_command.h"

#include "app/cli/score_table.h"
#include "app/cli/terminal.h"
#include "core/generation/prompt_tokens.h"
#include "core/generation/score.h"
#include "core/text/text_file.h"

#include <filesystem>

namespace logitscope
{

void ScoreCommand::addTo(const Command& program)
{
    command_ = program.addCommand("score", "How well the model expected a text: probability, rank, "
                                           "surprisal and entropy of every token, in bits, and "
                                           "the perplexity");
    prompt_.addTo(command_, "The text, if there is no FILE");
    command_.addText("FILE", file_, "", "A file with the text").notEmpty().excludes("--text");
    model_.addTo(command_, "the bundled model");
    command_.addFlag("--json", json_, "One JSON object, with every digit");
}

Result<std::string> ScoreCommand::text() const
{
    if (file_ && !std::filesystem::exists(*file_))
        return fail("{}: there is no such file", *file_);
    if (file_)
        return readTextFile(*file_);
    const auto given = prompt_.textIfGiven();
    if (!given)
        return tl::unexpected(given.error());
    if (!*given)
        return fail("expected a text: --text TEXT, or a FILE");
    return **given;
}

int ScoreCommand::run() const
{
    const auto text = this->text();
    if (!text)
        return complain(text.error(), ExitCode::badValue);
    const auto model = model_.open();
    if (!model)
        return complain(model.error(), ExitCode::badValue);
    const auto tokens = tokensOf(**model, *text, prompt_.special());
    if (!tokens)
        return complain(tokens.error(), ExitCode::badValue);
    GenerationService service;
    GenerationClient client(service);
    const auto scores = score(client, *model, *tokens);
    if (!scores)
        return complain(scores.error(), ExitCode::badValue);
    Output output;
    output.print(json_ ? scoresToJson(**model, tokens->front(), *scores)
                       : scoreTable(**model, tokens->front(), *scores));
    return output.failed() ? complain(output.error(), ExitCode::failed) : ExitCode::ok;
}

} // namespace logitscope
