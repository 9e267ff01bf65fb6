// A body that comes in chunks, each behind its length.
//
// Source: RFC 9112, section 7.1.
#pragma once

#include "core/server/api_error.h"
#include "core/server/http_limits.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace logitscope
{

class ChunkedBody
{
public:
    explicit ChunkedBody(const HttpLimits& limits) : limits_(limits) {}

    // Appends to `body` what the bytes hold of it. Returns how many of the bytes belong to it: all
    // of them until whole().
    ApiResult<std::size_t> take(std::string_view bytes, std::string& body);

    bool whole() const { return state_ == State::Whole; }

private:
    enum class State
    {
        Length,
        Data,
        DataEnd,
        Trailers,
        Whole,
    };

    ApiResult<void> endLine(std::size_t bodyBytes);

    HttpLimits limits_;
    State state_ = State::Length;
    std::string line_;
    std::size_t left_ = 0; // of the chunk's data
    std::size_t trailerBytes_ = 0;
};

} // namespace logitscope
