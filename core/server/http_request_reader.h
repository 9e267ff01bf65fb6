// One request after the other out of the bytes that a client sends.
#pragma once

#include "core/server/api_error.h"
#include "core/server/chunked_body.h"
#include "core/server/http_head.h"
#include "core/server/http_limits.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace logitscope
{

class HttpRequestReader
{
public:
    explicit HttpRequestReader(const HttpLimits& limits) : limits_(limits), chunks_(limits) {}

    // What came. Nothing is read once there is an error.
    void take(std::string_view bytes);

    // Forgets the request that is whole, and reads what came behind it.
    void next();

    bool begun() const { return head_.has_value() || !bytes_.empty(); }

    bool whole() const { return whole_; }

    // Why this can't be read any further.
    const std::optional<ApiError>& error() const { return error_; }

    // The client waits with its body for "100 Continue". Once for each request.
    bool takeExpectation();

    const std::optional<HttpHead>& head() const { return head_; }

    const std::string& body() const { return body_; }

private:
    void advance();
    bool takeHead();
    void takeBody();

    HttpLimits limits_;
    std::string bytes_;       // not read yet
    std::size_t scanned_ = 0; // of them, without finding the head's end
    std::optional<HttpHead> head_;
    ChunkedBody chunks_;
    std::string body_;
    bool whole_ = false;
    bool expectationMet_ = false;
    std::optional<ApiError> error_;
};

} // namespace logitscope
