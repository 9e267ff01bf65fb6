// One HTTP request after another, by libcurl. Proxies are those of the environment and certificates
// are checked with the system's, as is libcurl's own custom.
#pragma once

#include "core/library/hub_answer.h"
#include "core/library/web_address.h"
#include "core/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace logitscope
{

struct WebTimes
{
    std::chrono::milliseconds connect{15'000};
    std::chrono::milliseconds stall{30'000}; // without a byte a connection is as good as lost
};

struct WebAnswer
{
    int status = 0;
    WebHeaders headers;
    WebAddress address; // that answered, after redirects

    bool redirects() const;
};

struct WebFailure
{
    enum class Kind
    {
        Stopped,    // by the stop token
        Declined,   // by `body`
        NotReached, // no connection
        Broken,     // a connection that was lost: worth another attempt
        Wrong,      // nothing that an attempt more would change
    };

    Kind kind;
    Error error;
};

struct WebRequest
{
    WebAddress address;
    bool headersOnly = false; // HEAD

    // Sent to this address's scheme, host and port alone, whatever an answer redirects to.
    std::string token = {};

    std::int64_t from = 0; // GET: the bytes from there on

    // Of answers with status 200 or 206. False ends the request.
    std::function<bool(const WebAnswer& answer, std::string_view bytes)> body = {};

    // Called ten times a second or more, while bytes arrive or don't.
    std::function<void()> tick = {};
};

class WebClient
{
public:
    WebClient(const WebTimes& times, std::stop_token stop);
    ~WebClient();

    WebClient(const WebClient&) = delete;
    WebClient& operator=(const WebClient&) = delete;

    // Redirects are followed, but never from https to http. A HEAD stays with the scheme, host and
    // port that it asked, and its headers that begin with x- are those of all answers on the way.
    tl::expected<WebAnswer, WebFailure> send(const WebRequest& request);

private:
    struct Handles;

    tl::expected<WebAnswer, WebFailure> sendOnce(const WebRequest& request, WebAnswer answer,
                                                 bool withToken);

    WebTimes times_;
    std::stop_token stop_;
    std::unique_ptr<Handles> handles_;
};

} // namespace logitscope
