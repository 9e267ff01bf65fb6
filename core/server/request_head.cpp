#include "core/server/request_head.h"

#include "core/text/utf8_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>

namespace logitscope
{

namespace
{

// What is no %41 stays as it is.
std::string percentDecoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned char byte = 0;
        const auto* const digits = text.data() + i + 1;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
            decoded += static_cast<char>(byte);
            i += 2;
        } else {
            decoded += text[i];
        }
    }
    return decoded;
}

// Source: RFC 9112, sections 3.2 and 3.2.2.
std::optional<ApiError> readTarget(HttpRequest& request, std::string_view target)
{
    constexpr std::string_view scheme = "http://";
    const bool isAbsolute = equalInAnyCase(target.substr(0, scheme.size()), scheme);
    request.host = request.header("Host");
    if (isAbsolute) {
        target.remove_prefix(scheme.size());
        const auto end = std::min(target.find_first_of("/?"), target.size());
        request.host = target.substr(0, end);
        target.remove_prefix(end);
    }
    target = target.substr(0, target.find('?'));
    request.path = isAbsolute && target.empty() ? "/" : percentDecoded(target);

    const auto hosts = std::ranges::count_if(
        request.headers, [](const auto& header) { return equalInAnyCase(header.first, "Host"); });
    if (hosts > 1 || (hosts == 0 && !request.isHttp10))
        return ApiError{.message =
                            fmt::format("the request has {} Host headers, expected one", hosts)};
    // A name in front of an @ could be taken for the host's.
    if (request.host.find('@') != std::string::npos || (isAbsolute && request.host.empty()))
        return ApiError{.message = fmt::format("\"{}\" is no host", validUtf8(request.host))};
    return {};
}

std::optional<ApiError> findBodyError(const HttpRequest& request)
{
    const auto encoding = request.header("Content-Encoding");
    if (!encoding.empty() && encoding != "identity")
        return ApiError{.status = 415,
                        .message = fmt::format("Content-Encoding is {}, expected none: the body is "
                                               "read as it comes",
                                               validUtf8(encoding))};
    constexpr std::string_view form = "multipart/form-data";
    if (equalInAnyCase(request.header("Content-Type").substr(0, form.size()), form))
        return ApiError{.status = 415,
                        .message = "the body is a multipart form, expected JSON; with curl it is "
                                   "-d, not -F"};
    const auto transfer = request.header("Transfer-Encoding");
    if (!transfer.empty() && !equalInAnyCase(transfer, "chunked"))
        return ApiError{.message = "Transfer-Encoding is expected to be chunked, or not there"};
    return {};
}

} // namespace

std::optional<ApiError> readHead(HttpRequest& request, std::string_view target)
{
    const auto error = readTarget(request, target);
    return error ? error : findBodyError(request);
}

} // namespace logitscope
