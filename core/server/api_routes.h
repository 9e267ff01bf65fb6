// What each path answers, and to whom.
#pragma once

#include "core/api/api_error.h"
#include "core/server/api_server.h"
#include "core/server/completion_route.h"
#include "core/server/http_message.h"
#include "core/server/served_model.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace logitscope
{

class ApiRoutes
{
public:
    // `ownNamesOnly`: only requests that call this machine by its own name are answered. It has to
    // outlive the server's threads, and the service has to outlive it.
    ApiRoutes(GenerationService& service, std::shared_ptr<const OpenModel> model,
              const ServerOptions& options, ServerEvents events, bool ownNamesOnly);

    // From any thread.
    HttpAnswer answer(const HttpRequest& request);

    void setModel(std::shared_ptr<const OpenModel> model) { model_.set(std::move(model)); }

    ServerCounters counters() const { return completions_.counters(); }

private:
    std::string methodsOf(std::string_view path) const;
    std::optional<ApiError> findRefusal(const HttpRequest& request) const;
    HttpAnswer answerOptions(const HttpRequest& request) const;
    HttpAnswer answerHealth() const;
    nlohmann::ordered_json modelJson(const ServedModel::Now& model) const;
    HttpAnswer answerTokenize(const std::string& body) const;
    HttpAnswer answerDetokenize(const std::string& body) const;
    HttpAnswer answerProps() const;
    HttpAnswer answerModels() const;
    HttpAnswer answerModel(std::string_view name) const;

    ServerOptions options_;
    ServerEvents events_;
    bool ownNamesOnly_;
    ServedModel model_;
    CompletionRoute completions_;
};

} // namespace logitscope
