#include "core/server/http_connection.h"

#include "core/server/address.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <tuple>

namespace logitscope
{

namespace
{

// The request as httplib is to see it: with the headers that somebody here reads, and no others.
// It would act upon Range, by sending parts of an answer, and upon Accept-Encoding.
std::string textForHttplib(const HttpHead& head, const std::string& body)
{
    constexpr std::array<std::string_view, 5> read = {"host", "authorization", "origin",
                                                      "access-control-request-method",
                                                      "access-control-request-headers"};
    std::string text =
        fmt::format("{} {} HTTP/1.{}\r\n", head.method, head.path, head.minorVersion);
    for (const auto& [name, value] : head.headers) {
        if (std::ranges::find(read, name) == read.end())
            continue;
        text += name + ": ";
        for (const char c : value) { // httplib decodes it as it does a path
            if (c == '%')
                text += "%25";
            else
                text += c;
        }
        text += "\r\n";
    }
    return text + fmt::format("content-length: {}\r\n\r\n", body.size()) + body;
}

// Source: RFC 9110, section 15. For people who look at the wire: programs read the number.
std::string_view reasonOf(int status)
{
    switch (status) {
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 417:
        return "Expectation Failed";
    case 431:
        return "Request Header Fields Too Large";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
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
    , reader_(limits)
{
    std::tie(client_, clientPort_) = peerOf(socket_.get());
}

HttpConnection::Read HttpConnection::readRequest()
{
    if (reader_.whole())
        reader_.next();
    // A client connects because it has something to ask; later it may take its time.
    auto deadline = Deadline::clock::now() + (first_ ? limits_.request : limits_.idle);
    bool begun = first_;
    first_ = false;

    std::array<char, 16 * 1024> bytes;
    for (;;) {
        if (reader_.error())
            return refuse(*reader_.error());
        if (reader_.whole()) {
            request_ = textForHttplib(*reader_.head(), reader_.body());
            position_ = 0;
            return Read::Request;
        }
        if (reader_.takeExpectation()) {
            constexpr std::string_view goOn = "HTTP/1.1 100 Continue\r\n\r\n";
            if (write(goOn.data(), goOn.size()) < 0)
                return Read::Closed;
        }
        if (!begun && reader_.begun()) {
            begun = true;
            deadline = Deadline::clock::now() + limits_.request;
        }

        const auto waited = waitForSocket(socket_.get(), POLLIN, stop_, deadline);
        if (waited == Waited::Stopped || (waited == Waited::TooLong && !reader_.begun()))
            return Read::Closed;
        if (waited == Waited::TooLong)
            return refuse({.status = 408,
                           .message = fmt::format("the request wasn't whole after {} ms",
                                                  limits_.request.count())});
        const auto count = ::recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (count > 0)
            reader_.take({bytes.data(), static_cast<std::size_t>(count)});
        else if (count == 0 && reader_.begun())
            return refuse({.status = 400, .message = "the request ends in its middle"});
        else if (count == 0 || (errno != EAGAIN && errno != EINTR))
            return Read::Closed;
    }
}

HttpConnection::Read HttpConnection::refuse(ApiError error)
{
    refusal_ = std::move(error);
    return Read::Refused;
}

std::string HttpConnection::what() const
{
    return reader_.head() ? reader_.head()->method + " " + reader_.head()->path : "a request";
}

void HttpConnection::refuse(const std::vector<std::pair<std::string, std::string>>& headers)
{
    const auto text = refusalText(refusal(), headers);
    for (std::size_t sent = 0; sent < text.size();) {
        const auto count = write(text.data() + sent, text.size() - sent);
        if (count < 0)
            return;
        sent += static_cast<std::size_t>(count);
    }
    linger();
}

// Closing with unread bytes would reset the connection, and the client might never see the answer.
void HttpConnection::linger()
{
    ::shutdown(socket_.get(), SHUT_WR);
    const auto deadline = Deadline::clock::now() + limits_.linger;
    std::array<char, 16 * 1024> bytes;
    for (std::size_t dropped = 0; dropped < limits_.lingerBytes;) {
        if (waitForSocket(socket_.get(), POLLIN, stop_, deadline) != Waited::Ready)
            return;
        const auto count = ::recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (count <= 0)
            return;
        dropped += static_cast<std::size_t>(count);
    }
}

void HttpConnection::sendNow(std::string_view text) const
{
    ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(socket_.get(), SHUT_WR);
    std::array<char, 16 * 1024> bytes; // its request, if that has come: see linger()
    ::recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
}

ssize_t HttpConnection::read(char* target, std::size_t size)
{
    const auto count = std::min(size, request_.size() - position_);
    std::memcpy(target, request_.data() + position_, count);
    position_ += count;
    return static_cast<ssize_t>(count);
}

ssize_t HttpConnection::write(const char* bytes, std::size_t size)
{
    const auto deadline = Deadline::clock::now() + limits_.write;
    while (!broken_) {
        const auto count = ::send(socket_.get(), bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count >= 0)
            return count;
        if (errno == EINTR)
            continue;
        // A server that stops still says so where there is room for it, but waits for nobody.
        broken_ = errno != EAGAIN ||
                  waitForSocket(socket_.get(), POLLOUT, stop_, deadline) != Waited::Ready;
    }
    return -1;
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
