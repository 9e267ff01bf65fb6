#include "core/server/http_server.h"

#include <fmt/format.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <unordered_set>
#include <utility>

namespace logitscope
{

namespace
{

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;

// Requests are read, understood and answered on these; the model has its own.
constexpr std::size_t threads = 4;

// How long accepting rests where the machine has no room for another connection.
constexpr std::chrono::milliseconds breath{20};

error_code open(tcp::acceptor& acceptor, const tcp::endpoint& endpoint)
{
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    // The port can be used again at once, while old connections end.
    if (!error)
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error)
        acceptor.bind(endpoint, error);
    if (!error)
        acceptor.listen(tcp::acceptor::max_listen_connections, error);
    return error;
}

std::string sentence(const std::string& host, int port, const error_code& error)
{
    if (error == net::error::address_in_use)
        return fmt::format("port {} is taken on {}; choose another, or end what uses it", port,
                           host);
    if (error == boost::system::errc::address_not_available)
        return fmt::format("{} is no address of this machine", host);
    if (error == net::error::access_denied)
        return fmt::format("port {} is not allowed to this user; choose one from 1024 on", port);
    return fmt::format("can't listen on {}: {}", urlOf(host, port), error.message());
}

std::string clientOf(const tcp::socket& socket)
{
    error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    if (error)
        return "?"; // it has gone already
    const auto address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

class Server final : public HttpServer
{
public:
    explicit Server(HttpService service) : service_(std::move(service)) {}

    ~Server() override
    {
        net::post(strand_, [this] {
            error_code ignored;
            for (auto& acceptor : acceptors_)
                acceptor.close(ignored);
            breath_.cancel();
            for (const auto& connection : connections_)
                connection->stop();
        });
        pool_.join(); // until nothing is left to do
    }

    int port() const override { return port_; }

    Result<void> listen(const std::string& host, const std::vector<Address>& addresses)
    {
        const int wanted = addresses.front().port();
        port_ = wanted;
        error_code lastError;
        for (const auto& address : addresses) {
            // With port 0 all have the one that the first address was given.
            const tcp::endpoint endpoint(net::ip::make_address(address.ip()),
                                         static_cast<std::uint16_t>(port_));
            tcp::acceptor acceptor(strand_);
            if (const auto error = open(acceptor, endpoint)) {
                lastError = error;
                // A name may have an address of a family that this machine doesn't speak.
                if (error == boost::system::errc::address_not_available ||
                    error == net::error::address_family_not_supported || wanted == 0)
                    continue;
                return fail(sentence(host, wanted, error));
            }
            port_ = acceptor.local_endpoint().port();
            acceptors_.push_back(std::move(acceptor));
        }
        if (acceptors_.empty())
            return fail(sentence(host, wanted, lastError));
        net::post(strand_, [this] {
            for (auto& acceptor : acceptors_)
                accept(acceptor);
        });
        return {};
    }

private:
    void accept(tcp::acceptor& acceptor)
    {
        if (!acceptor.is_open())
            return;
        acceptor.async_accept([this, &acceptor](error_code error, tcp::socket socket) {
            if (!error) {
                welcome(std::move(socket));
                return accept(acceptor);
            }
            // Until some connection ends, the next one would fail at once, again and again.
            breath_.expires_after(breath);
            breath_.async_wait([this, &acceptor](error_code) { accept(acceptor); });
        });
    }

    void welcome(tcp::socket socket)
    {
        const auto client = clientOf(socket);
        if (connections_.size() >= static_cast<std::size_t>(service_.limits.connections))
            return turnAway(std::move(socket), client);
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored); // what is written leaves at once
        connections_.insert(HttpConnection::open(pool_, socket.release(), client, service_,
                                                 [this](std::shared_ptr<HttpConnection> ended) {
                                                     net::post(strand_, [this, ended] {
                                                         connections_.erase(ended);
                                                     });
                                                 }));
    }

    // Waits for nothing: there may be many of them.
    void turnAway(tcp::socket socket, const std::string& client) const
    {
        HttpRequest unread;
        unread.client = client;
        const auto answer = errorAnswer({.status = 503,
                                         .message = "too many connections; try again in a moment",
                                         .type = "server_error"},
                                        {{"Retry-After", "1"}});
        if (service_.failed)
            service_.failed(unread, answer);
        auto headers = service_.headers;
        headers.emplace_back("Connection", "close");
        error_code ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(net::buffer(answerText(answer, headers)), ignored);
        socket.shutdown(tcp::socket::shutdown_send, ignored);
        // Its request, if that has come: closing with unread bytes would reset the connection.
        std::array<char, 16 * 1024> bytes;
        socket.read_some(net::buffer(bytes), ignored);
    }

    const HttpService service_;
    int port_ = 0;
    net::thread_pool pool_{threads};

    // The strand's.
    net::strand<net::thread_pool::executor_type> strand_ = net::make_strand(pool_);
    net::steady_timer breath_{strand_};
    std::list<tcp::acceptor> acceptors_;
    std::unordered_set<std::shared_ptr<HttpConnection>> connections_;
};

} // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(const std::string& host,
                                                      const std::vector<Address>& addresses,
                                                      HttpService service)
{
    auto server = std::make_unique<Server>(std::move(service));
    if (const auto listening = server->listen(host, addresses); !listening)
        return tl::unexpected(listening.error());
    return server;
}

} // namespace logitscope
