// What the server's threads tell the window.
#pragma once

#include "core/server/api_server.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>

namespace logitscope
{

struct ServerEvent
{
    struct Grew
    {
        std::uint64_t id;
        ChoicePiece piece;
    };

    struct Ended
    {
        std::uint64_t id;
        ServerEvents::End end;
    };

    struct Refused
    {
        std::string client;
        std::string what; // "POST /v1/completions"
        ServerEvents::End end;
    };

    std::variant<ServerEvents::Request, Grew, Ended, Refused> what;
    std::chrono::system_clock::time_point time = std::chrono::system_clock::now();
    std::chrono::steady_clock::time_point when = std::chrono::steady_clock::now();
};

} // namespace logitscope
