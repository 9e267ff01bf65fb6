#include "core/api/completion_request.h"

#include "core/api/json_body.h"
#include "core/api/prompt_field.h"
#include "core/api/random_bits.h"
#include "core/json_fields.h"
#include "core/sampling/strategy.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace logitscope
{

namespace
{

using nlohmann::json;

std::optional<ApiError> findModelError(JsonFields& fields, const ModelInfo& info)
{
    const auto asked = fields.text("model").value_or("");
    const auto name = validUtf8(info.name);
    if (asked.empty() || asked == name || asked == validUtf8(info.fullName()))
        return std::nullopt;
    return ApiError{
        .status = 404,
        .message = fmt::format("the model {} isn't here; {} is", describe(asked), describe(name)),
        .param = "model",
        .code = "model_not_found"};
}

std::optional<double> readNumber(JsonFields& fields, const std::string& name, int least, int most)
{
    return fields.number(name, least, most, fmt::format("a number from {} to {}", least, most));
}

// Of a stage's parameter. OpenAI's own fields have OpenAI's ranges.
std::optional<double> readParameter(JsonFields& fields, StageKind kind,
                                    const StageParameter& parameter)
{
    const std::string name(parameter.apiField);
    switch (kind) {
    case StageKind::Temperature:
        return readNumber(fields, name, 0, 2);
    case StageKind::TopP:
        return readNumber(fields, name, 0, 1);
    case StageKind::PresencePenalty:
    case StageKind::FrequencyPenalty:
        return readNumber(fields, name, -2, 2);
    default:
        break;
    }
    if (parameter.isWhole)
        return fields.wholeNumber(name, static_cast<int>(parameter.lowest));
    return fields.number(name, parameter.lowest, parameter.highest,
                         std::string(parameter.expected));
}

void readStage(JsonFields& fields, const StageDescription& description, SamplerChain& chain)
{
    const auto* there = chain.find(description.kind);
    auto stage = there ? *there : newStage(description.kind);
    if (!there && description.off) // its other fields alone don't switch it on
        stage.values[description.offParameter] = *description.off;
    bool isAsked = false;
    bool isSwitched = there || !description.off;
    for (std::size_t i = 0; i < description.parameters.size(); ++i)
        if (const auto value = readParameter(fields, description.kind, description.parameters[i])) {
            stage.values[i] = *value;
            isAsked = true;
            isSwitched = isSwitched || i == description.offParameter;
        }
    if (isAsked && isSwitched)
        chain.put(stage);
}

// llama.cpp's name of a stage or of several, or the API's own.
bool isNamed(StageKind kind, std::string_view name)
{
    if (name == "penalties")
        return kind == StageKind::RepetitionPenalty || kind == StageKind::PresencePenalty ||
               kind == StageKind::FrequencyPenalty;
    if (name == "typ_p")
        return kind == StageKind::TypicalP;
    std::string key(describe(kind).key);
    std::ranges::replace(key, '-', '_');
    return name == key;
}

// `samplers`: the stages that are wanted, in this order.
void readSamplers(JsonFields& fields, SamplerChain& chain)
{
    const auto* names = fields.array("samplers");
    if (names == nullptr)
        return;
    std::vector<Stage> stages;
    for (const auto& value : *names) {
        const auto* name = value.get_ptr<const std::string*>();
        const auto isKnown = [&](const StageDescription& each) {
            return isNamed(each.kind, *name);
        };
        if (name == nullptr || std::ranges::none_of(stageDescriptions(), isKnown)) {
            fields.failAt("samplers", fmt::format("has {}, expected names like \"top_k\", "
                                                  "\"min_p\", \"penalties\", \"temperature\"",
                                                  describe(value)));
            return;
        }
        for (const auto& stage : chain.stages)
            if (isNamed(stage.kind, *name))
                stages.push_back(stage);
    }
    chain.stages = std::move(stages);
}

// One after the other: what is common, then single fields, then how to put them in order.
SamplerChain readSettings(JsonFields& fields)
{
    SamplerChain chain;
    if (const auto name = fields.text("strategy")) {
        if (const auto* strategy = findStrategy(*name))
            chain = strategy->settings;
        else
            fields.failAt("strategy", *name, "one of " + strategyNames());
    }
    if (const auto text = fields.text("chain")) {
        if (auto parsed = parseChain(*text))
            chain = *std::move(parsed);
        else
            fields.failAt("chain", "can't be read: " + parsed.error().message);
    }
    for (const auto& description : stageDescriptions())
        readStage(fields, description, chain);
    if (const auto name = fields.text("order")) {
        if (const auto order = filterOrderNamed(*name))
            setOrder(chain, *order);
        else
            fields.failAt("order", *name, "filter-first or temperature-first");
    }
    readSamplers(fields, chain);
    if (const auto name = fields.text("pick")) {
        if (const auto pick = pickNamed(*name))
            chain.pick = *pick;
        else
            fields.failAt("pick", *name, "inverse or gumbel");
    }
    if (const auto error = findError(chain))
        fields.failAt("samplers", "make a chain that can't be used: " + error->message);
    return chain;
}

std::vector<std::string> readStop(JsonFields& fields, const RequestLimits& limits)
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
            fields.fail({.field = "stop",
                         .message = fmt::format("stop{} is {}, expected {}",
                                                value->is_array() ? fmt::format("[{}]", stop.size())
                                                                  : std::string(),
                                                describe(string), expected)});
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

std::vector<std::pair<TokenId, float>> readLogitBias(JsonFields& fields, int vocabulary)
{
    constexpr int most = 100;
    const auto* value = fields.object("logit_bias");
    if (value == nullptr)
        return {};
    JsonFields biases(*value, "logit_bias.", JsonFields::Missing::IsFine);
    std::vector<std::pair<TokenId, float>> read;
    for (const auto& [name, bias] : value->items()) {
        const auto token = tokenNamed(name, vocabulary);
        if (!token) {
            fields.failAt("logit_bias", fmt::format("has {}, expected token ids of this model, "
                                                    "\"0\" to \"{}\"",
                                                    describe(name), vocabulary - 1));
            return {};
        }
        read.emplace_back(*token,
                          static_cast<float>(readNumber(biases, name, -most, most).value_or(0.0)));
    }
    if (biases.error())
        fields.fail(*biases.error());
    return read;
}

void readStreaming(JsonFields& fields, CompletionRequest& request)
{
    request.stream = fields.flag("stream");
    const auto* options = fields.object("stream_options");
    if (options == nullptr)
        return;
    JsonFields inside(*options, "stream_options.", JsonFields::Missing::IsFine);
    request.includeUsage = inside.flag("include_usage");
    if (inside.error())
        fields.fail(*inside.error());
    if (!request.stream)
        fields.failAt("stream_options",
                      "is there without \"stream\": true; leave it out, or ask for a stream");
}

void readChoices(JsonFields& fields, CompletionRequest& request, int most)
{
    request.n = fields.wholeNumber("n", 1, most).value_or(1);
    request.bestOf = fields.wholeNumber("best_of", 1, most).value_or(request.n);
    if (request.bestOf < request.n)
        fields.failAt("best_of", fmt::format("is {}, expected {} or more, as many as n",
                                             request.bestOf, request.n));
    if (request.stream && request.bestOf > request.n)
        fields.failAt("best_of",
                      fmt::format("is {} and n is {}, but the best can't be streamed before all "
                                  "are there; leave out best_of or stream",
                                  request.bestOf, request.n));
}

// From -2^63 to 2^64 - 1; negative ones are read as two's complement.
std::uint64_t readSeed(JsonFields& fields)
{
    const auto* value = fields.find("seed");
    if (value == nullptr)
        return randomBits();
    if (const auto whole = wholeOf(*value); whole.is_number_integer()) // an unsigned one too
        return whole.get<std::uint64_t>();
    fields.failAt("seed", *value, "a whole number of 64 bits");
    return 0;
}

void refuseSuffix(JsonFields& fields)
{
    const auto* suffix = fields.find("suffix");
    if (suffix != nullptr && *suffix != "")
        fields.failAt("suffix", "is there, but this model only continues a text and can't fill a "
                                "gap in one; leave it out");
}

// In OpenAI's words, which clients look for.
std::optional<ApiError> findLengthError(std::size_t promptTokens, int maxTokens, int contextLength)
{
    const auto context = static_cast<std::size_t>(contextLength);
    const auto tokens = promptTokens + static_cast<std::size_t>(maxTokens);
    if (tokens <= context)
        return std::nullopt;
    return ApiError{
        .message = fmt::format("This model's maximum context length is {} tokens, however you "
                               "requested {} tokens ({} in your prompt; {} for the completion). "
                               "Please reduce your prompt or completion length.",
                               context, tokens, promptTokens, maxTokens),
        .param = promptTokens >= context ? "prompt" : "max_tokens",
        .code = "context_length_exceeded"};
}

void checkRows(JsonFields& fields, const CompletionRequest& request, int most)
{
    if (request.rows() <= most)
        return;
    const std::string name = request.bestOf > request.n ? "best_of" : "n";
    fields.fail({.field = name,
                 .message = fmt::format("the request is for {} x {} continuations (prompts x {}), "
                                        "expected {} at most; ask in several requests",
                                        request.prompts.size(), request.bestOf, name, most)});
}

std::size_t tokensToDraw(const CompletionRequest& request)
{
    return static_cast<std::size_t>(request.rows()) * static_cast<std::size_t>(request.maxTokens);
}

void checkTokens(JsonFields& fields, const CompletionRequest& request, int most)
{
    if (tokensToDraw(request) > static_cast<std::size_t>(most))
        fields.fail({.field = "max_tokens",
                     .message = fmt::format("the request is for {} x {} tokens (continuations x "
                                            "max_tokens), expected {} at most in all; ask in "
                                            "several requests",
                                            request.rows(), request.maxTokens, most)});
}

// Their JSON is written in one go, which nothing can interrupt.
void checkLogprobs(JsonFields& fields, const CompletionRequest& request, int most)
{
    if (!request.logprobs)
        return;
    auto tokens = tokensToDraw(request);
    for (const auto& prompt : request.prompts)
        if (request.echo)
            tokens += prompt.size() * static_cast<std::size_t>(request.bestOf);
    const auto each = static_cast<std::size_t>(*request.logprobs) + 1;
    if (tokens * each > static_cast<std::size_t>(most))
        fields.failAt("logprobs",
                      fmt::format("is {}, which makes {} numbers for {} tokens, expected {} at "
                                  "most in all; ask for fewer",
                                  *request.logprobs, tokens * each, tokens, most));
}

} // namespace

ApiError apiError(const JsonFields::FieldError& error)
{
    return {.message = error.message, .param = error.field};
}

SpecialTokens readParseSpecial(JsonFields& fields)
{
    const bool asText = fields.find("parse_special") != nullptr && !fields.flag("parse_special");
    return asText ? SpecialTokens::AsText : SpecialTokens::Recognised;
}

RequestLimits RequestLimits::forWholeDistributions(int vocabularySize)
{
    RequestLimits limits;
    limits.logprobs = vocabularySize;
    limits.logprobsInAll = std::max(limits.logprobsInAll, vocabularySize + 1);
    return limits;
}

ApiResult<CompletionRequest> parseCompletionRequest(std::string_view body, const OpenModel& model,
                                                    const RequestLimits& limits)
{
    const auto object = parseJsonBody(body);
    if (!object)
        return tl::unexpected(object.error());
    return readCompletionRequest(*object, model, limits);
}

ApiResult<CompletionRequest> readCompletionRequest(const json& object, const OpenModel& model,
                                                   const RequestLimits& limits)
{
    const auto& info = model.model->info();
    JsonFields fields(object, {}, JsonFields::Missing::IsFine);
    if (auto error = findModelError(fields, info))
        return tl::unexpected(*std::move(error));

    CompletionRequest request;
    request.maxTokens = fields.wholeNumber("max_tokens", 0).value_or(request.maxTokens);
    request.settings = readSettings(fields);
    request.logitBias = readLogitBias(fields, info.vocabularySize);
    readStreaming(fields, request);
    readChoices(fields, request, limits.rows);
    request.echo = fields.flag("echo");
    request.logprobs = fields.wholeNumber("logprobs", 0, limits.logprobs);
    request.stop = readStop(fields, limits);
    request.seed = readSeed(fields);
    refuseSuffix(fields);
    fields.text("user"); // means nothing here
    request.samplingInfo = fields.flag("sampling_info");
    const auto special = readParseSpecial(fields);
    if (fields.error()) // before the prompts, which may be long
        return tl::unexpected(apiError(*fields.error()));

    auto prompts = readPrompts(fields.find("prompt"), model, limits.rows, special);
    if (!prompts)
        return tl::unexpected(std::move(prompts).error());
    request.prompts = *std::move(prompts);
    for (const auto& prompt : request.prompts)
        if (auto error = findLengthError(prompt.size(), request.maxTokens, info.contextLength))
            return tl::unexpected(*std::move(error));
    checkRows(fields, request, limits.rows);
    checkTokens(fields, request, limits.tokens);
    checkLogprobs(fields, request, limits.logprobsInAll);
    if (fields.error())
        return tl::unexpected(apiError(*fields.error()));
    return request;
}

} // namespace logitscope
