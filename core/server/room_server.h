// The room's page over HTTP, for the telephones of a class.
#pragma once

#include "core/result.h"
#include "core/room/room_board.h"
#include "core/server/room_routes.h"

#include <memory>
#include <string>

namespace logitscope
{

struct RoomOptions
{
    std::string host = "127.0.0.1"; // "0.0.0.0", "::": the network
    int port = 8001;                // 0: any that is free
    std::string key;                // that people have to bring
};

class RoomServer
{
public:
    // Listens when it returns. Errors: the port is taken, the host is unknown, the key has less
    // than 6 characters. The board outlives it.
    static Result<std::unique_ptr<RoomServer>> start(RoomBoard& board, const RoomOptions& options,
                                                     const RoomLimits& limits = {});

    // Ends all connections, within a second, and frees the port.
    virtual ~RoomServer() = default;

    virtual int port() const = 0;
};

} // namespace logitscope
