#include "core/server/http_connection.h"

#include "core/server/request_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <cstddef>
#include <exception>
#include <optional>
#include <poll.h>
#include <string_view>
#include <utility>

namespace logitscope
{

namespace
{

namespace net = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using net::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr std::size_t most = 16 * 1024; // bytes that are received at once

// How long a client may have gone before that is noticed, if no token comes meanwhile.
constexpr std::chrono::milliseconds glance{50};

// How long the last pieces may take when the server stops.
constexpr std::chrono::milliseconds farewell{250};

std::string chunkText(std::string_view bytes, bool last)
{
    auto text = bytes.empty() ? std::string() : fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes);
    return last ? text.append("0\r\n\r\n") : text;
}

// Everything runs on its strand, one thing at a time.
class Connection final : public HttpConnection, public std::enable_shared_from_this<Connection>
{
public:
    Connection(net::thread_pool& pool, int socket, std::string client, const HttpService& service)
        : strand_(net::make_strand(pool))
        , socket_(strand_, tcp::v4(), socket) // IPv6 sockets, too: nothing depends on it
        , client_(std::move(client))
        , service_(service)
        , limits_(service.limits)
    {
    }

    void start(Ended ended)
    {
        net::co_spawn(strand_, serve(),
                      [self = shared_from_this(), ended = std::move(ended)](std::exception_ptr) {
                          // What was thrown came in the middle of an answer: only the connection's
                          // end can say it.
                          error_code ignored;
                          self->socket_.close(ignored);
                          self->deadline_.cancel();
                          ended(self);
                      });
    }

    void stop() override
    {
        net::post(strand_, [self = shared_from_this()] {
            self->stopping_ = true;
            self->lastCall_ = Clock::now() + farewell;
            self->endBy(self->lastCall_);
            self->news_.cancel();
            error_code ignored;
            if (self->reading_)
                self->socket_.cancel(ignored);
        });
    }

private:
    net::awaitable<void> serve()
    {
        // A client connects because it has something to ask; later it may take its time.
        auto longest = limits_.request;
        bool sent = true; // everything so far
        while (sent && keepsAlive_ && !stopping_) {
            const bool came = co_await read(Clock::now() + longest);
            if (!came)
                co_return;
            sent = co_await respond();
            longest = limits_.idle;
        }
        if (sent)
            co_await linger();
    }

    // The next request, whole or refused. False if none comes.
    net::awaitable<bool> read(Clock::time_point deadline)
    {
        RequestParser parser(limits_, client_);
        for (bool begun = false, continued = false;;) {
            parser.parse(received_);
            if (parser.isDone()) {
                take(parser);
                co_return true;
            }
            if (!continued && parser.expectsContinue()) {
                continued = true;
                co_await send("HTTP/1.1 100 Continue\r\n\r\n");
            }
            if (!begun && parser.hasBegun()) {
                begun = true;
                deadline = Clock::now() + limits_.request;
            }
            const auto count = co_await receive(deadline);
            if (stopping_ || (count == 0 && !begun))
                co_return false;
            if (count == 0) {
                parser.refuse(late_ ? ApiError{.status = 408,
                                               .message = fmt::format("the request wasn't whole "
                                                                      "after {} ms",
                                                                      limits_.request.count())}
                                    : ApiError{.message = "the request ends too early"});
                take(parser);
                co_return true;
            }
        }
    }

    void take(RequestParser& parser)
    {
        request_ = std::move(parser.request());
        refusal_ = parser.refusal();
        // After a refusal it is unknown where the next request would begin.
        keepsAlive_ = parser.keepsAlive() && !refusal_;
    }

    // False if the client didn't take all of it.
    net::awaitable<bool> respond()
    {
        auto answer = refusal_ ? errorAnswer(*refusal_) : answerOf(request_);
        if (answer.growing) {
            const bool sent = co_await grow(answer);
            co_return sent;
        }
        if (!answer.error.empty() && service_.failed)
            service_.failed(request_, answer);
        const auto text = answerText(answer, headers(), request_.method != "HEAD");
        const bool sent = co_await send(text);
        co_return sent;
    }

    HttpAnswer answerOf(const HttpRequest& request) const
    {
        try {
            return service_.answer(request);
        } catch (const std::exception& exception) {
            return errorAnswer({.status = 500,
                                .message = fmt::format("the server failed: {}", exception.what()),
                                .type = "server_error"});
        }
    }

    net::awaitable<bool> grow(HttpAnswer& answer)
    {
        auto& body = *answer.growing;
        body.onNews([weak = weak_from_this()] {
            if (const auto self = weak.lock())
                self->wake();
        });
        const bool chunked = !request_.isHttp10; // otherwise its end is the connection's
        if (answer.streams) {
            auto more = headers();
            if (chunked)
                more.emplace_back("Transfer-Encoding", "chunked");
            const auto head = headText(answer, more);
            const bool sent = co_await send(head);
            if (!sent)
                co_return false;
        }
        for (bool last = false; !last;) {
            hasNews_ = false;
            auto piece = body.next(stopping_);
            last = piece.last;
            std::string text;
            if (answer.streams) {
                text = chunked ? chunkText(piece.bytes, last) : std::move(piece.bytes);
            } else if (last) {
                answer.status = piece.status;
                answer.body = std::move(piece.bytes);
                text = answerText(answer, headers());
            }
            const bool sent = co_await send(text);
            if (!sent || (!last && !isClientThere()))
                co_return false;
            if (text.empty() && !last && !hasNews_) {
                error_code ignored;
                news_.expires_after(glance);
                co_await news_.async_wait(net::redirect_error(net::use_awaitable, ignored));
            }
        }
        body.sent();
        co_return true;
    }

    // For all answers on this connection.
    HeaderList headers() const
    {
        using std::chrono::seconds;
        auto headers = service_.headers;
        if (keepsAlive_)
            headers.emplace_back(
                "Keep-Alive",
                fmt::format("timeout={}", std::chrono::floor<seconds>(limits_.idle).count()));
        else
            headers.emplace_back("Connection", "close");
        return headers;
    }

    // A client that closed only its half for sending counts as gone: the two can't be told apart
    // before something is sent. Asio sees neither without reading.
    bool isClientThere()
    {
        pollfd watched = {socket_.native_handle(), POLLRDHUP, 0};
        return ::poll(&watched, 1, 0) == 0;
    }

    // From any thread.
    void wake()
    {
        net::post(strand_, [self = shared_from_this()] {
            self->hasNews_ = true;
            self->news_.cancel();
        });
    }

    // Closing with unread bytes would reset the connection, and the client might not see the
    // answer.
    net::awaitable<void> linger()
    {
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
        const auto deadline = Clock::now() + limits_.linger;
        for (std::size_t dropped = 0; dropped < limits_.lingerBytes;) {
            received_.clear();
            const auto count = co_await receive(deadline);
            if (count == 0)
                co_return;
            dropped += count;
        }
    }

    // How much came. 0: the client's end, the deadline, or the server's end.
    net::awaitable<std::size_t> receive(Clock::time_point deadline)
    {
        if (stopping_)
            co_return 0;
        endBy(deadline);
        reading_ = true;
        error_code error;
        const auto count = co_await socket_.async_read_some(
            received_.prepare(most), net::redirect_error(net::use_awaitable, error));
        reading_ = false;
        received_.commit(count);
        co_return error ? 0 : count;
    }

    net::awaitable<bool> send(std::string_view text)
    {
        while (!text.empty()) {
            endBy(Clock::now() + limits_.write);
            error_code error;
            const auto count = co_await socket_.async_write_some(
                net::buffer(text), net::redirect_error(net::use_awaitable, error));
            if (error || late_)
                co_return false;
            text.remove_prefix(count);
        }
        co_return true;
    }

    // What the socket does next ends by then.
    void endBy(Clock::time_point deadline)
    {
        late_ = false;
        deadline_.expires_at(stopping_ ? std::min(deadline, lastCall_) : deadline);
        deadline_.async_wait([weak = weak_from_this()](error_code error) {
            const auto self = weak.lock();
            if (error || !self || Clock::now() < self->deadline_.expiry())
                return; // there is another deadline by now
            self->late_ = true;
            self->socket_.cancel(error);
        });
    }

    net::strand<net::thread_pool::executor_type> strand_;
    tcp::socket socket_;
    net::steady_timer deadline_{strand_}; // of what the socket does
    net::steady_timer news_{strand_};     // runs out, or is cancelled when there is news
    std::string client_;
    const HttpService& service_;
    const HttpLimits& limits_;

    beast::flat_buffer received_; // and not parsed yet
    HttpRequest request_;
    std::optional<ApiError> refusal_; // why it can't be taken
    bool keepsAlive_ = true;

    bool reading_ = false;
    bool late_ = false;    // the deadline ended what the socket did
    bool hasNews_ = false; // since the growing body was asked
    bool stopping_ = false;
    Clock::time_point lastCall_; // when everything ends, once it is stopping
};

} // namespace

std::shared_ptr<HttpConnection> HttpConnection::open(net::thread_pool& pool, int socket,
                                                     const std::string& client,
                                                     const HttpService& service, Ended ended)
{
    auto connection = std::make_shared<Connection>(pool, socket, client, service);
    connection->start(std::move(ended));
    return connection;
}

} // namespace logitscope
