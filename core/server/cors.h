// What lets a web page from elsewhere ask this server.
//
// Source: the Fetch standard, "CORS protocol".
#pragma once

#include "core/server/http_message.h"

#include <string>
#include <string_view>

namespace logitscope
{

// Whether pages of `origin` may ask a server that lets those of `allowed` do so.
bool allowsOrigin(std::string_view allowed, std::string_view origin);

// On every answer, where pages of `origin` ("https://example.org", or * for all) may ask; empty:
// none may.
HeaderList corsHeaders(const std::string& origin);

// On the answer to a preflight, besides. `requested` is its Access-Control-Request-Headers.
HeaderList preflightHeaders(const std::string& origin, std::string_view requested);

} // namespace logitscope
