// httplib's routes and answers, behind connections that have limits.
#pragma once

#include "core/result.h"
#include "core/server/api_error.h"
#include "core/server/http_connection.h"
#include "core/server/http_limits.h"
#include "core/server/listener.h"
#include "core/server/stop_signal.h"

#include <atomic>
#include <functional>
#include <httplib.h>
#include <list>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace logitscope
{

// httplib's own way to listen and to read is not used: it bounds neither the time that a request
// takes, nor its headers, nor the connections.
class HttpServer final : private httplib::Server
{
public:
    explicit HttpServer(const HttpLimits& limits = {});
    ~HttpServer() override;

    // What is answered. Before start().
    using httplib::Server::Post;
    using httplib::Server::set_error_handler;
    using httplib::Server::set_exception_handler;
    using httplib::Server::set_post_routing_handler;
    using httplib::Server::set_pre_routing_handler;

    // Hears of what no route gets to see: too long, too slow, no HTTP, too many connections. From
    // the server's threads.
    std::function<void(const std::string& client, const std::string& what, const ApiError&)>
        refused;

    // On those answers; on all others set_post_routing_handler may set some.
    std::vector<std::pair<std::string, std::string>> refusalHeaders;

    // From here on clients are served.
    void start(Listener listener);

    // Ends all connections; handlers that wait have to look at isStopping(). Then the port is free.
    void stop();

    bool isStopping() const { return stop_.raised(); }

    // For a handler that takes its time: whether the client of its request still listens.
    static bool isClientThere(const httplib::Request& request);

private:
    struct Client
    {
        std::thread thread;
        std::atomic<bool> gone = false;
    };

    void acceptClients();
    void welcome(FileDescriptor socket);
    void turnAway(FileDescriptor socket);
    void serve(HttpConnection& connection);
    void report(const HttpConnection& connection, const ApiError& error) const;

    HttpLimits limits_;
    StopSignal stop_;
    std::optional<Listener> listener_;
    std::thread accepting_;
    std::list<Client> clients_; // the accepting thread's
};

} // namespace logitscope
