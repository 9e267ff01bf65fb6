// The parts of an http address that decide who gets what.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace logitscope
{

struct WebAddress
{
    std::string url;    // the whole of it
    std::string scheme; // "http" or "https"
    std::string host;
    std::string port; // that of the scheme where the address has none

    // Nothing for anything else than an http or https address without a user in it.
    static std::optional<WebAddress> parse(const std::string& text);

    // Where a redirect from here leads; `location` may be relative.
    std::optional<WebAddress> redirectedTo(const std::string& location) const;

    // "host", or "host:port" where the port is not the scheme's own.
    std::string authority() const;

    // Never from https to http.
    bool allowsRedirectTo(const WebAddress& other) const
    {
        return scheme == "http" || other.scheme == "https";
    }

    bool isSameOrigin(const WebAddress& other) const
    {
        return scheme == other.scheme && host == other.host && port == other.port;
    }
};

// For use between two slashes of an address.
std::string percentEncoded(std::string_view text);

} // namespace logitscope
