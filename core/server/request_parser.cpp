#include "core/server/request_parser.h"

#include "core/server/request_head.h"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

namespace logitscope
{

namespace
{

namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

std::string stringOf(beast::string_view view) // in Boost 1.74 it isn't the standard library's
{
    return {view.data(), view.size()};
}

ApiError apiErrorOf(const error_code& error, const HttpLimits& limits)
{
    if (error == http::error::header_limit)
        return {.status = 431,
                .message = fmt::format("the request's line and headers are longer than {} bytes; "
                                       "shorten them",
                                       limits.headBytes)};
    if (error == http::error::body_limit)
        return {.status = 413,
                .message =
                    fmt::format("the body is longer than {} bytes; shorten it", limits.bodyBytes)};
    if (error == http::error::bad_method || error == http::error::bad_target ||
        error == http::error::bad_version)
        return {.message = "the request can't be read; HTTP/1.1 is expected"};
    return {.message = fmt::format("the request can't be read: {}", error.message())};
}

} // namespace

RequestParser::RequestParser(const HttpLimits& limits, const std::string& client) : limits_(limits)
{
    parser_.header_limit(static_cast<std::uint32_t>(limits_.headBytes));
    parser_.body_limit(limits_.bodyBytes);
    request_.client = client;
}

void RequestParser::parse(beast::flat_buffer& received)
{
    error_code error;
    while (received.size() > 0 && !parser_.is_done() && !error && !refusal_) {
        const bool inHead = !parser_.is_header_done();
        const auto count = parser_.put(received.cdata(), error);
        received.consume(count);
        headBytes_ += inHead ? count : 0;
        if (headBytes_ > limits_.headBytes) // Boost 1.74 counts only what it hasn't parsed
            error = http::error::header_limit;
        if (inHead && !error && parser_.is_header_done())
            refusal_ = takeHead();
    }
    // Lines between chunks, and behind them, have no limit in Beast.
    if (!parser_.is_done() && !refusal_ && received.size() > limits_.headBytes)
        error = http::error::header_limit;
    if (error && error != http::error::need_more) {
        if (request_.method.empty())
            takeHead(); // what there is of it, for the log
        refusal_ = apiErrorOf(error, limits_);
    }
    if (parser_.is_done())
        request_.body = std::move(parser_.get().body());
}

bool RequestParser::expectsContinue() const
{
    return parser_.is_header_done() && !request_.isHttp10 &&
           equalInAnyCase(request_.header("Expect"), "100-continue");
}

std::optional<ApiError> RequestParser::takeHead()
{
    const auto& read = parser_.get();
    request_.method = stringOf(read.method_string());
    request_.isHttp10 = read.version() == 10;
    for (const auto& field : read)
        request_.headers.emplace_back(stringOf(field.name_string()), stringOf(field.value()));
    keepsAlive_ = read.keep_alive() && !request_.isHttp10;
    return readHead(request_, stringOf(read.target()));
}

} // namespace logitscope
