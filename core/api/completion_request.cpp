#include "core/api/completion_request.h"

#include "core/api/json_body.h"
#include "core/api/prompt_field.h"
#include "core/api/random_bits.h"
#include "core/api/request_fields.h"
#include "core/generation/json_fields.h"
#include "core/sampling/strategy.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <limits>
#include <utility>

namespace logitscope
{

namespace
{

using nlohmann::json;

constexpr int anyInt = std::numeric_limits<int>::max();

void checkModel(RequestFields& fields, const ModelInfo& info)
{
    const auto asked = fields.text("model");
    const auto name = validUtf8(info.name);
    if (asked && !asked->empty() && *asked != name && *asked != validUtf8(info.fullName()))
        fields.fail({.status = 404,
                     .message = fmt::format("the model {} isn't here; {} is", describe(*asked),
                                            describe(name)),
                     .param = "model",
                     .code = "model_not_found"});
}

std::string strategyNames()
{
    std::string names;
    for (const auto& strategy : strategies())
        names += (names.empty() ? "" : ", ") + strategy.name;
    return names;
}

SamplerSettings readSettings(RequestFields& fields)
{
    SamplerSettings settings;
    if (const auto name = fields.text("strategy")) {
        if (const auto* strategy = findStrategy(*name))
            settings = strategy->settings;
        else
            fields.failAt("strategy", *name, "one of " + strategyNames());
    }
    settings.temperature = fields.number("temperature", 0, 2).value_or(settings.temperature);
    settings.topP = fields.number("top_p", 0, 1).value_or(settings.topP);
    settings.topK = fields.wholeNumber("top_k", 0, anyInt).value_or(settings.topK);
    if (const auto name = fields.text("order")) {
        if (const auto order = filterOrderNamed(*name))
            settings.order = *order;
        else
            fields.failAt("order", *name, "filter-first or temperature-first");
    }
    return settings;
}

std::vector<std::string> readStop(RequestFields& fields, const RequestLimits& limits)
{
    const auto* value = fields.find("stop");
    if (value == nullptr)
        return {};
    const auto expected =
        fmt::format("a string, or an array of 1 to {}, none of them empty or longer than {} bytes",
                    limits.stopStrings, limits.stopStringBytes);
    const auto strings = value->is_array() ? *value : json::array({*value});
    if (strings.empty() || std::cmp_greater(strings.size(), limits.stopStrings)) {
        fields.failAt("stop", *value, expected);
        return {};
    }
    std::vector<std::string> stop;
    for (const auto& string : strings) {
        const auto* text = string.get_ptr<const std::string*>();
        if (text == nullptr || text->empty() ||
            std::cmp_greater(text->size(), limits.stopStringBytes)) {
            fields.fail({.message = fmt::format("stop{} is {}, expected {}",
                                                value->is_array() ? fmt::format("[{}]", stop.size())
                                                                  : std::string(),
                                                describe(string), expected),
                         .param = "stop"});
            return {};
        }
        stop.push_back(*text);
    }
    return stop;
}

// As std::to_string writes it, so that no token is there twice.
std::optional<TokenId> tokenNamed(const std::string& digits, int vocabulary)
{
    TokenId token = 0;
    const auto* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, token);
    if (read.ec != std::errc() || read.ptr != end || token < 0 || token >= vocabulary ||
        digits != std::to_string(token))
        return std::nullopt;
    return token;
}

std::vector<std::pair<TokenId, float>> readLogitBias(RequestFields& fields, int vocabulary)
{
    constexpr int most = 100;
    const auto* value = fields.object("logit_bias");
    if (value == nullptr)
        return {};
    RequestFields biases(*value, "logit_bias.");
    std::vector<std::pair<TokenId, float>> read;
    for (const auto& [name, bias] : value->items()) {
        const auto token = tokenNamed(name, vocabulary);
        if (!token) {
            fields.fail({.message = fmt::format("logit_bias has {}, expected token ids of this "
                                                "model, \"0\" to \"{}\"",
                                                describe(name), vocabulary - 1),
                         .param = "logit_bias"});
            return {};
        }
        read.emplace_back(*token,
                          static_cast<float>(biases.number(name, -most, most).value_or(0.0)));
    }
    if (biases.error())
        fields.fail(*biases.error());
    return read;
}

void readStreaming(RequestFields& fields, CompletionRequest& request)
{
    request.stream = fields.flag("stream");
    const auto* options = fields.object("stream_options");
    if (options == nullptr)
        return;
    RequestFields inside(*options, "stream_options.");
    request.includeUsage = inside.flag("include_usage");
    if (inside.error())
        fields.fail(*inside.error());
    if (!request.stream)
        fields.fail({.message = "stream_options is there without \"stream\": true; leave it out, "
                                "or ask for a stream",
                     .param = "stream_options"});
}

void readChoices(RequestFields& fields, CompletionRequest& request, int most)
{
    request.n = fields.wholeNumber("n", 1, most).value_or(1);
    request.bestOf = fields.wholeNumber("best_of", 1, most).value_or(request.n);
    if (request.bestOf < request.n)
        fields.fail({.message = fmt::format("best_of is {}, expected {} or more, as many as n",
                                            request.bestOf, request.n),
                     .param = "best_of"});
    if (request.stream && request.bestOf > request.n)
        fields.fail(
            {.message = fmt::format("best_of is {} and n is {}, but the best can't be streamed "
                                    "before all are there; leave out best_of or stream",
                                    request.bestOf, request.n),
             .param = "best_of"});
}

void refuseSuffix(RequestFields& fields)
{
    const auto* suffix = fields.find("suffix");
    if (suffix != nullptr && *suffix != "")
        fields.fail({.message = "suffix is there, but this model only continues a text and can't "
                                "fill a gap in one; leave it out",
                     .param = "suffix"});
}

// In OpenAI's words, which clients look for.
void checkLength(RequestFields& fields, std::size_t promptTokens, int maxTokens, int contextLength)
{
    const auto context = static_cast<std::size_t>(contextLength);
    const auto tokens = promptTokens + static_cast<std::size_t>(maxTokens);
    if (tokens > context)
        fields.fail(
            {.message = fmt::format("This model's maximum context length is {} tokens, however you "
                                    "requested {} tokens ({} in your prompt; {} for the "
                                    "completion). Please reduce your prompt or completion length.",
                                    context, tokens, promptTokens, maxTokens),
             .param = promptTokens >= context ? "prompt" : "max_tokens",
             .code = "context_length_exceeded"});
}

void checkRows(RequestFields& fields, const CompletionRequest& request, int most)
{
    if (request.rows() <= most)
        return;
    const std::string name = request.bestOf > request.n ? "best_of" : "n";
    fields.fail({.message = fmt::format("the request is for {} x {} continuations (prompts x {}), "
                                        "expected {} at most; ask in several requests",
                                        request.prompts.size(), request.bestOf, name, most),
                 .param = name});
}

std::size_t tokensToDraw(const CompletionRequest& request)
{
    return static_cast<std::size_t>(request.rows()) * static_cast<std::size_t>(request.maxTokens);
}

void checkTokens(RequestFields& fields, const CompletionRequest& request, int most)
{
    if (tokensToDraw(request) > static_cast<std::size_t>(most))
        fields.fail({.message = fmt::format("the request is for {} x {} tokens (continuations x "
                                            "max_tokens), expected {} at most in all; ask in "
                                            "several requests",
                                            request.rows(), request.maxTokens, most),
                     .param = "max_tokens"});
}

// Their JSON is written in one go, which nothing can interrupt.
void checkLogprobs(RequestFields& fields, const CompletionRequest& request, int most)
{
    if (!request.logprobs)
        return;
    auto tokens = tokensToDraw(request);
    for (const auto& prompt : request.prompts)
        if (request.echo)
            tokens += prompt.size() * static_cast<std::size_t>(request.bestOf);
    const auto each = static_cast<std::size_t>(*request.logprobs) + 1;
    if (tokens * each > static_cast<std::size_t>(most))
        fields.fail({.message = fmt::format("logprobs is {}, which makes {} numbers for {} tokens, "
                                            "expected {} at most in all; ask for fewer",
                                            *request.logprobs, tokens * each, tokens, most),
                     .param = "logprobs"});
}

} // namespace

ApiResult<CompletionRequest> parseCompletionRequest(std::string_view body, const OpenModel& model,
                                                    const RequestLimits& limits)
{
    const auto object = parseJsonBody(body);
    if (!object)
        return tl::unexpected(object.error());
    const auto& info = model.model->info();
    RequestFields fields(*object);
    checkModel(fields, info);

    CompletionRequest request;
    request.maxTokens = fields.wholeNumber("max_tokens", 0, anyInt).value_or(request.maxTokens);
    request.settings = readSettings(fields);
    request.adjustment = {.bias = readLogitBias(fields, info.vocabularySize),
                          .presencePenalty = fields.number("presence_penalty", -2, 2).value_or(0.0),
                          .frequencyPenalty =
                              fields.number("frequency_penalty", -2, 2).value_or(0.0)};
    readStreaming(fields, request);
    readChoices(fields, request, limits.rows);
    request.echo = fields.flag("echo");
    request.logprobs = fields.wholeNumber("logprobs", 0, limits.logprobs);
    request.stop = readStop(fields, limits);
    if (const auto seed = fields.anyWholeNumber("seed"))
        request.seed = *seed;
    else
        request.seed = randomBits();
    refuseSuffix(fields);
    fields.text("user"); // means nothing here
    request.samplingInfo = fields.flag("sampling_info");
    if (fields.error()) // before the prompts, which may be long
        return tl::unexpected(*fields.error());

    auto prompts = readPrompts(fields.find("prompt"), model, limits.rows);
    if (!prompts)
        return tl::unexpected(std::move(prompts).error());
    request.prompts = *std::move(prompts);
    for (const auto& prompt : request.prompts)
        checkLength(fields, prompt.size(), request.maxTokens, info.contextLength);
    checkRows(fields, request, limits.rows);
    checkTokens(fields, request, limits.tokens);
    checkLogprobs(fields, request, limits.logprobsInAll);
    if (fields.error())
        return tl::unexpected(*fields.error());
    return request;
}

} // namespace logitscope
