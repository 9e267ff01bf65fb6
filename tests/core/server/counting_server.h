// A server whose handlers only count: for what happens on the wire.
#pragma once

#include "core/server/http_server.h"

#include <chrono>
#include <cstddef>
#include <httplib.h>
#include <mutex>
#include <semaphore>
#include <string>
#include <vector>

namespace logitscope::fixtures
{

// POST /count answers how many bytes the body has; POST /stream sends until nobody listens.
class CountingServer
{
public:
    explicit CountingServer(const HttpLimits& limits = {}) : server_(limits)
    {
        auto listener = Listener::open("127.0.0.1", *addressesOf("127.0.0.1", 0));
        port_ = listener->port();
        server_.refused = [this](const std::string&, const std::string& what,
                                 const ApiError& error) {
            const std::lock_guard lock(mutex_);
            refused_.push_back(std::to_string(error.status) + " " + what);
        };
        server_.refusalHeaders = {{"X-Refused", "yes"}};
        server_.Post("/count", [](const httplib::Request&, httplib::Response& response,
                                  const httplib::ContentReader& read) {
            std::size_t bytes = 0;
            read([&](const char*, std::size_t count) {
                bytes += count;
                return true;
            });
            response.set_content(std::to_string(bytes), "text/plain");
        });
        server_.Post("/stream", [this](const httplib::Request& request, httplib::Response& response,
                                       const httplib::ContentReader&) {
            response.set_chunked_content_provider(
                "text/event-stream", [this, &request](std::size_t, httplib::DataSink& sink) {
                    const std::string event(1000, 'x');
                    while (HttpServer::isClientThere(request) && !server_.isStopping() &&
                           sink.write(event.data(), event.size())) {
                    }
                    streamEnded_.release();
                    return false;
                });
        });
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
    int port_ = 0;
    std::mutex mutex_;
    std::vector<std::string> refused_;
    std::counting_semaphore<> streamEnded_{0};
    HttpServer server_;
};

} // namespace logitscope::fixtures
