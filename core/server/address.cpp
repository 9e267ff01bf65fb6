#include "core/server/address.h"

#include <fmt/format.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>

namespace logitscope
{

namespace
{

// sockaddr_storage as what it holds, by copy: the sockets' interface is older than strict aliasing.
template <class T>
T as(const sockaddr_storage& bytes)
{
    T address;
    std::memcpy(&address, &bytes, sizeof address);
    return address;
}

std::string textOf(int family, const void* address)
{
    std::array<char, INET6_ADDRSTRLEN> text = {};
    ::inet_ntop(family, address, text.data(), text.size());
    return text.data();
}

std::string inLowerCase(std::string_view name)
{
    std::string lower(name);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return lower;
}

} // namespace

bool Address::isLoopback() const
{
    if (bytes.ss_family == AF_INET)
        return ntohl(as<sockaddr_in>(bytes).sin_addr.s_addr) >> 24 == 127;
    if (bytes.ss_family != AF_INET6)
        return false;
    const auto address = as<sockaddr_in6>(bytes).sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&address))
        return address.s6_addr[12] == 127;
    return IN6_IS_ADDR_LOOPBACK(&address);
}

// Both families have the port at the same place.
int Address::port() const
{
    return ntohs(as<sockaddr_in>(bytes).sin_port);
}

void Address::setPort(int port)
{
    auto address = as<sockaddr_in>(bytes);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    std::memcpy(&bytes, &address, sizeof address);
}

std::string Address::text() const
{
    if (bytes.ss_family == AF_INET) {
        const auto address = as<sockaddr_in>(bytes).sin_addr;
        return textOf(AF_INET, &address);
    }
    const auto address = as<sockaddr_in6>(bytes).sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&address))
        return textOf(AF_INET, &address.s6_addr[12]);
    return textOf(AF_INET6, &address);
}

Result<std::vector<Address>> addressesOf(const std::string& host, int port)
{
    addrinfo wanted = {};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    const int error = ::getaddrinfo(host.c_str(), nullptr, &wanted, &found);
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, ::freeaddrinfo);
    if (error != 0)
        return fail(fmt::format("the host {} is unknown: {}", host, ::gai_strerror(error)));

    std::vector<Address> addresses;
    for (const auto* each = found; each; each = each->ai_next) {
        if (each->ai_family != AF_INET && each->ai_family != AF_INET6)
            continue;
        Address address;
        std::memcpy(&address.bytes, each->ai_addr, each->ai_addrlen);
        address.size = each->ai_addrlen;
        address.setPort(port);
        const auto isSame = [&](const Address& other) { return other.text() == address.text(); };
        if (std::ranges::none_of(addresses, isSame))
            addresses.push_back(address);
    }
    if (addresses.empty())
        return fail(fmt::format("the host {} has no address", host));
    return addresses;
}

std::pair<std::string, int> peerOf(int socket)
{
    Address address;
    address.size = sizeof address.bytes;
    if (::getpeername(socket, reinterpret_cast<sockaddr*>(&address.bytes), &address.size) != 0)
        return {"?", 0}; // it has gone already
    if (address.bytes.ss_family != AF_INET && address.bytes.ss_family != AF_INET6)
        return {"?", 0};
    return {address.text(), address.port()};
}

std::string urlOf(const std::string& host, int port)
{
    const bool brackets = host.find(':') != std::string::npos;
    return fmt::format("http://{}{}{}:{}", brackets ? "[" : "", host, brackets ? "]" : "", port);
}

bool isOwnName(std::string_view hostHeader, std::string_view listeningHost)
{
    std::string name(hostHeader);
    if (name.starts_with('[')) // an IPv6 address
        name = name.substr(1, name.find(']') - 1);
    else
        name = name.substr(0, name.find(':'));
    name = inLowerCase(name);
    in6_addr ignored = {};
    return (!name.empty() && name == inLowerCase(listeningHost)) || name == "localhost" ||
           name.ends_with(".localhost") || ::inet_pton(AF_INET, name.c_str(), &ignored) == 1 ||
           ::inet_pton(AF_INET6, name.c_str(), &ignored) == 1;
}

} // namespace logitscope
