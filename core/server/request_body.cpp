#include "core/server/request_body.h"

#include "core/text/utf8_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace logitscope
{

bool hasBody(const httplib::Request& request)
{
    return request.has_header("Transfer-Encoding") ||
           request.get_header_value<std::uint64_t>("Content-Length") > 0;
}

std::optional<ApiError> findBodyError(const httplib::Request& request, std::size_t most)
{
    const auto encoding = request.get_header_value("Content-Encoding");
    if (!encoding.empty() && encoding != "identity")
        return ApiError{.status = 415,
                        .message = fmt::format("Content-Encoding is {}, expected none: the body is "
                                               "read as it comes",
                                               validUtf8(encoding))};
    if (request.is_multipart_form_data()) // which httplib would take apart
        return ApiError{.status = 415,
                        .message = "the body is a multipart form, expected JSON; with curl it is "
                                   "-d, not -F"};
    const bool chunked = request.has_header("Transfer-Encoding");
    if (chunked && request.get_header_value("Transfer-Encoding") != "chunked")
        return ApiError{.message = "Transfer-Encoding is expected to be chunked, or not there"};
    if (request.get_header_value_count("Content-Length") + (chunked ? 1 : 0) > 1)
        return ApiError{.message = "the body's length is there twice; once is enough"};
    const auto length = request.get_header_value("Content-Length");
    const auto isDigit = [](char c) { return '0' <= c && c <= '9'; };
    if (request.has_header("Content-Length") &&
        (length.empty() || !std::ranges::all_of(length, isDigit)))
        return ApiError{.message = fmt::format("Content-Length is {}, expected a whole number",
                                               validUtf8(length))};
    if (request.get_header_value<std::uint64_t>("Content-Length") > most)
        return ApiError{.status = 413,
                        .message =
                            fmt::format("the body is longer than {} bytes; shorten it", most)};
    return {};
}

std::optional<std::string> readBody(const httplib::Request& request,
                                    const httplib::ContentReader& read)
{
    std::string body;
    const auto append = [&](const char* bytes, std::size_t count) {
        body.append(bytes, count);
        return true;
    };
    if (hasBody(request) && !read(append))
        return {};
    return body;
}

} // namespace logitscope
