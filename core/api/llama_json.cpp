#include "core/api/llama_json.h"

#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <utility>

namespace logitscope
{

namespace
{

std::string_view stopTypeOf(std::optional<StopReason> end)
{
    if (!end)
        return "none";
    switch (*end) {
    case StopReason::Length:
    case StopReason::ContextFull:
        return "limit";
    case StopReason::EndOfText:
        return "eos";
    case StopReason::StopString:
        return "word";
    case StopReason::Stopped:
        break;
    }
    return "none";
}

// Without the brace that closes it.
void appendToken(std::string& text, TokenId token, double logprob, const ModelTokenizer& tokenizer)
{
    const auto bytes = tokenizer.bytes(token);
    const std::span values(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    // JSON has no infinity; llama.cpp has this in its place.
    const auto finite = std::max(static_cast<float>(logprob), std::numeric_limits<float>::lowest());
    fmt::format_to(std::back_inserter(text), R"({{"id":{},"token":{},"bytes":[{}],"logprob":{})",
                   token, nlohmann::json(validUtf8(bytes)).dump(), fmt::join(values, ","), finite);
}

// The sampled token stands behind the most likely ones where it is none of them: not in this list.
void appendProbabilities(std::string& text, const CompletionToken& token, int logprobs,
                         const ModelTokenizer& tokenizer)
{
    constexpr std::size_t bytesOfToken = 90; // about
    const std::span top(token.top.data(),
                        std::min(token.top.size(), static_cast<std::size_t>(logprobs)));
    text.reserve(text.size() + top.size() * bytesOfToken);
    appendToken(text, token.token, token.logprob.value_or(0.0), tokenizer);
    text += R"(,"top_logprobs":[)";
    for (const auto& each : top) {
        appendToken(text, each.token, each.logprob, tokenizer);
        text += "},";
    }
    if (text.back() == ',')
        text.pop_back();
    text += "]}";
}

} // namespace

std::string llamaCompletionText(const ChoicePiece& choice, const Usage& usage,
                                const std::string& modelName, const ModelTokenizer& tokenizer,
                                std::optional<int> logprobs)
{
    const nlohmann::ordered_json head = {{"index", 0},
                                         {"content", choice.text},
                                         {"model", modelName},
                                         {"stop", true},
                                         {"stop_type", stopTypeOf(choice.end)},
                                         {"tokens_predicted", usage.completionTokens},
                                         {"tokens_evaluated", usage.promptTokens}};
    auto text = head.dump();
    if (!logprobs)
        return text;
    text.back() = ','; // the list is its last member
    text += R"("completion_probabilities":[)";
    for (const auto& token : choice.tokens) {
        appendProbabilities(text, token, *logprobs, tokenizer);
        text += ',';
    }
    if (text.back() == ',')
        text.pop_back();
    return text += "]}";
}

nlohmann::ordered_json llamaPropsJson(const OpenModel& model, const std::string& modelName)
{
    const auto textOf = [&](std::optional<TokenId> token) {
        return token ? validUtf8(model.tokenizer.bytes(*token)) : std::string();
    };
    const auto& bounds = model.bounds;
    return {{"default_generation_settings", {{"n_ctx", model.model->info().contextLength}}},
            {"model_alias", modelName},
            {"bos_token", textOf(bounds.begin)},
            {"eos_token",
             textOf(bounds.ends.empty() ? std::nullopt : std::optional(bounds.ends.front()))}};
}

} // namespace logitscope
