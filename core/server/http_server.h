// httplib's reading and answering of requests, behind connections that have limits.
#pragma once

#include "core/api/api_error.h"
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

// httplib's own way to listen isn't used: it has no limit for connections, and lets two servers
// share a port.
class HttpServer final : private httplib::Server
{
public:
    using Answer =
        std::function<void(const httplib::Request&, const std::string& body, httplib::Response&)>;

    // `answer` gets every request that could be read, on its connection's thread.
    explicit HttpServer(Answer answer, const HttpLimits& limits = {});
    ~HttpServer() override;

    // Before start().
    using httplib::Server::set_exception_handler;
    using httplib::Server::set_post_routing_handler;

    // Hears of what isn't answered: too long, too slow, no HTTP, too many connections. From the
    // server's threads.
    std::function<void(const std::string& client, const std::string& what, const ApiError&)>
        refused;

    // On those refusals; on all answers set_post_routing_handler may set some.
    std::vector<std::pair<std::string, std::string>> refusalHeaders;

    // From here on clients are served.
    void start(Listener listener);

    // Ends all connections; answers that take their time have to look at isStopping(). Then the
    // port is free.
    void stop();

    bool isStopping() const { return stop_.raised(); }

    // For an answer that takes its time, on its own thread: whether its client still listens.
    static bool isClientThere();

private:
    struct Client
    {
        std::thread thread;
        std::atomic<bool> gone = false;
    };

    void addRoutes(Answer answer);
    void acceptClients();
    void welcome(FileDescriptor socket);
    void turnAway(FileDescriptor socket);
    void serve(HttpConnection& connection);
    bool serveOne(HttpConnection& connection);
    void report(const HttpConnection& connection, const ApiError& error) const;

    HttpLimits limits_;
    StopSignal stop_;
    std::optional<Listener> listener_;
    std::thread accepting_;
    std::list<Client> clients_; // the accepting thread's
};

} // namespace logitscope
