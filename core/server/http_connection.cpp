#include "core/server/http_connection.h"

#include "core/server/address.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <tuple>

namespace logitscope
{

namespace
{

// Source: RFC 9110, section 15. For people who look at the wire: programs read the number.
std::string_view reasonOf(int status)
{
    switch (status) {
    case 408:
        return "Request Timeout";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 431:
        return "Request Header Fields Too Large";
    case 503:
        return "Service Unavailable";
    default:
        return "Bad Request";
    }
}

} // namespace

HttpConnection::HttpConnection(FileDescriptor socket, const StopSignal& stop,
                               const HttpLimits& limits)
    : socket_(std::move(socket))
    , stop_(stop)
    , limits_(limits)
{
    std::tie(client_, clientPort_) = peerOf(socket_.get());
}

bool HttpConnection::waitForRequest()
{
    // A client connects because it has something to ask; later it may take its time.
    const auto longest = std::exchange(first_, false) ? limits_.request : limits_.idle;
    if (next_ == received_ && !receive(Deadline::clock::now() + longest))
        return false;
    what_ = "a request";
    inHead_ = true;
    bytesLeft_ = limits_.headBytes;
    deadline_ = Deadline::clock::now() + limits_.request;
    return true;
}

void HttpConnection::beginBody(std::string what)
{
    what_ = std::move(what);
    inHead_ = false;
    bytesLeft_ = limits_.bodyBytes;
}

void HttpConnection::cutOff(ApiError why)
{
    if (!refusal_)
        refusal_ = std::move(why);
}

// False when nothing came: the client's end, the deadline, or the server's.
bool HttpConnection::receive(Deadline deadline)
{
    while (waitForSocket(socket_.get(), POLLIN, stop_, deadline) == Waited::Ready) {
        const auto count = ::recv(socket_.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        next_ = 0;
        received_ = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
        return count > 0;
    }
    return false;
}

ssize_t HttpConnection::read(char* target, std::size_t size)
{
    if (refusal_)
        return -1;
    if (next_ == received_ && !receive(deadline_)) {
        if (Deadline::clock::now() >= deadline_)
            cutOff({.status = 408,
                    .message = fmt::format("the request wasn't whole after {} ms",
                                           limits_.request.count())});
        return refusal_ || stop_.raised() ? -1 : 0;
    }
    if (bytesLeft_ == 0) {
        cutOff(inHead_ ? ApiError{.status = 431,
                                  .message = fmt::format("the request's line and headers are "
                                                         "longer than {} bytes; shorten them",
                                                         limits_.headBytes)}
                       : ApiError{.status = 413,
                                  .message = fmt::format("the body is longer than {} bytes; "
                                                         "shorten it",
                                                         limits_.bodyBytes)});
        return -1;
    }
    const auto count = std::min({size, received_ - next_, bytesLeft_});
    std::copy_n(buffer_.data() + next_, count, target);
    next_ += count;
    bytesLeft_ -= count;
    return static_cast<ssize_t>(count);
}

// What httplib has to say of a head that it can't read isn't sent: it doesn't know the API's
// errors, nor that the connection has to end there.
ssize_t HttpConnection::write(const char* bytes, std::size_t size)
{
    if (inHead_ || refusal_)
        return static_cast<ssize_t>(size);
    return send({bytes, size}) ? static_cast<ssize_t>(size) : -1;
}

bool HttpConnection::send(std::string_view text)
{
    while (!broken_ && !text.empty()) {
        const auto count =
            ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count >= 0)
            text.remove_prefix(static_cast<std::size_t>(count));
        else if (errno == EAGAIN) // a server that stops says what there is room for
            broken_ = waitForSocket(socket_.get(), POLLOUT, stop_,
                                    Deadline::clock::now() + limits_.write) != Waited::Ready;
        else if (errno != EINTR)
            broken_ = true;
    }
    return !broken_;
}

void HttpConnection::sendRefusal(const std::vector<std::pair<std::string, std::string>>& headers)
{
    if (send(refusalText(*refusal_, headers)))
        linger();
}

// Closing with unread bytes would reset the connection, and the client might never see the answer.
void HttpConnection::linger()
{
    ::shutdown(socket_.get(), SHUT_WR);
    const auto deadline = Deadline::clock::now() + limits_.linger;
    for (std::size_t dropped = 0; dropped < limits_.lingerBytes && receive(deadline);)
        dropped += received_;
}

void HttpConnection::sendNow(std::string_view text) const
{
    ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(socket_.get(), SHUT_WR);
    std::array<char, 16 * 1024> bytes; // its request, if that has come: see linger()
    ::recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
}

void HttpConnection::get_remote_ip_and_port(std::string& ip, int& port) const
{
    ip = client_;
    port = clientPort_;
}

void HttpConnection::get_local_ip_and_port(std::string& ip, int& port) const
{
    ip.clear(); // nobody asks
    port = 0;
}

// httplib refuses numbers that are too large for select(), which nothing here uses.
socket_t HttpConnection::socket() const
{
    return INVALID_SOCKET;
}

std::string refusalText(const ApiError& error,
                        const std::vector<std::pair<std::string, std::string>>& headers)
{
    const auto body = toJson(error).dump();
    std::string text = fmt::format("HTTP/1.1 {} {}\r\nContent-Type: application/json\r\n"
                                   "Content-Length: {}\r\nConnection: close\r\n",
                                   error.status, reasonOf(error.status), body.size());
    for (const auto& [name, value] : headers)
        text += name + ": " + value + "\r\n";
    return text + "\r\n" + body;
}

} // namespace logitscope
