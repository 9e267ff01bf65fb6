#include "core/server/cors.h"

#include <algorithm>

namespace logitscope
{

namespace
{

// Clients add headers of their own, so those that are asked for are allowed: no header does any
// harm here. What isn't a list of names is not sent back.
std::string allowedHeaders(std::string_view requested)
{
    const auto isPlain = [](char c) {
        return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') ||
               std::string_view("-_, ").find(c) != std::string_view::npos;
    };
    if (requested.empty() || !std::ranges::all_of(requested, isPlain))
        return "authorization, content-type";
    return std::string(requested);
}

} // namespace

bool allowsOrigin(std::string_view allowed, std::string_view origin)
{
    return allowed == "*" || allowed == origin;
}

HeaderList corsHeaders(const std::string& origin)
{
    if (origin.empty())
        return {};
    return {{"Access-Control-Allow-Origin", origin},
            {"Access-Control-Expose-Headers", "Retry-After"},
            {"Vary", "Origin"}};
}

HeaderList preflightHeaders(const std::string& origin, std::string_view requested)
{
    if (origin.empty())
        return {};
    return {{"Access-Control-Allow-Methods", "GET, POST, OPTIONS"},
            {"Access-Control-Allow-Headers", allowedHeaders(requested)},
            {"Access-Control-Max-Age", "600"}};
}

} // namespace logitscope
