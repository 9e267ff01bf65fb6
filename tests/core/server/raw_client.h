// A client that sends what no library would.
#pragma once

#include <arpa/inet.h>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace logitscope::fixtures
{

class RawClient
{
public:
    explicit RawClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ =
            ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }

    RawClient(RawClient&& other) noexcept
        : socket_(std::exchange(other.socket_, -1))
        , connected_(other.connected_)
        , ended_(other.ended_)
        , received_(std::move(other.received_))
    {
    }

    ~RawClient() { hangUp(); }

    bool isConnected() const { return connected_; }

    // False where the server doesn't take it any more.
    bool send(std::string_view bytes) const
    {
        while (!bytes.empty()) {
            const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    // Everything up to `end`, or what there was when the connection ended or nothing came any more.
    std::string receiveUntil(std::string_view end)
    {
        while (received_.find(end) == std::string::npos && receiveMore()) {
        }
        const auto found = received_.find(end);
        return take(found == std::string::npos ? received_.size() : found + end.size());
    }

    // So many bytes, or what there was.
    std::string receive(std::size_t count)
    {
        while (received_.size() < count && receiveMore()) {
        }
        return take(count);
    }

    // All, up to the connection's end.
    std::string receiveAll() { return receiveUntil("\xff\xff no such bytes"); }

    // Whether the server closed it, as far as was received.
    bool hasEnded() const { return ended_; }

    void closeSending() const { ::shutdown(socket_, SHUT_WR); }

    void hangUp()
    {
        if (socket_ >= 0)
            ::close(std::exchange(socket_, -1));
    }

private:
    bool receiveMore()
    {
        pollfd watched = {socket_, POLLIN, 0};
        std::array<char, 4096> bytes;
        if (::poll(&watched, 1, 20'000) <= 0)
            return false;
        const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
        ended_ = count <= 0;
        received_.append(bytes.data(), static_cast<std::size_t>(count < 0 ? 0 : count));
        return !ended_;
    }

    std::string take(std::size_t count)
    {
        auto taken = received_.substr(0, count);
        received_.erase(0, count);
        return taken;
    }

    int socket_;
    bool connected_ = false;
    bool ended_ = false;
    std::string received_;
};

// The status of an answer, or 0.
inline int statusOf(const std::string& answer)
{
    return answer.starts_with("HTTP/1.1 ") ? std::atoi(answer.c_str() + 9) : 0;
}

// What stands behind the first empty line.
inline std::string bodyOf(const std::string& answer)
{
    const auto end = answer.find("\r\n\r\n");
    return end == std::string::npos ? std::string() : answer.substr(end + 4);
}

} // namespace logitscope::fixtures
