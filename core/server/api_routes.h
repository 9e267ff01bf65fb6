// What each path answers, and to whom.
#pragma once

#include "core/api/api_error.h"
#include "core/server/api_server.h"
#include "core/server/completion_route.h"
#include "core/server/http_server.h"
#include "core/server/served_model.h"

#include <exception>
#include <httplib.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace logitscope
{

class ApiRoutes
{
public:
    // `ownNamesOnly`: only requests that call this machine by its own name are answered. It has to
    // outlive the server's threads.
    ApiRoutes(std::shared_ptr<const OpenModel> model, const ServerOptions& options,
              ServerEvents events, bool ownNamesOnly, HttpServer& server);

    void answer(const httplib::Request& request, const std::string& body,
                httplib::Response& response);

    void setModel(std::shared_ptr<const OpenModel> model) { model_.set(std::move(model)); }

    ServerCounters counters() const { return completions_.counters(); }

private:
    void listenTo(HttpServer& server);

    std::optional<ApiError> findRefusal(const httplib::Request& request) const;
    void answerOptions(const httplib::Request& request, httplib::Response& response) const;
    void answerHealth(httplib::Response& response) const;
    void answerModels(httplib::Response& response) const;
    void answerModel(const httplib::Request& request, httplib::Response& response,
                     std::string_view name) const;
    void answerException(const httplib::Request& request, httplib::Response& response,
                         const std::exception_ptr& thrown) const;
    void refuse(const httplib::Request& request, httplib::Response& response,
                const ApiError& error) const;

    ServerOptions options_;
    ServerEvents events_;
    bool ownNamesOnly_;
    ServedModel model_;
    CompletionRoute completions_;
};

} // namespace logitscope
