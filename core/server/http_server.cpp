#include "core/server/http_server.h"

#include <array>
#include <memory>
#include <sys/socket.h>
#include <system_error>

namespace logitscope
{

HttpServer::HttpServer(const HttpLimits& limits) : limits_(limits)
{
    svr_sock_ = 0; // INVALID_SOCKET would say to httplib that the server stops
    // Only said in a header.
    set_keep_alive_timeout(std::chrono::floor<std::chrono::seconds>(limits_.idle).count());
    set_keep_alive_max_count(1000);
}

HttpServer::~HttpServer()
{
    stop();
}

void HttpServer::start(Listener listener)
{
    listener_ = std::move(listener);
    accepting_ = std::thread([this] { acceptClients(); });
}

void HttpServer::stop()
{
    stop_.raise();
    if (accepting_.joinable())
        accepting_.join();
    listener_.reset();
    for (auto& client : clients_)
        client.thread.join();
    clients_.clear();
}

void HttpServer::acceptClients()
{
    while (auto socket = listener_->accept(stop_)) {
        std::erase_if(clients_, [](Client& client) {
            const bool gone = client.gone;
            if (gone)
                client.thread.join();
            return gone;
        });
        if (clients_.size() < static_cast<std::size_t>(limits_.connections))
            welcome(std::move(*socket));
        else
            turnAway(std::move(*socket));
    }
}

void HttpServer::welcome(FileDescriptor socket)
{
    auto connection = std::make_shared<HttpConnection>(std::move(socket), stop_, limits_);
    auto& client = clients_.emplace_back();
    try {
        client.thread = std::thread([this, connection, &client]() mutable {
            serve(*connection);
            connection.reset(); // closed before it is counted as gone
            client.gone = true;
        });
    } catch (const std::system_error&) { // no thread to be had: the connection closes
        clients_.pop_back();
    }
}

// On the accepting thread, so it waits for nothing.
void HttpServer::turnAway(FileDescriptor socket)
{
    const ApiError error{.status = 503,
                         .message = "too many connections; try again in a moment",
                         .type = "server_error"};
    auto headers = refusalHeaders;
    headers.emplace_back("Retry-After", "1");
    const auto text = refusalText(error, headers);
    const HttpConnection connection(std::move(socket), stop_, limits_);
    report(connection, error);
    connection.sendNow(text);
}

void HttpServer::serve(HttpConnection& connection)
{
    while (!isStopping()) {
        switch (connection.readRequest()) {
        case HttpConnection::Read::Closed:
            return;
        case HttpConnection::Read::Refused:
            report(connection, connection.refusal());
            connection.refuse(refusalHeaders);
            return;
        case HttpConnection::Read::Request:
            bool closes = !connection.keepsAlive();
            // httplib's server has no use for `progress`; it carries the question to the handler.
            const auto setUp = [&](httplib::Request& request) {
                request.progress = [&](std::uint64_t, std::uint64_t) {
                    return connection.isClientThere();
                };
            };
            if (!process_request(connection, closes, closes, setUp) || closes)
                return;
        }
    }
}

bool HttpServer::isClientThere(const httplib::Request& request)
{
    return !request.progress || request.progress(0, 0);
}

void HttpServer::report(const HttpConnection& connection, const ApiError& error) const
{
    if (refused)
        refused(connection.client(), connection.what(), error);
}

} // namespace logitscope
