// A server whose handlers only count: for what happens on the wire.
#pragma once

#include "core/server/http_server.h"

#include <QtGlobal>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <semaphore>
#include <string>
#include <utility>
#include <vector>

namespace logitscope::fixtures
{

// POST /count answers how many bytes the body has; POST /host whom the client meant; POST /stream
// sends until the client is gone, POST /wait never sends anything, POST /fail throws after a first
// piece.
class CountingServer
{
public:
    explicit CountingServer(const HttpLimits& limits = {})
    {
        HttpService service{
            .answer = [this](const HttpRequest& request) { return answer(request); },
            .failed =
                [this](const HttpRequest& request, const HttpAnswer& answer) {
                    const std::lock_guard lock(mutex_);
                    refused_.push_back(std::to_string(answer.status) + " " + request.what());
                },
            .headers = {{"X-All", "yes"}},
            .limits = limits};
        auto started =
            HttpServer::start("127.0.0.1", *addressesOf("127.0.0.1", 0), std::move(service));
        if (!started)
            qFatal("%s", started.error().message.c_str());
        server_ = std::move(*started);
        port_ = server_->port();
    }

    int port() const { return port_; }

    void stop() { server_.reset(); }

    // Waits for the end of one.
    bool streamEnded() { return streamEnded_.try_acquire_for(std::chrono::seconds(20)); }

    // "413 POST /count", of each request that no handler saw
    std::vector<std::string> refused()
    {
        const std::lock_guard lock(mutex_);
        return refused_;
    }

private:
    // Gives what `piece` returns, and says when it goes.
    class Endless final : public GrowingBody
    {
    public:
        Endless(std::counting_semaphore<>& ended, std::function<std::string()> piece)
            : ended_(ended)
            , piece_(std::move(piece))
        {
        }

        ~Endless() override { ended_.release(); }

        void onNews(std::function<void()>) override {}

        Piece next(bool stopping) override
        {
            return stopping ? Piece{.last = true} : Piece{.bytes = piece_()};
        }

        void sent() override {}

    private:
        std::counting_semaphore<>& ended_;
        std::function<std::string()> piece_;
    };

    HttpAnswer answer(const HttpRequest& request)
    {
        const auto text = [](std::string body) {
            return HttpAnswer{.type = "text/plain", .body = std::move(body)};
        };
        const auto stream = [this](std::function<std::string()> piece) {
            return HttpAnswer{.type = "text/event-stream",
                              .growing = std::make_unique<Endless>(streamEnded_, std::move(piece)),
                              .streams = true};
        };
        if (request.method != "POST")
            return {.status = 404};
        if (request.path == "/count")
            return text(std::to_string(request.body.size()));
        if (request.path == "/host")
            return text(request.host);
        if (request.path == "/stream")
            return stream([] { return std::string(1000, 'x'); });
        if (request.path == "/wait")
            return stream([] { return std::string(); });
        if (request.path == "/fail")
            return stream([begun = false]() mutable -> std::string {
                if (std::exchange(begun, true))
                    throw std::bad_alloc();
                return "xxx";
            });
        return {.status = 404};
    }

    int port_ = 0;
    std::mutex mutex_;
    std::vector<std::string> refused_;
    std::counting_semaphore<> streamEnded_{0};
    std::unique_ptr<HttpServer> server_;
};

} // namespace logitscope::fixtures
