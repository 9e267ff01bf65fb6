#include "core/server/api_server.h"

#include "core/server/address.h"
#include "core/server/api_routes.h"
#include "core/server/cors.h"
#include "core/server/http_server.h"

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
    HttpApiServer(GenerationService& service, std::shared_ptr<const OpenModel> model,
                  const ServerOptions& options, const ServerEvents& events, bool ownNamesOnly)
        : host_(options.host)
        , routes_(service, std::move(model), options, events, ownNamesOnly)
        , refused_(events.refused)
    {
    }

    Result<void> listen(const std::vector<Address>& addresses, HeaderList headers,
                        const HttpLimits& limits)
    {
        HttpService service{
            .answer = [this](const auto& request) { return routes_.answer(request); },
            .headers = std::move(headers),
            .limits = limits};
        if (refused_)
            service.failed = [this](const auto& request, const auto& answer) {
                refused_(request.client, request.what(),
                         {.status = answer.status, .usage = {}, .error = answer.error});
            };
        auto server = HttpServer::start(host_, addresses, std::move(service));
        if (!server)
            return tl::unexpected(server.error());
        server_ = std::move(*server);
        return {};
    }

    int port() const override { return server_->port(); }

    std::string url() const override { return urlOf(host_, port()); }

    std::string localUrl() const override
    {
        const bool all = host_ == "0.0.0.0" || host_ == "::";
        return urlOf(all ? "localhost" : host_, port());
    }

    void setModel(std::shared_ptr<const OpenModel> model) override
    {
        routes_.setModel(std::move(model));
    }

    ServerCounters counters() const override { return routes_.counters(); }

private:
    std::string host_;
    ApiRoutes routes_;
    decltype(ServerEvents::refused) refused_;
    std::unique_ptr<HttpServer> server_; // last, so that it goes first: its threads use the others
};

constexpr int mostWaiting = 10'000; // each keeps a connection

// What no client could send or match, and no machine hold.
std::optional<Error> findOptionError(const ServerOptions& options)
{
    if (options.port < 0 || options.port > 65535)
        return Error::of("the port is {}, expected 0 to 65535", options.port);
    if (options.maxQueue < 1 || options.maxQueue > mostWaiting)
        return Error::of("the queue has {} places, expected 1 to {}", options.maxQueue,
                         mostWaiting);
    const auto isPrintable = [](unsigned char c) { return c > 0x20 && c != 0x7f; };
    if (!std::ranges::all_of(options.apiKey, isPrintable))
        return Error{"the API key has spaces or control characters; choose one without"};
    const std::string& origin = options.corsOrigin;
    const auto host = origin.find("://");
    const bool isOrigin = host != origin.npos && host + 3 < origin.size() &&
                          origin.find('/', host + 3) == origin.npos &&
                          std::ranges::all_of(origin, isPrintable);
    if (!origin.empty() && origin != "*" && !isOrigin)
        return Error::of("the origin is {}, expected * or one as browsers name it, such as "
                         "https://example.org, without a path",
                         origin);
    return {};
}

} // namespace

Result<std::unique_ptr<ApiServer>> ApiServer::start(GenerationService& service,
                                                    std::shared_ptr<const OpenModel> model,
                                                    const ServerOptions& options,
                                                    ServerEvents events, const HttpLimits& limits)
{
    if (const auto error = findOptionError(options))
        return tl::unexpected(*error);
    const auto addresses = addressesOf(options.host, options.port);
    if (!addresses)
        return tl::unexpected(addresses.error());
    const bool loopback = std::ranges::all_of(*addresses, &Address::isLoopback);
    const bool open = options.apiKey.empty();
    if (!loopback && open && !options.noAuth)
        return fail("other machines can reach {}: set an API key that they have to "
                    "bring (--api-key), or allow requests without one (--no-auth)",
                    options.host);
    auto withQueue = limits;
    withQueue.connections += options.maxQueue; // a request that waits keeps one
    auto server = std::make_unique<HttpApiServer>(service, std::move(model), options, events,
                                                  loopback && open && !options.noAuth);
    if (const auto listening =
            server->listen(*addresses, corsHeaders(options.corsOrigin), withQueue);
        !listening)
        return tl::unexpected(listening.error());
    return server;
}

} // namespace logitscope
