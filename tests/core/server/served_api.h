// A server with a model, its client, and what its events said.
#pragma once

#include "core/server/api_server.h"
#include "tests/core/server/endless_model.h"
#include "tests/core/server/http_client.h"

#include <QtGlobal>

#include <nlohmann/json.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace logitscope::fixtures
{

inline nlohmann::json jsonOf(const std::optional<Response>& result)
{
    return result ? nlohmann::json::parse(result->body, nullptr, false) : nlohmann::json();
}

// "404 model_not_found", of an answer in the form of the API's errors
inline std::string errorOf(const std::optional<Response>& result)
{
    if (!result)
        return "no answer";
    const auto json = jsonOf(result);
    if (!json.is_object() || !json.contains("error") || json["error"].size() != 4 ||
        json["error"].value("message", "").empty() || json["error"].value("type", "").empty())
        return "no error: " + result->body;
    auto text = std::to_string(result->status);
    if (const auto& code = json["error"]["code"]; code.is_string())
        text.append(" ").append(code.get<std::string>());
    return text;
}

class ServedApi
{
public:
    explicit ServedApi(std::shared_ptr<const OpenModel> model, ServerOptions options = {},
                       const HttpLimits& limits = {})
    {
        options.port = 0;
        const ServerEvents events{
            .began =
                [this](const auto& request) {
                    std::string prompts;
                    for (const auto& prompt : request.prompts)
                        prompts += prompts.empty() ? prompt : ", " + prompt;
                    add("began " + prompts);
                },
            .grew = [this](auto, const ChoicePiece& piece) { addPiece(piece); },
            .ended =
                [this](auto, const auto& end) {
                    add(end.disconnected ? "disconnected" : "ended " + std::to_string(end.status));
                },
            .refused = [this](const auto&, const std::string& what,
                              const auto& end) { add(std::to_string(end.status) + " " + what); }};
        auto started = ApiServer::start(service_, std::move(model), options, events, limits);
        if (!started)
            qFatal("%s", started.error().message.c_str());
        server_ = std::move(*started);
    }

    ApiServer& operator*() { return *server_; }

    ApiServer* operator->() { return server_.get(); }

    void stop() { server_.reset(); }

    HttpClient client() { return HttpClient(server_->port()); }

    // What happened, in order.
    std::vector<std::string> events()
    {
        const std::lock_guard lock(mutex_);
        return events_;
    }

    std::string text() // of all choices
    {
        const std::lock_guard lock(mutex_);
        return text_;
    }

    std::string stepText() // of the steps of all choices
    {
        const std::lock_guard lock(mutex_);
        return stepText_;
    }

private:
    void add(const std::string& event)
    {
        const std::lock_guard lock(mutex_);
        events_.push_back(event);
    }

    void addPiece(const ChoicePiece& piece)
    {
        const std::lock_guard lock(mutex_);
        text_ += piece.text;
        for (const auto& token : piece.tokens)
            stepText_ += token.step ? token.step->bytes : "no step";
    }

    GenerationService service_;
    std::mutex mutex_;
    std::vector<std::string> events_;
    std::string text_;
    std::string stepText_;
    std::unique_ptr<ApiServer> server_;
};

} // namespace logitscope::fixtures
