#include "app/cli/score_table.h"

#include "core/run/statistics_texts.h"
#include "core/run/step_json.h"
#include "core/text/token_label.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace logitscope
{

namespace
{

std::string rankText(const Bounded& ranks, double vocabulary)
{
    const auto digits = [](double rank) { return fmt::format("{:.0f}", rank); };
    return boundedText(ranks, digits, BoundedStyle::Short, {1.0, vocabulary});
}

// What of a number is no lower bound, as the files of runs have it.
void putBounded(nlohmann::ordered_json& object, AtMost& atMost, const char* name,
                const Bounded& number)
{
    object[name] = number.low;
    atMost.add(name, number);
}

} // namespace

std::string scoreTable(const OpenModel& model, TokenId first, std::span<const TokenScore> scores)
{
    const auto label = [&](TokenId token) {
        return tokenLabel(token, model.tokenizer.bytes(token));
    };
    const auto hasBounds =
        std::ranges::any_of(scores, [](const TokenScore& score) { return score.most.has_value(); });
    const int wide = hasBounds ? 11 : 8; // "3.10–4.70", "≤ 0.0123%"
    const auto line = [wide](const std::string& token, std::string_view rank,
                             std::string_view probability, std::string_view surprisal,
                             std::string_view entropy) {
        return fmt::format("{:<16}  {:>6}  {:>{}}  {:>10}  {:>{}}\n", token, rank, probability,
                           wide, surprisal, entropy, wide);
    };
    auto table = line("token", "rank", "model", "surprisal", "entropy");
    table += line(label(first), "–", "–", "–", "–");
    const auto style = BoundedStyle::Short;
    const auto vocabulary = static_cast<double>(model.model->info().vocabularySize);
    for (const auto& score : scores)
        table += line(label(score.token), rankText(score.ranks(), vocabulary),
                      probabilityText(score.probabilities(), style),
                      boundedText(score.surprisals(), twoDecimals, style),
                      boundedText(score.entropies(), twoDecimals, style));
    if (const auto perplexity = perplexityOf(scores))
        table += fmt::format("\nperplexity {} over {} {}\n", boundedText(*perplexity, twoDecimals),
                             scores.size(), scores.size() == 1 ? "token" : "tokens");
    return table;
}

std::string scoresToJson(const OpenModel& model, TokenId first, std::span<const TokenScore> scores)
{
    const auto token = [&](TokenId id) {
        return nlohmann::ordered_json{{"token", validUtf8(model.tokenizer.bytes(id))},
                                      {"token_id", id}};
    };
    auto tokens = nlohmann::ordered_json::array({token(first)});
    for (const auto& score : scores) {
        auto object = token(score.token);
        AtMost atMost;
        object["rank"] = score.rank + 1;
        atMost.add("rank", score.ranks());
        putBounded(object, atMost, "probability", score.probabilities());
        putBounded(object, atMost, "surprisal", score.surprisals());
        putBounded(object, atMost, "entropy", score.entropies());
        atMost.putInto(object);
        tokens.push_back(std::move(object));
    }
    nlohmann::ordered_json json{{"model", validUtf8(model.model->info().fullName())},
                                {"tokens", std::move(tokens)}};
    if (const auto perplexity = perplexityOf(scores)) {
        AtMost atMost;
        putBounded(json, atMost, "perplexity", *perplexity);
        atMost.putInto(json);
    }
    return json.dump(2) + "\n";
}

} // namespace logitscope
