// A server whose handlers only count: for what happens on the wire.
#pragma once

#include "core/server/http_server.h"

#include <chrono>
#include <cstddef>
#include <httplib.h>
#include <mutex>
#include <new>
#include <semaphore>
#include <string>
#include <vector>

namespace logitscope::fixtures
{

// POST /count answers how many bytes the body has; POST /stream sends until nobody listens, POST
// /fail throws after a first piece.
class CountingServer
{
public:
    explicit CountingServer(const HttpLimits& limits = {})
        : server_([this](const auto& request, const auto& body,
                         auto& response) { answer(request, body, response); },
                  limits)
    {
        auto listener = Listener::open("127.0.0.1", *addressesOf("127.0.0.1", 0));
        port_ = listener->port();
        server_.refused = [this](const std::string&, const std::string& what,
                                 const ApiError& error) {
            const std::lock_guard lock(mutex_);
            refused_.push_back(std::to_string(error.status) + " " + what);
        };
        server_.refusalHeaders = {{"X-Refused", "yes"}};
        server_.start(std::move(*listener));
    }

    int port() const { return port_; }

    void stop() { server_.stop(); }

    // Waits for the end of one.
    bool streamEnded() { return streamEnded_.try_acquire_for(std::chrono::seconds(20)); }

    // "413 POST /count", of each request that no handler saw
    std::vector<std::string> refused()
    {
        const std::lock_guard lock(mutex_);
        return refused_;
    }

private:
    void answer(const httplib::Request& request, const std::string& body,
                httplib::Response& response)
    {
        if (request.method == "POST" && request.path == "/count")
            response.set_content(std::to_string(body.size()), "text/plain");
        else if (request.method == "POST" && request.path == "/stream")
            response.set_chunked_content_provider(
                "text/event-stream", [this](std::size_t, httplib::DataSink& sink) {
                    const std::string event(1000, 'x');
                    while (HttpServer::isClientThere() && !server_.isStopping() &&
                           sink.write(event.data(), event.size())) {
                    }
                    streamEnded_.release();
                    return false;
                });
        else if (request.method == "POST" && request.path == "/fail")
            response.set_chunked_content_provider("text/event-stream",
                                                  [](std::size_t, httplib::DataSink& sink) -> bool {
                                                      sink.write("xxx", 3);
                                                      throw std::bad_alloc();
                                                  });
        else
            response.status = 404;
    }

    int port_ = 0;
    std::mutex mutex_;
    std::vector<std::string> refused_;
    std::counting_semaphore<> streamEnded_{0};
    HttpServer server_;
};

} // namespace logitscope::fixtures
