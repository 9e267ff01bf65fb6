#include "core/server/api_server.h"

#include "core/server/address.h"
#include "core/server/api_routes.h"
#include "core/server/http_server.h"
#include "core/server/listener.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace logitscope
{

namespace
{

class HttpApiServer final : public ApiServer
{
public:
    HttpApiServer(std::shared_ptr<const OpenModel> model, const ServerOptions& options,
                  ServerEvents events, const HttpLimits& limits, bool ownNamesOnly,
                  Listener listener)
        : port_(listener.port())
        , host_(options.host)
        , server_([this](const auto& request, const auto& body,
                         auto& response) { routes_.answer(request, body, response); },
                  limits)
        , routes_(std::move(model), options, std::move(events), ownNamesOnly, server_)
    {
        server_.start(std::move(listener));
    }

    // Before the routes go, which its threads use.
    ~HttpApiServer() override { server_.stop(); }

    int port() const override { return port_; }

    std::string url() const override { return urlOf(host_, port_); }

    std::string localUrl() const override
    {
        const bool all = host_ == "0.0.0.0" || host_ == "::";
        return urlOf(all ? "localhost" : host_, port_);
    }

    void setModel(std::shared_ptr<const OpenModel> model) override
    {
        routes_.setModel(std::move(model));
    }

    ServerCounters counters() const override { return routes_.counters(); }

private:
    int port_;
    std::string host_;
    HttpServer server_;
    ApiRoutes routes_;
};

constexpr int mostWaiting = 10'000; // each keeps a connection, and its thread

// What no client could send or match, and no machine hold.
std::optional<Error> findOptionError(const ServerOptions& options)
{
    if (options.port < 0 || options.port > 65535)
        return Error{fmt::format("the port is {}, expected 0 to 65535", options.port)};
    if (options.maxQueue < 1 || options.maxQueue > mostWaiting)
        return Error{fmt::format("the queue has {} places, expected 1 to {}", options.maxQueue,
                                 mostWaiting)};
    const auto isPrintable = [](unsigned char c) { return c > 0x20 && c != 0x7f; };
    // httplib decodes a header's %41 as it does a path's.
    if (!std::ranges::all_of(options.apiKey, isPrintable) ||
        options.apiKey.find('%') != std::string::npos)
        return Error{"the API key has spaces, control characters or %; choose one without"};
    const std::string& origin = options.corsOrigin;
    const auto host = origin.find("://");
    const bool isOrigin = host != origin.npos && host + 3 < origin.size() &&
                          origin.find('/', host + 3) == origin.npos &&
                          std::ranges::all_of(origin, isPrintable);
    if (!origin.empty() && origin != "*" && !isOrigin)
        return Error{fmt::format("the origin is {}, expected * or one as browsers name it, such as "
                                 "https://example.org, without a path",
                                 origin)};
    return {};
}

} // namespace

Result<std::unique_ptr<ApiServer>> ApiServer::start(std::shared_ptr<const OpenModel> model,
                                                    const ServerOptions& options,
                                                    ServerEvents events, const HttpLimits& limits)
{
    if (const auto error = findOptionError(options))
        return tl::unexpected(*error);
    auto addresses = addressesOf(options.host, options.port);
    if (!addresses)
        return tl::unexpected(addresses.error());
    const bool loopback = std::ranges::all_of(*addresses, &Address::isLoopback);
    const bool open = options.apiKey.empty();
    if (!loopback && open && !options.noAuth)
        return fail(fmt::format("other machines can reach {}: set an API key that they have to "
                                "bring (--api-key), or say that nobody needs one (--no-auth)",
                                options.host));
    auto listener = Listener::open(options.host, std::move(*addresses));
    if (!listener)
        return tl::unexpected(listener.error());
    auto withQueue = limits;
    withQueue.connections += options.maxQueue; // who waits keeps one
    return std::make_unique<HttpApiServer>(std::move(model), options, std::move(events), withQueue,
                                           loopback && open && !options.noAuth,
                                           std::move(*listener));
}

} // namespace logitscope
