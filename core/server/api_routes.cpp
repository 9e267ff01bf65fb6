#include "core/server/api_routes.h"

#include "core/api/llama_json.h"
#include "core/api/llama_request.h"
#include "core/server/bearer.h"
#include "core/server/cors.h"
#include "core/server/foreign_request.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string>
#include <utility>

namespace logitscope
{

namespace
{

using Json = nlohmann::ordered_json;

// Every path is there with /v1 in front and without.
std::string_view withoutVersion(std::string_view path)
{
    return path.starts_with("/v1/") ? path.substr(3) : path;
}

constexpr std::string_view models = "/models/";

// As llama.cpp's server has them: here with ServerOptions::allLogprobs.
bool isLlamaPost(std::string_view path)
{
    return path == "/completion" || path == "/tokenize" || path == "/detokenize";
}

} // namespace

ApiRoutes::ApiRoutes(GenerationService& service, std::shared_ptr<const OpenModel> model,
                     const ServerOptions& options, ServerEvents events, bool ownNamesOnly)
    : options_(options)
    , events_(std::move(events))
    , ownNamesOnly_(ownNamesOnly)
    , model_(std::move(model))
    , completions_(service, model_, options_, events_)
{
}

// The methods that a path knows; empty for one that isn't there.
std::string ApiRoutes::methodsOf(std::string_view path) const
{
    if (path == "/completions" || (options_.allLogprobs && isLlamaPost(path)))
        return "POST, OPTIONS";
    if (path == "/health" || path == "/models" || path.starts_with(models) ||
        (options_.allLogprobs && path == "/props"))
        return "GET, HEAD, OPTIONS";
    return {};
}

HttpAnswer ApiRoutes::answer(const HttpRequest& request)
{
    if (request.method == "OPTIONS") // a browser asks before it sends the key
        return answerOptions(request);
    const auto path = withoutVersion(request.path);
    if (const auto refusal = findRefusal(request)) {
        HeaderList headers;
        if (refusal->status == 401)
            headers.emplace_back("WWW-Authenticate", "Bearer");
        if (refusal->status == 405)
            headers.emplace_back("Allow", methodsOf(path));
        return errorAnswer(*refusal, std::move(headers));
    }
    if (path == "/completions")
        return completions_.answer(request, ApiDialect::OpenAi);
    if (path == "/completion")
        return completions_.answer(request, ApiDialect::LlamaCpp);
    if (path == "/tokenize")
        return answerTokenize(request.body);
    if (path == "/detokenize")
        return answerDetokenize(request.body);
    if (path == "/props")
        return answerProps();
    if (path == "/health")
        return answerHealth();
    if (path == "/models")
        return answerModels();
    return answerModel(path.substr(models.size()));
}

std::optional<ApiError> ApiRoutes::findRefusal(const HttpRequest& request) const
{
    if (ownNamesOnly_) {
        auto refusal = findForeignHost(request, options_.host, "without an API key this server");
        if (refusal)
            return refusal;
    }
    if (options_.apiKey.empty()) {
        auto refusal =
            findForeignOrigin(request, options_.corsOrigin, "without an API key or --cors");
        if (refusal)
            return refusal;
    }
    const auto path = withoutVersion(request.path);
    const auto authorization = request.header("authorization");
    if (!options_.apiKey.empty() && path != "/health" && !bringsKey(authorization, options_.apiKey))
        return ApiError{.status = 401,
                        .message =
                            authorization.empty()
                                ? "this server asks for an API key: Authorization: Bearer KEY"
                                : "the API key is another one, or doesn't stand behind Bearer: "
                                  "Authorization: Bearer KEY",
                        .code = "invalid_api_key"};
    const auto methods = methodsOf(path);
    if (methods.empty() && (isLlamaPost(path) || path == "/props"))
        return ApiError{.status = 404,
                        .message = fmt::format("{} is here only where whole distributions may be "
                                               "read: ask the operator for --all-logprobs",
                                               path),
                        .code = "unknown_url"};
    if (methods.empty())
        return ApiError{.status = 404,
                        .message = fmt::format("{} isn't here; POST /v1/completions, GET "
                                               "/v1/models and GET /health are",
                                               validUtf8(request.path)),
                        .code = "unknown_url"};
    if (methods.find(request.method) == std::string::npos)
        return ApiError{.status = 405,
                        .message = fmt::format("{} takes {}, not {}", validUtf8(request.path),
                                               methods, request.method),
                        .code = "method_not_allowed"};
    return {};
}

HttpAnswer ApiRoutes::answerOptions(const HttpRequest& request) const
{
    const auto methods = methodsOf(withoutVersion(request.path));
    auto headers =
        preflightHeaders(options_.corsOrigin, request.header("Access-Control-Request-Headers"));
    headers.emplace_back("Allow", methods.empty() ? "OPTIONS" : methods);
    return {.status = 204, .headers = std::move(headers)};
}

HttpAnswer ApiRoutes::answerHealth() const
{
    const auto now = counters();
    return jsonAnswer(200, {{"status", "ok"},
                            {"model", model_.now().name},
                            {"running", now.running},
                            {"waiting", now.waiting},
                            {"requests", now.requests},
                            {"generated_tokens", now.generatedTokens}});
}

HttpAnswer ApiRoutes::answerTokenize(const std::string& body) const
{
    const auto tokens = parseTokenize(body, *model_.now().model);
    return tokens ? jsonAnswer(200, {{"tokens", *tokens}}) : errorAnswer(tokens.error());
}

HttpAnswer ApiRoutes::answerDetokenize(const std::string& body) const
{
    const auto text = parseDetokenize(body, *model_.now().model);
    return text ? jsonAnswer(200, {{"content", validUtf8(*text)}}) : errorAnswer(text.error());
}

HttpAnswer ApiRoutes::answerProps() const
{
    const auto now = model_.now();
    return jsonAnswer(200, llamaPropsJson(*now.model, now.name));
}

// max_model_len is vLLM's, and meta llama.cpp's.
Json ApiRoutes::modelJson(const ServedModel::Now& model) const
{
    const auto& info = model.model->model->info();
    Json json = {{"id", model.name},
                 {"object", "model"},
                 {"created", model.since},
                 {"owned_by", "logitscope"},
                 {"max_model_len", info.contextLength}};
    if (options_.allLogprobs)
        json["meta"] = {{"n_vocab", info.vocabularySize},
                        {"n_ctx_train", info.contextLength},
                        {"n_params", info.parameters}};
    return json;
}

HttpAnswer ApiRoutes::answerModels() const
{
    return jsonAnswer(200, {{"object", "list"}, {"data", Json::array({modelJson(model_.now())})}});
}

HttpAnswer ApiRoutes::answerModel(std::string_view name) const
{
    const auto model = model_.now();
    if (name == model.name)
        return jsonAnswer(200, modelJson(model));
    return errorAnswer({.status = 404,
                        .message = fmt::format("the model \"{}\" isn't here; \"{}\" is",
                                               validUtf8(name), model.name),
                        .param = "model",
                        .code = "model_not_found"});
}

} // namespace logitscope
