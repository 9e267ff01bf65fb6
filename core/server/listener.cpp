#include "core/server/listener.h"

#include <fmt/format.h>

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>

namespace logitscope
{

namespace
{

constexpr int on = 1;
constexpr int backlog = 128;
constexpr int breath = 20; // ms, where the machine has no room for another connection

FileDescriptor listenOn(const Address& address)
{
    FileDescriptor socket(
        ::socket(address.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket)
        return {};
    // The port can be used again at once, while old connections die away; but not SO_REUSEPORT,
    // which would let two servers share it unknowingly.
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address.bytes), address.size) != 0)
        return {};
    if (::listen(socket.get(), backlog) != 0)
        return {};
    return socket;
}

int portOf(const FileDescriptor& socket)
{
    Address address;
    address.size = sizeof address.bytes;
    ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address.bytes), &address.size);
    return address.port();
}

std::string sentence(const std::string& host, int port, int error)
{
    if (error == EADDRINUSE)
        return fmt::format("port {} is taken on {}; choose another, or end what uses it", port,
                           host);
    if (error == EADDRNOTAVAIL)
        return fmt::format("{} is no address of this machine", host);
    if (error == EACCES)
        return fmt::format("port {} is not allowed to this user; choose one from 1024 on", port);
    return fmt::format("can't listen on {}: {}", urlOf(host, port),
                       std::generic_category().message(error));
}

} // namespace

Result<Listener> Listener::open(const std::string& host, std::vector<Address> addresses)
{
    Listener listener;
    int lastError = 0;
    const int wanted = addresses.front().port();
    for (auto& address : addresses) {
        if (wanted == 0)
            address.setPort(listener.port_); // the one that the first address was given
        auto socket = listenOn(address);
        if (!socket) {
            lastError = errno;
            // A name may have an address of a family that this machine doesn't speak.
            if (lastError == EADDRNOTAVAIL || lastError == EAFNOSUPPORT || wanted == 0)
                continue;
            return fail(sentence(host, wanted, lastError));
        }
        listener.port_ = portOf(socket);
        listener.sockets_.push_back(std::move(socket));
    }
    if (listener.sockets_.empty())
        return fail(sentence(host, wanted, lastError));
    return listener;
}

std::optional<FileDescriptor> Listener::accept(const StopSignal& stop) const
{
    std::vector<pollfd> watched = {{stop.descriptor(), POLLIN, 0}};
    for (const auto& socket : sockets_)
        watched.push_back({socket.get(), POLLIN, 0});

    while (!stop.raised()) {
        if (::poll(watched.data(), watched.size(), -1) < 0)
            continue; // interrupted
        for (const auto& each : watched) {
            if (each.fd == stop.descriptor() || each.revents == 0)
                continue;
            FileDescriptor client(
                ::accept4(each.fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
            if (client) {
                ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                return client;
            }
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                // Until some connection ends, poll() would report this one again and again.
                pollfd only = watched.front();
                ::poll(&only, 1, breath);
            }
        }
    }
    return {};
}

} // namespace logitscope
