#include "core/server/api_server.h"

#include "core/server/address.h"
#include "core/server/api_routes.h"
#include "core/server/http_server.h"
#include "core/server/listener.h"

#include <fmt/format.h>

#include <algorithm>
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
        , url_(urlOf(options.host, port_))
        , server_(limits)
        , routes_(std::move(model), options, std::move(events), ownNamesOnly, server_)
    {
        server_.start(std::move(listener));
    }

    // Before the routes go, which its threads use.
    ~HttpApiServer() override { server_.stop(); }

    int port() const override { return port_; }

    std::string url() const override { return url_; }

    void setModel(std::shared_ptr<const OpenModel> model) override
    {
        routes_.setModel(std::move(model));
    }

    ServerCounters counters() const override { return routes_.counters(); }

private:
    int port_;
    std::string url_;
    HttpServer server_;
    ApiRoutes routes_;
};

} // namespace

Result<std::unique_ptr<ApiServer>> ApiServer::start(std::shared_ptr<const OpenModel> model,
                                                    const ServerOptions& options,
                                                    ServerEvents events, const HttpLimits& limits)
{
    if (options.port < 0 || options.port > 65535)
        return fail(fmt::format("the port is {}, expected a number from 0 to 65535", options.port));
    auto addresses = addressesOf(options.host, options.port);
    if (!addresses)
        return tl::unexpected(addresses.error());
    const bool loopback = std::ranges::all_of(*addresses, &Address::isLoopback);
    const bool open = options.apiKey.empty();
    if (!loopback && open && !options.noAuth)
        return fail(fmt::format("other machines can reach {}: set an API key that they have to "
                                "bring, or say that nobody needs one (--no-auth)",
                                options.host));
    auto listener = Listener::open(options.host, std::move(*addresses));
    if (!listener)
        return tl::unexpected(listener.error());
    return std::make_unique<HttpApiServer>(std::move(model), options, std::move(events), limits,
                                           loopback && open && !options.noAuth,
                                           std::move(*listener));
}

} // namespace logitscope
