// A client that sends what no library would.
#pragma once

#include "core/server/file_descriptor.h"

#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>

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
        connected_ = ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address),
                               sizeof address) == 0;
    }

    bool isConnected() const { return connected_; }

    // False where the server doesn't take it any more.
    bool send(std::string_view bytes) const
    {
        while (!bytes.empty()) {
            const auto count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    // Everything up to `end`, or what there was when the connection ended or nothing came any more.
    std::string receiveUntil(std::string_view end)
    {
        while (received_.find(end) == std::string::npos) {
            pollfd watched = {socket_.get(), POLLIN, 0};
            std::array<char, 4096> bytes;
            if (::poll(&watched, 1, 20'000) <= 0)
                break;
            const auto count = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
            if (count <= 0) {
                ended_ = true;
                break;
            }
            received_.append(bytes.data(), static_cast<std::size_t>(count));
        }
        const auto found = received_.find(end);
        const auto length = found == std::string::npos ? received_.size() : found + end.size();
        const auto result = received_.substr(0, length);
        received_.erase(0, length);
        return result;
    }

    // All, up to the connection's end.
    std::string receiveAll() { return receiveUntil("\xff\xff no such bytes"); }

    // Whether the server closed it, as far as was received.
    bool hasEnded() const { return ended_; }

    void closeSending() const { ::shutdown(socket_.get(), SHUT_WR); }

    void hangUp() { socket_ = FileDescriptor(); }

private:
    FileDescriptor socket_;
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
