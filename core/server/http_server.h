// Listens for clients and serves each on a connection of its own, on few threads.
#pragma once

#include "core/result.h"
#include "core/server/address.h"
#include "core/server/http_connection.h"

#include <memory>
#include <string>
#include <vector>

namespace logitscope
{

class HttpServer
{
public:
    // Serves clients at all of the host's addresses from here on. Port 0: one that is free. Errors:
    // the port is taken, or not allowed.
    static Result<std::unique_ptr<HttpServer>>
    start(const std::string& host, const std::vector<Address>& addresses, HttpService service);

    // Ends all connections within a second. Then the port is free.
    virtual ~HttpServer() = default;

    virtual int port() const = 0;
};

} // namespace logitscope
