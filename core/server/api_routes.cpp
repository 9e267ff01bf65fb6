#include "core/server/api_routes.h"

#include "core/server/address.h"
#include "core/server/bearer.h"
#include "core/server/cors.h"
#include "core/server/http_answer.h"
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

// The methods that a path knows; empty for one that isn't there.
std::string methodsOf(std::string_view path)
{
    if (path == "/completions")
        return "POST, OPTIONS";
    if (path == "/health" || path == "/models" || path.starts_with(models))
        return "GET, HEAD, OPTIONS";
    return {};
}

Json modelJson(const ServedModel::Now& model)
{
    return {{"id", model.name},
            {"object", "model"},
            {"created", model.since},
            {"owned_by", "logitscope"}};
}

} // namespace

ApiRoutes::ApiRoutes(std::shared_ptr<const OpenModel> model, const ServerOptions& options,
                     ServerEvents events, bool ownNamesOnly, HttpServer& server)
    : options_(options)
    , events_(std::move(events))
    , ownNamesOnly_(ownNamesOnly)
    , model_(std::move(model))
    , completions_(model_, options.maxQueue, events_, server)
{
    listenTo(server);
}

void ApiRoutes::listenTo(HttpServer& server)
{
    using httplib::Request;
    using httplib::Response;
    server.refusalHeaders = corsHeaders(options_.corsOrigin);
    server.refused = [this](const std::string& client, const std::string& what,
                            const ApiError& error) {
        if (events_.refused)
            events_.refused(client, what,
                            {.status = error.status, .usage = {}, .error = error.message});
    };
    server.set_exception_handler(
        [this](const Request& request, Response& response, std::exception_ptr thrown) {
            answerException(request, response, thrown);
        });
    server.set_post_routing_handler([this](const Request&, Response& response) {
        setHeaders(response, corsHeaders(options_.corsOrigin));
    });
}

void ApiRoutes::answer(const httplib::Request& request, const std::string& body,
                       httplib::Response& response)
{
    if (request.method == "OPTIONS") // a browser asks before it sends the key
        return answerOptions(request, response);
    const auto path = withoutVersion(request.path);
    if (const auto refusal = findRefusal(request)) {
        if (refusal->status == 401)
            response.set_header("WWW-Authenticate", "Bearer");
        if (refusal->status == 405)
            response.set_header("Allow", methodsOf(path));
        refuse(request, response, *refusal);
    } else if (path == "/completions") {
        if (const auto answered = completions_.answer(request, body, response); !answered)
            refuse(request, response, answered.error());
    } else if (path == "/health") {
        answerHealth(response);
    } else if (path == "/models") {
        answerModels(response);
    } else {
        answerModel(request, response, path.substr(models.size()));
    }
}

std::optional<ApiError> ApiRoutes::findRefusal(const httplib::Request& request) const
{
    const auto host = request.get_header_value("host");
    if (ownNamesOnly_ && !host.empty() && !isOwnName(host, options_.host))
        return ApiError{.status = 403,
                        .message = fmt::format("{} was asked for, but without an API key this "
                                               "server answers only as localhost or by its address",
                                               validUtf8(host))};
    const auto origin = request.get_header_value("origin");
    if (options_.apiKey.empty() && !origin.empty() && !allowsOrigin(options_.corsOrigin, origin))
        return ApiError{.status = 403,
                        .message = fmt::format("a web page of {} asks, which this server isn't for "
                                               "without an API key or --cors",
                                               validUtf8(origin))};
    const auto path = withoutVersion(request.path);
    const auto authorization = request.get_header_value("authorization");
    if (!options_.apiKey.empty() && path != "/health" && !bringsKey(authorization, options_.apiKey))
        return ApiError{.status = 401,
                        .message =
                            authorization.empty()
                                ? "this server asks for an API key: Authorization: Bearer KEY"
                                : "the API key is another one, or doesn't stand behind Bearer: "
                                  "Authorization: Bearer KEY",
                        .code = "invalid_api_key"};
    const auto methods = methodsOf(path);
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

void ApiRoutes::answerOptions(const httplib::Request& request, httplib::Response& response) const
{
    const auto methods = methodsOf(withoutVersion(request.path));
    response.status = 204;
    response.set_header("Allow", methods.empty() ? "OPTIONS" : methods);
    setHeaders(response,
               preflightHeaders(options_.corsOrigin,
                                request.get_header_value("access-control-request-headers")));
}

void ApiRoutes::answerHealth(httplib::Response& response) const
{
    const auto now = counters();
    setJson(response, 200,
            {{"status", "ok"},
             {"model", model_.now().name},
             {"running", now.running},
             {"waiting", now.waiting},
             {"requests", now.requests},
             {"generated_tokens", now.generatedTokens}});
}

void ApiRoutes::answerModels(httplib::Response& response) const
{
    setJson(response, 200, {{"object", "list"}, {"data", Json::array({modelJson(model_.now())})}});
}

void ApiRoutes::answerModel(const httplib::Request& request, httplib::Response& response,
                            std::string_view name) const
{
    const auto model = model_.now();
    if (name == model.name)
        setJson(response, 200, modelJson(model));
    else
        refuse(request, response,
               {.status = 404,
                .message = fmt::format("the model \"{}\" isn't here; \"{}\" is", validUtf8(name),
                                       model.name),
                .param = "model",
                .code = "model_not_found"});
}

void ApiRoutes::answerException(const httplib::Request& request, httplib::Response& response,
                                const std::exception_ptr& thrown) const
{
    std::string why = "unknown";
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& exception) {
        why = validUtf8(exception.what());
    } catch (...) { // nothing more is known
    }
    refuse(request, response,
           {.status = 500, .message = "the server failed: " + why, .type = "server_error"});
}

void ApiRoutes::refuse(const httplib::Request& request, httplib::Response& response,
                       const ApiError& error) const
{
    setError(response, error);
    if (events_.refused)
        events_.refused(request.remote_addr, request.method + " " + validUtf8(request.path),
                        {.status = error.status, .usage = {}, .error = error.message});
}

} // namespace logitscope
