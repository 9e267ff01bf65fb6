#include "core/api/completion_json.h"

#include "core/run/step_json.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>

namespace logitscope
{

namespace
{

using Json = nlohmann::ordered_json;

// JSON has no infinity. OpenAI's number for "very unlikely" is -9999.0.
double finiteLogprob(double logprob)
{
    constexpr double veryUnlikely = -9999.0;
    return std::isfinite(logprob) ? logprob : veryUnlikely;
}

Json logprobsJson(const std::vector<CompletionToken>& tokens)
{
    auto names = Json::array();
    auto logprobs = Json::array();
    auto tops = Json::array();
    auto offsets = Json::array();
    for (const auto& token : tokens) {
        names.push_back(token.name);
        offsets.push_back(token.textOffset);
        if (!token.logprob) {
            logprobs.push_back(nullptr);
            tops.push_back(nullptr);
            continue;
        }
        logprobs.push_back(finiteLogprob(*token.logprob));
        Json::object_t top;
        Json::object_t::Container& members = top; // whose names differ: it needn't look for them
        for (const auto& each : token.top)
            members.emplace_back(each.name, finiteLogprob(each.logprob));
        tops.push_back(std::move(top));
    }
    return {{"tokens", std::move(names)},
            {"token_logprobs", std::move(logprobs)},
            {"top_logprobs", std::move(tops)},
            {"text_offset", std::move(offsets)}};
}

Json samplingInfoJson(const std::vector<CompletionToken>& tokens)
{
    auto steps = Json::array();
    for (const auto& token : tokens)
        if (token.step)
            steps.push_back(toJson(*token.step));
    return steps;
}

Json finishReasonJson(std::optional<StopReason> end)
{
    if (!end)
        return nullptr;
    switch (*end) {
    case StopReason::Length:
    case StopReason::ContextFull:
        return "length";
    case StopReason::EndOfText:
    case StopReason::StopString:
    case StopReason::Stopped:
        return "stop";
    }
    return nullptr;
}

Json choiceJson(const ChoicePiece& choice, const CompletionParts& parts)
{
    Json json = {{"text", choice.text},
                 {"index", choice.index},
                 {"logprobs", parts.logprobs ? logprobsJson(choice.tokens) : Json()},
                 {"finish_reason", finishReasonJson(choice.end)}};
    if (parts.samplingInfo)
        json["sampling_info"] = samplingInfoJson(choice.tokens);
    return json;
}

Json usageJson(const Usage& usage)
{
    return {{"prompt_tokens", usage.promptTokens},
            {"completion_tokens", usage.completionTokens},
            {"total_tokens", usage.promptTokens + usage.completionTokens}};
}

Json answerJson(const CompletionHead& head, Json choices)
{
    return {{"id", head.id},
            {"object", "text_completion"}, // of a chunk too
            {"created", head.created},
            {"model", head.model},
            {"choices", std::move(choices)}};
}

} // namespace

Json completionJson(const CompletionHead& head, std::span<const ChoicePiece> choices,
                    const Usage& usage, const CompletionParts& parts)
{
    auto all = Json::array();
    for (const auto& choice : choices)
        all.push_back(choiceJson(choice, parts));
    auto json = answerJson(head, std::move(all));
    json["usage"] = usageJson(usage);
    return json;
}

Json chunkJson(const CompletionHead& head, const ChoicePiece& piece, bool includeUsage,
               const CompletionParts& parts)
{
    auto json = answerJson(head, Json::array({choiceJson(piece, parts)}));
    if (includeUsage)
        json["usage"] = nullptr;
    return json;
}

Json usageChunkJson(const CompletionHead& head, const Usage& usage)
{
    auto json = answerJson(head, Json::array());
    json["usage"] = usageJson(usage);
    return json;
}

} // namespace logitscope
