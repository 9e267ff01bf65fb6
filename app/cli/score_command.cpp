#include "app/cli/score_command.h"

#include "app/cli/terminal.h"
#include "core/generation/prompt_tokens.h"
#include "core/generation/score.h"
#include "core/sampling/percent.h"
#include "core/text/text_file.h"
#include "core/text/token_label.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace logitscope
{

namespace
{

std::string scoreTable(const OpenModel& model, TokenId first, std::span<const TokenScore> scores)
{
    const auto label = [&](TokenId token) {
        return tokenLabel(token, model.tokenizer.bytes(token));
    };
    auto table = fmt::format("{:<16}  {:>6}  {:>8}  {:>10}  {:>8}\n", "token", "rank", "model",
                             "surprisal", "entropy");
    table += fmt::format("{:<16}  {:>6}  {:>8}  {:>10}  {:>8}\n", label(first), "–", "–", "–", "–");
    for (const auto& score : scores)
        table += fmt::format("{:<16}  {:>6}  {:>8}  {:>10.2f}  {:>8.2f}\n", label(score.token),
                             score.rank + 1, formatPercent(score.probability), score.surprisal(),
                             score.entropy);
    if (const auto perplexity = perplexityOf(scores))
        table += fmt::format("\nperplexity {:.2f} over {} {}\n", *perplexity, scores.size(),
                             scores.size() == 1 ? "token" : "tokens");
    return table;
}

nlohmann::ordered_json scoresToJson(const OpenModel& model, TokenId first,
                                    std::span<const TokenScore> scores)
{
    const auto token = [&](TokenId id) {
        return nlohmann::ordered_json{{"token", validUtf8(model.tokenizer.bytes(id))},
                                      {"token_id", id}};
    };
    auto tokens = nlohmann::ordered_json::array({token(first)});
    for (const auto& score : scores) {
        auto object = token(score.token);
        object["rank"] = score.rank + 1;
        object["probability"] = score.probability;
        object["surprisal"] = score.surprisal();
        object["entropy"] = score.entropy;
        tokens.push_back(std::move(object));
    }
    nlohmann::ordered_json json{{"model", validUtf8(model.model->info().fullName())},
                                {"tokens", std::move(tokens)}};
    if (const auto perplexity = perplexityOf(scores))
        json["perplexity"] = *perplexity;
    return json;
}

} // namespace

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
    output.print(json_ ? scoresToJson(**model, tokens->front(), *scores).dump(2) + "\n"
                       : scoreTable(**model, tokens->front(), *scores));
    return output.failed() ? complain(output.error(), ExitCode::failed) : ExitCode::ok;
}

} // namespace logitscope
