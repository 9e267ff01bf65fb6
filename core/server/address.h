// Where a server listens, and whether that is what its clients ask for.
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace logitscope
{

class Address
{
public:
    Address(std::string ip, int port) : ip_(std::move(ip)), port_(port) {}

    const std::string& ip() const { return ip_; } // "127.0.0.1", "::1"

    int port() const { return port_; }

    bool isLoopback() const; // only this machine reaches it

    bool operator==(const Address&) const = default;

private:
    std::string ip_;
    int port_;
};

// All addresses that a name has on this machine: "localhost" may have two. At least one.
Result<std::vector<Address>> addressesOf(const std::string& host, int port);

// "http://127.0.0.1:8000", "http://[::1]:8000"
std::string urlOf(const std::string& host, int port);

// Whom limits of one client are for: its address, or all of "2001:db8::/64", which an IPv6 client
// has for itself.
std::string limitedClient(const std::string& client);

// Whether the Host header of a request names this machine as itself: an address, localhost, the
// host that the server listens at or this machine's name, alone or in .local, with or without a
// port. A web page elsewhere that lets its own name point here (DNS rebinding) has another one:
// names without a domain and those in .local (RFC 6762) are nobody's on the internet.
bool isOwnName(std::string_view hostHeader, std::string_view listeningHost);

} // namespace logitscope
