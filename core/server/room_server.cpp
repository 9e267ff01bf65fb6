#include "core/server/room_server.h"

#include "core/server/address.h"
#include "core/server/http_server.h"

#include <utility>

namespace logitscope
{

namespace
{

constexpr std::size_t shortestKey = 6;

// A browser keeps one connection or two; 200 people have them at once.
constexpr HttpLimits roomHttpLimits{
    .connections = 450, .headBytes = 8 * 1024, .bodyBytes = 2 * 1024, .lingerBytes = 1024 * 1024};

class HttpRoomServer final : public RoomServer
{
public:
    HttpRoomServer(RoomBoard& board, const RoomOptions& options, const RoomLimits& limits)
        : routes_(board, options.host, options.key, limits)
    {
    }

    Result<void> listen(const RoomOptions& options)
    {
        const auto addresses = addressesOf(options.host, options.port);
        if (!addresses)
            return tl::unexpected(addresses.error());
        auto server = HttpServer::start(
            options.host, *addresses,
            {.answer = [this](const auto& request) { return routes_.answer(request); },
             .headers = RoomRoutes::headers(),
             .limits = roomHttpLimits});
        if (!server)
            return tl::unexpected(server.error());
        server_ = std::move(*server);
        return {};
    }

    int port() const override { return server_->port(); }

private:
    RoomRoutes routes_;
    std::unique_ptr<HttpServer> server_; // last, so that it goes first: its threads use the others
};

} // namespace

Result<std::unique_ptr<RoomServer>> RoomServer::start(RoomBoard& board, const RoomOptions& options,
                                                      const RoomLimits& limits)
{
    if (options.port < 0 || options.port > 65535)
        return fail("the port is {}, expected 0 to 65535", options.port);
    if (options.key.size() < shortestKey)
        return fail("the room's key has {} characters, expected {} or more", options.key.size(),
                    shortestKey);
    auto server = std::make_unique<HttpRoomServer>(board, options, limits);
    if (const auto listening = server->listen(options); !listening)
        return tl::unexpected(listening.error());
    return server;
}

} // namespace logitscope
