// A request as its bytes come in: their form is Beast's, the limits and the meaning are ours.
#pragma once

#include "core/server/http_limits.h"
#include "core/server/http_message.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstddef>
#include <optional>
#include <string>

namespace logitscope
{

class RequestParser
{
public:
    // The limits outlive it. `client` is its address.
    RequestParser(const HttpLimits& limits, const std::string& client);

    // Takes the bytes that are this request's, and leaves those of the next.
    void parse(boost::beast::flat_buffer& received);

    // Nothing more has to come: it is whole, or refused.
    bool isDone() const { return refusal_ || parser_.is_done(); }

    bool hasBegun() const { return parser_.got_some(); }

    // The client waits for a word before it sends the body.
    bool expectsContinue() const;

    // Whether the connection may bring another request, as far as this one says.
    bool keepsAlive() const { return keepsAlive_; }

    // What there is of it.
    HttpRequest& request() { return request_; }

    // Why it can't be taken.
    const std::optional<ApiError>& refusal() const { return refusal_; }

    void refuse(ApiError error) { refusal_ = std::move(error); }

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    std::optional<ApiError> takeHead();

    const HttpLimits& limits_;
    Parser parser_;
    HttpRequest request_;
    std::size_t headBytes_ = 0;
    std::optional<ApiError> refusal_;
    bool keepsAlive_ = true;
};

} // namespace logitscope
