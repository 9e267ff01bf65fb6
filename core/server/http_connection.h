// One client's connection: reads requests, answers them one after the other, and ends when a limit,
// the client or the server says so.
#pragma once

#include "core/server/http_limits.h"
#include "core/server/http_message.h"

#include <functional>
#include <memory>
#include <string>

namespace boost::asio
{
class thread_pool;
}

namespace logitscope
{

// What a server does. Called from its threads, several at once.
struct HttpService
{
    // Answers a request that could be read. What it throws is answered with status 500.
    std::function<HttpAnswer(const HttpRequest&)> answer;

    // Hears of every answer that says an error, before it is sent; may be empty.
    std::function<void(const HttpRequest&, const HttpAnswer&)> failed = {};

    HeaderList headers = {}; // on all answers

    HttpLimits limits = {};
};

class HttpConnection
{
public:
    virtual ~HttpConnection() = default;

    using Ended = std::function<void(std::shared_ptr<HttpConnection>)>;

    // Serves the client at `socket`, a connected TCP socket. It calls `ended` from one of the
    // pool's threads, once the socket is closed. `service` has to outlive it.
    static std::shared_ptr<HttpConnection> open(boost::asio::thread_pool& pool, int socket,
                                                const std::string& client,
                                                const HttpService& service, Ended ended);

    // From any thread. What is being answered gets its last piece, and a moment to be sent.
    virtual void stop() = 0;
};

} // namespace logitscope
