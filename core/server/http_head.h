// The head of a request: its first line and its headers, checked before anything is done with it.
//
// Source: RFC 9112 (HTTP/1.1).
#pragma once

#include "core/server/api_error.h"
#include "core/server/http_limits.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace logitscope
{

struct HttpHead
{
    std::string method;
    std::string path; // as it came, percent-encoded; without the query, which nobody asks for
    int minorVersion = 1;
    std::vector<std::pair<std::string, std::string>> headers = {}; // names in lower case

    // What they mean for the rest of the request.
    std::size_t contentLength = 0;
    bool chunked = false;
    bool expectsContinue = false; // the client waits for "100 Continue" before it sends the body
    bool keepAlive = true;

    std::optional<std::string_view> header(std::string_view lowerCaseName) const;
};

// `text` reaches from the first line up to the empty line, and has only whole lines.
ApiResult<HttpHead> parseHttpHead(std::string_view text, const HttpLimits& limits);

} // namespace logitscope
