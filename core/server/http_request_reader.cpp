#include "core/server/http_request_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace logitscope
{

void HttpRequestReader::take(std::string_view bytes)
{
    if (error_)
        return;
    bytes_ += bytes;
    if (!whole_)
        advance();
}

void HttpRequestReader::next()
{
    scanned_ = 0;
    head_.reset();
    chunks_ = ChunkedBody(limits_);
    body_.clear();
    whole_ = false;
    expectationMet_ = false;
    advance();
}

bool HttpRequestReader::takeExpectation()
{
    const bool waits =
        head_ && head_->expectsContinue && !whole_ && !error_ && !expectationMet_ && body_.empty();
    expectationMet_ = expectationMet_ || waits;
    return waits;
}

void HttpRequestReader::advance()
{
    if (head_ || takeHead())
        takeBody();
}

// True once it is there.
bool HttpRequestReader::takeHead()
{
    // Empty lines before a request are allowed, for clients that end their body with one.
    const auto begin = std::min(bytes_.find_first_not_of("\r\n"), bytes_.size());
    bytes_.erase(0, begin);
    scanned_ = scanned_ > begin ? scanned_ - begin : 0;

    // Nothing of HTTP: another protocol, such as TLS, which may never send a line's end.
    if (!bytes_.empty() && (bytes_[0] < 'A' || 'Z' < bytes_[0])) {
        error_ = ApiError{.status = 400,
                          .message = "that isn't HTTP; this server speaks http://, "
                                     "not https://"};
        return false;
    }

    // The head ends at a line's end that another follows at once.
    std::size_t length = 0; // of its lines
    std::size_t behind = 0; // where the body begins
    for (auto end = bytes_.find('\n', scanned_); end != bytes_.npos;
         end = bytes_.find('\n', end + 1)) {
        const auto rest = std::string_view(bytes_).substr(end + 1, 2);
        if (rest.starts_with('\n') || rest == "\r\n") {
            length = end + 1;
            behind = length + (rest.starts_with('\n') ? 1 : 2);
            break;
        }
    }
    if (std::max(length, length == 0 ? bytes_.size() : 0) > limits_.headBytes) {
        error_ = ApiError{.status = 431,
                          .message = fmt::format("the headers are longer than {} bytes, the most "
                                                 "that is read",
                                                 limits_.headBytes)};
        return false;
    }
    if (length == 0) {
        scanned_ = bytes_.size() > 2 ? bytes_.size() - 2 : 0; // what follows a line's end may come
        return false;
    }
    auto head = parseHttpHead(std::string_view(bytes_).substr(0, length), limits_);
    if (!head) {
        error_ = head.error();
        return false;
    }
    head_ = std::move(*head);
    bytes_.erase(0, behind);
    return true;
}

void HttpRequestReader::takeBody()
{
    if (head_->chunked) {
        const auto used = chunks_.take(bytes_, body_);
        if (!used) {
            error_ = used.error();
            return;
        }
        bytes_.erase(0, *used);
        whole_ = chunks_.whole();
    } else {
        const auto part = std::min(head_->contentLength - body_.size(), bytes_.size());
        body_.append(bytes_, 0, part);
        bytes_.erase(0, part);
        whole_ = body_.size() == head_->contentLength;
    }
}

} // namespace logitscope
