#include "core/api/llama_request.h"

#include "core/api/json_body.h"
#include "core/api/prompt_field.h"
#include "core/generation/prompt_tokens.h"
#include "core/json_fields.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

using nlohmann::json;

// 0, false, "", [] and the like ask for nothing.
bool asksForSomething(const json& value)
{
    if (value.is_number())
        return value != 0;
    if (value.is_boolean())
        return value.get<bool>();
    if (value.is_string())
        return value != "";
    return !value.empty();
}

// Fields of llama.cpp's that would change the answer.
void refuseOthers(JsonFields& fields)
{
    for (const auto* name : {"stream", "post_sampling_probs", "mirostat", "grammar", "json_schema",
                             "dynatemp_range", "ignore_eos", "t_max_predict_ms", "lora"})
        if (const auto* value = fields.find(name); value && asksForSomething(*value))
            fields.failAt(name, fmt::format("is {}, which this server doesn't have; leave it out",
                                            describe(*value)));
}

// The object of POST /v1/completions that asks for the same.
json asCompletion(json object, JsonFields& fields, int vocabularySize)
{
    const auto maxTokens = fields.wholeNumber("n_predict", 0);
    if (!maxTokens)
        fields.failAt("n_predict", "is missing; say how many tokens to generate at most");
    const auto logprobs = fields.wholeNumber("n_probs", 0, vocabularySize).value_or(0);
    // To llama.cpp these mean nothing, or nothing without a field that was refused.
    for (const auto* name : {"n", "best_of", "echo", "stream", "stream_options", "suffix",
                             "mirostat_tau", "mirostat_eta", "dynatemp_exponent"})
        object.erase(name);
    object["max_tokens"] = maxTokens.value_or(0);
    object["logprobs"] = logprobs > 0 ? json(logprobs) : json();
    if (object.value("seed", json()) == -1) // any
        object.erase("seed");
    if (const auto penalty = object.find("repeat_penalty"); penalty != object.end())
        object["repetition_penalty"] = *penalty;
    return object;
}

} // namespace

ApiResult<CompletionRequest> parseLlamaCompletion(std::string_view body, const OpenModel& model)
{
    const auto object = parseJsonBody(body);
    if (!object)
        return tl::unexpected(object.error());
    const auto vocabulary = model.model->info().vocabularySize;
    JsonFields fields(*object, {}, JsonFields::Missing::IsFine);
    refuseOthers(fields);
    const auto asked = asCompletion(*object, fields, vocabulary);
    if (fields.error())
        return tl::unexpected(apiError(*fields.error()));
    auto limits = RequestLimits::forWholeDistributions(vocabulary);
    limits.rows = 1;
    return readCompletionRequest(asked, model, limits);
}

ApiResult<std::vector<TokenId>> parseTokenize(std::string_view body, const OpenModel& model)
{
    const auto object = parseJsonBody(body);
    if (!object)
        return tl::unexpected(object.error());
    JsonFields fields(*object, {}, JsonFields::Missing::IsFine);
    const auto content = fields.text("content");
    if (!content)
        fields.failAt("content", "is missing, expected a text");
    const bool addsSpecial = fields.flag("add_special");
    const auto special = readParseSpecial(fields);
    if (fields.flag("with_pieces"))
        fields.failAt("with_pieces", "is true, which this server doesn't have; leave it out");
    if (fields.error())
        return tl::unexpected(apiError(*fields.error()));
    if (content->empty() && !addsSpecial)
        return std::vector<TokenId>();
    auto tokens = encodePrompt(model, *content, special);
    if (!tokens)
        return tl::unexpected(ApiError{.message = tokens.error().message, .param = "content"});
    return *std::move(tokens);
}

ApiResult<std::string> parseDetokenize(std::string_view body, const OpenModel& model)
{
    const auto object = parseJsonBody(body);
    if (!object)
        return tl::unexpected(object.error());
    JsonFields fields(*object, {}, JsonFields::Missing::IsFine);
    const auto* list = fields.array("tokens");
    const auto most = model.model->info().contextLength; // no text has more
    if (!list)
        fields.failAt("tokens", "is missing, expected an array of token ids");
    else if (std::cmp_greater(list->size(), most))
        fields.failAt("tokens", fmt::format("has {} token ids, expected {} at most, the context of "
                                            "this model",
                                            list->size(), most));
    if (fields.error())
        return tl::unexpected(apiError(*fields.error()));
    const auto tokens = readTokenIds(*list, "tokens", model);
    if (!tokens)
        return tl::unexpected(tokens.error());
    return model.tokenizer.decode(*tokens);
}

} // namespace logitscope
