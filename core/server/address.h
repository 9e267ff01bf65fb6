// Where a server listens, and who asks it.
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>
#include <sys/socket.h>
#include <utility>
#include <vector>

namespace logitscope
{

struct Address
{
    sockaddr_storage bytes = {};
    socklen_t size = 0;

    bool isLoopback() const; // nobody but this machine reaches it
    int port() const;
    void setPort(int port);
    std::string text() const; // "127.0.0.1", "::1"
};

// All addresses that a name has on this machine: "localhost" may have two. At least one.
Result<std::vector<Address>> addressesOf(const std::string& host, int port);

// The address and the port at the other end of a connection.
std::pair<std::string, int> peerOf(int socket);

// "http://127.0.0.1:8000", "http://[::1]:8000"
std::string urlOf(const std::string& host, int port);

// Whether the Host header of a request names this machine as itself: an address, localhost or the
// host that the server listens at, with or without a port. A web page elsewhere that lets its own
// name point here (DNS rebinding) has another one.
bool isOwnName(std::string_view hostHeader, std::string_view listeningHost);

} // namespace logitscope
