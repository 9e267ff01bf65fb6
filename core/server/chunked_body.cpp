#include "core/server/chunked_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace logitscope
{

namespace
{

constexpr std::size_t longestLine = 1024; // a length and its extensions, or a trailer

tl::unexpected<ApiError> refuse(int status, std::string message)
{
    return tl::unexpected(ApiError{.status = status, .message = std::move(message)});
}

} // namespace

ApiResult<std::size_t> ChunkedBody::take(std::string_view bytes, std::string& body)
{
    std::size_t used = 0;
    while (used < bytes.size() && !whole()) {
        if (state_ == State::Data) {
            const auto part = bytes.substr(used, left_);
            body += part;
            used += part.size();
            left_ -= part.size();
            if (left_ == 0)
                state_ = State::DataEnd;
            continue;
        }
        const char next = bytes[used++];
        if (next != '\n') {
            line_ += next;
            if (line_.size() > longestLine)
                return refuse(400, "a chunk's length is longer than a line");
            continue;
        }
        if (line_.ends_with('\r'))
            line_.pop_back();
        if (const auto ended = endLine(body.size()); !ended)
            return tl::unexpected(ended.error());
        line_.clear();
    }
    return used;
}

ApiResult<void> ChunkedBody::endLine(std::size_t bodyBytes)
{
    if (state_ == State::Trailers) {
        trailerBytes_ += line_.size();
        if (trailerBytes_ > limits_.headBytes)
            return refuse(431, "the lines behind the body are too long");
        if (line_.empty())
            state_ = State::Whole;
    } else if (state_ == State::DataEnd) {
        if (!line_.empty())
            return refuse(400, "a chunk is longer than it says");
        state_ = State::Length;
    } else {
        const char* const begin = line_.data();
        const char* const end = begin + line_.size();
        const auto [behind, error] = std::from_chars(begin, end, left_, 16);
        if (error == std::errc::result_out_of_range ||
            (error == std::errc() && left_ > limits_.bodyBytes - bodyBytes))
            return refuse(413, fmt::format("the body is longer than {} bytes, the most that is "
                                           "read; shorten it",
                                           limits_.bodyBytes));
        if (error != std::errc() || (behind != end && *behind != ';' && *behind != ' '))
            return refuse(400, "a chunk of the body doesn't begin with its length");
        state_ = left_ > 0 ? State::Data : State::Trailers;
    }
    return {};
}

} // namespace logitscope
