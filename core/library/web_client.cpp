#include "core/library/web_client.h"

#include "core/curl.h"

#include <fmt/format.h>

#include <exception>
#include <optional>
#include <utility>

namespace logitscope
{

namespace
{

constexpr int mostRedirects = 10;
constexpr int tickMilliseconds = 100;
constexpr std::size_t mostUnreadBytes = 1'000'000;

// What libcurl's callbacks work on.
struct Exchange
{
    const WebRequest& request;
    WebAnswer answer;
    std::chrono::steady_clock::time_point lastByte = std::chrono::steady_clock::now();
    bool declined = false;
    std::size_t unread = 0; // bytes of a body that nobody wants
    bool unreadIsTooLong = false;
    std::exception_ptr exception = {}; // none may go through libcurl
};

// Of "HTTP/1.1 200 OK".
int statusOf(std::string_view line)
{
    const auto blank = line.find(' ');
    const auto digits = blank == std::string_view::npos ? "" : line.substr(blank + 1, 3);
    return static_cast<int>(parseBytes(digits).value_or(0));
}

std::size_t takeHeader(char* bytes, std::size_t size, std::size_t count, void* data)
{
    auto& exchange = *static_cast<Exchange*>(data);
    exchange.lastByte = std::chrono::steady_clock::now();
    const std::string_view line(bytes, size * count);
    try {
        if (line.starts_with("HTTP/"))
            exchange.answer.status = statusOf(line);
        else
            exchange.answer.headers.addLine(line);
    } catch (...) {
        exchange.exception = std::current_exception();
        return 0;
    }
    return size * count;
}

std::size_t takeBody(char* bytes, std::size_t size, std::size_t count, void* data)
{
    auto& exchange = *static_cast<Exchange*>(data);
    exchange.lastByte = std::chrono::steady_clock::now();
    // What an answer without the file says, a person reads on the hub's pages.
    const bool isFile = exchange.answer.status == 200 || exchange.answer.status == 206;
    if (!isFile || !exchange.request.body) {
        exchange.unread += size * count;
        exchange.unreadIsTooLong = exchange.unread > mostUnreadBytes;
        return exchange.unreadIsTooLong ? 0 : size * count; // 0 ends it
    }
    try {
        exchange.declined = !exchange.request.body(exchange.answer, {bytes, size * count});
    } catch (...) {
        exchange.exception = std::current_exception();
    }
    return exchange.declined || exchange.exception ? 0 : size * count;
}

class Attached
{
public:
    Attached(CURLM* multi, CURL* easy) : multi_(multi), easy_(easy)
    {
        curl_multi_add_handle(multi_, easy_);
    }

    ~Attached() { curl_multi_remove_handle(multi_, easy_); }

    Attached(const Attached&) = delete;
    Attached& operator=(const Attached&) = delete;

private:
    CURLM* multi_;
    CURL* easy_;
};

using Kind = WebFailure::Kind;

WebFailure failureOf(CURL* easy, CURLcode code, const CurlDetails& details,
                     const WebAddress& address)
{
    const auto what = wordsFor(code, details);
    const auto host = address.authority();
    switch (faultOf(easy, code)) {
    case ConnectionFault::ProxyRefuses:
        return {Kind::Wrong, Error::of("{}: {}", host, wordsOfProxy(easy))};
    case ConnectionFault::NotFound:
        return {Kind::NotReached,
                Error::of("{}: its address can't be found ({}); check the network, HF_ENDPOINT and "
                          "the proxy",
                          host, what)};
    case ConnectionFault::NotReached:
        return {Kind::NotReached,
                Error::of("{}: can't be reached ({}); check the network, HF_ENDPOINT and the proxy",
                          host, what)};
    case ConnectionFault::NotSafe:
        return {Kind::Wrong,
                Error::of("{}: no safe connection ({}); check the clock, the certificates of this "
                          "system and HF_ENDPOINT",
                          host, what)};
    case ConnectionFault::TooSlow:
    case ConnectionFault::Lost:
        return {Kind::Broken, Error::of("{}: the connection was lost ({})", host, what)};
    default:
        return {Kind::Wrong,
                Error::of("{}: {}; try again later, and check HF_ENDPOINT", host, what)};
    }
}

} // namespace

bool WebAnswer::redirects() const
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

struct WebClient::Handles
{
    CurlMulti multi = newCurlMulti();
    CurlEasy easy{curl_easy_init()};
};

WebClient::WebClient(const WebTimes& times, std::stop_token stop)
    : times_(times)
    , stop_(std::move(stop))
    , handles_(std::make_unique<Handles>())
{
}

WebClient::~WebClient() = default;

tl::expected<WebAnswer, WebFailure> WebClient::send(const WebRequest& request)
{
    auto address = request.address;
    WebHeaders headers; // of the answers before
    for (int redirects = 0; redirects <= mostRedirects; ++redirects) {
        WebAnswer next{.headers = {}, .address = address};
        if (request.headersOnly)
            next.headers = headers;
        auto answer = sendOnce(request, std::move(next), address.isSameOrigin(request.address));
        if (!answer || !answer->redirects())
            return answer;
        const std::string location(answer->headers.find("location"));
        const auto target = address.redirectedTo(location);
        if (location.empty() || !target)
            return tl::unexpected(WebFailure{
                Kind::Wrong, Error::of("{}: redirects to no web address; check HF_ENDPOINT",
                                       address.authority())});
        if (request.headersOnly && !target->isSameOrigin(request.address))
            return answer;
        if (!address.allowsRedirectTo(*target))
            return tl::unexpected(
                WebFailure{Kind::Wrong, Error::of("{}: redirects from https to http, which isn't "
                                                  "followed; try again later",
                                                  address.authority())});
        address = *target;
        headers = answer->headers.extensions();
    }
    return tl::unexpected(
        WebFailure{Kind::Wrong, Error::of("{}: redirects in a circle; check HF_ENDPOINT",
                                          request.address.authority())});
}

tl::expected<WebAnswer, WebFailure> WebClient::sendOnce(const WebRequest& request, WebAnswer answer,
                                                        bool withToken)
{
    auto* easy = handles_->easy.get();
    auto* multi = handles_->multi.get();
    if (easy == nullptr || multi == nullptr)
        return tl::unexpected(WebFailure{Kind::Wrong, Error::of("no memory for a connection")});

    HeaderLines lines;
    lines.add("Accept-Encoding: identity"); // sizes and sums are those of the file itself
    if (withToken && !request.token.empty())
        lines.add("Authorization: Bearer " + request.token);
    Exchange exchange{request, std::move(answer)};
    CurlDetails details = {};

    curl_easy_reset(easy); // keeps the connections
    prepare(easy, exchange.answer.address.url, lines, times_.connect, details);
    curl_easy_setopt(easy, CURLOPT_NOBODY, request.headersOnly ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, takeHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, takeBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
    const auto range = fmt::format("{}-", request.from);
    if (request.from > 0)
        curl_easy_setopt(easy, CURLOPT_RANGE, range.c_str());

    const std::stop_callback wake(stop_, [multi] { curl_multi_wakeup(multi); });
    const Attached attached(multi, easy);
    // libcurl's own limit is of a mean over seconds, and comes late.
    const auto stalls = [&] {
        return std::chrono::steady_clock::now() - exchange.lastByte > times_.stall;
    };
    int running = 1;
    while (running > 0 && !stop_.stop_requested() && !stalls()) {
        if (curl_multi_perform(multi, &running) != CURLM_OK)
            break;
        if (running > 0)
            curl_multi_poll(multi, nullptr, 0, tickMilliseconds, nullptr);
        if (request.tick)
            request.tick();
    }
    std::optional<CURLcode> result;
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi, &left))
        if (message->msg == CURLMSG_DONE)
            result = message->data.result;

    if (exchange.exception)
        std::rethrow_exception(exchange.exception);
    if (exchange.declined)
        return tl::unexpected(WebFailure{Kind::Declined, Error::of("the request was ended")});
    if (stop_.stop_requested() && (!result || *result != CURLE_OK))
        return tl::unexpected(WebFailure{Kind::Stopped, Error::of("the request was stopped")});
    if (exchange.unreadIsTooLong) // the headers say what there is to know
        return std::move(exchange.answer);
    if (!result || *result != CURLE_OK)
        return tl::unexpected(failureOf(easy, result.value_or(CURLE_OPERATION_TIMEDOUT), details,
                                        exchange.answer.address));
    return std::move(exchange.answer);
}

} // namespace logitscope
