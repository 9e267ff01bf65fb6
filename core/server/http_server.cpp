#include "core/server/http_server.h"

#include "core/server/request_body.h"
#include "core/text/utf8_stream.h"

#include <exception>
#include <memory>
#include <system_error>
#include <utility>

namespace logitscope
{

namespace
{

// Each connection has a thread of its own.
thread_local HttpConnection* connectionOfThisThread = nullptr;

} // namespace

HttpServer::HttpServer(Answer answer, const HttpLimits& limits) : limits_(limits)
{
    svr_sock_ = 0; // INVALID_SOCKET would say to httplib that the server stops
    // Only said in a header.
    set_keep_alive_timeout(std::chrono::floor<std::chrono::seconds>(limits_.idle).count());
    set_keep_alive_max_count(1000);
    addRoutes(std::move(answer));
}

// All paths are the answer's to know. POST takes httplib's form with a reader: without one it takes
// no more than 8 KB of what `curl -d` sends.
void HttpServer::addRoutes(Answer answer)
{
    using httplib::Request;
    using httplib::Response;
    Post(R"([\s\S]*)", [answer](const Request& request, Response& response,
                                const httplib::ContentReader& read) {
        if (const auto body = readBody(request, read))
            answer(request, *body, response);
        else
            connectionOfThisThread->cutOff({.message = "the body ends too early, or in chunks that "
                                                       "are none"});
    });
    set_pre_routing_handler(
        [answer = std::move(answer)](const Request& request, Response& response) {
            if (request.method == "POST")
                return HandlerResponse::Unhandled;
            answer(request, {}, response);
            return HandlerResponse::Handled;
        });
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
    connectionOfThisThread = &connection;
    try {
        while (!isStopping() && connection.waitForRequest() && serveOne(connection)) {
        }
    } catch (const std::exception&) { // from a stream, where httplib catches nothing: part of the
                                      // answer is sent, so only the connection's end can say it
    }
}

// False when the connection has to end.
bool HttpServer::serveOne(HttpConnection& connection)
{
    bool hasHead = false;
    bool closes = false;
    const bool answered =
        process_request(connection, closes, closes, [&](httplib::Request& request) {
            hasHead = true;
            connection.beginBody(request.method + " " + validUtf8(request.path));
            request.ranges.clear(); // a thousand of them would make one answer a thousand
            if (const auto error = findBodyError(request, limits_.bodyBytes))
                connection.cutOff(*error);
            const bool hasUnreadBody = request.method != "POST" && hasBody(request);
            // In HTTP/1.0 the end of a stream is the connection's, even where it asks to keep it.
            if (hasUnreadBody || request.version == "HTTP/1.0") {
                closes = true;
                request.headers.erase("Connection");
                request.headers.emplace("Connection", "close");
            }
        });
    if (!hasHead && !isStopping())
        connection.cutOff({.message = "the request can't be read; HTTP/1.1 is expected"});
    if (connection.refusal()) {
        report(connection, *connection.refusal());
        connection.sendRefusal(refusalHeaders);
        return false;
    }
    return answered && !closes;
}

bool HttpServer::isClientThere()
{
    return connectionOfThisThread->isClientThere();
}

void HttpServer::report(const HttpConnection& connection, const ApiError& error) const
{
    if (refused)
        refused(connection.client(), connection.what(), error);
}

} // namespace logitscope
