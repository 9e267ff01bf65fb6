// HTTP requests to one server, several at once, by libcurl. Proxies are those of the environment
// and certificates are checked with the system's, as is libcurl's own custom. No redirect is
// followed, so the key goes nowhere else.
#pragma once

#include "core/remote/remote_address.h"
#include "core/result.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace logitscope
{

struct RemoteTimes
{
    std::chrono::milliseconds connect{10'000};
    std::chrono::milliseconds stall{120'000};   // without a byte: a long prompt takes its time
    std::chrono::milliseconds answer{600'000};  // until all of it is there
    std::chrono::milliseconds loading{300'000}; // that a server may say that it isn't ready
    int attempts = 4;                           // of requests that fail in another way
    std::chrono::milliseconds firstPause{250};
    std::chrono::milliseconds longestPause{4'000};
    std::chrono::seconds longestRetryAfter{30}; // asked for more, it gives up
};

struct ServerCall
{
    std::string path;                   // "/v1/models"
    std::string body = {};              // JSON, for a POST; empty: a GET
    std::size_t mostBytes = 16'000'000; // of the answer
};

struct ServerAnswer
{
    int status = 0;
    std::string body = {};
    std::string redirect = {};                           // where to
    std::optional<std::chrono::seconds> retryAfter = {}; // if the server asks for a pause
};

struct TransferFailure
{
    bool mayPass; // another attempt may go well
    Error error;
};

using TransferResult = tl::expected<ServerAnswer, TransferFailure>;

// Keeps its connections for the next requests. From any number of threads.
class Transfers
{
public:
    // Header lines tell the key, if there is one.
    Transfers(RemoteAddress server, const std::string& key, const RemoteTimes& times);
    ~Transfers();

    Transfers(const Transfers&) = delete;
    Transfers& operator=(const Transfers&) = delete;

    // How many requests there are at once, of all threads; the others wait here.
    void setMostAtOnce(std::size_t calls);

    // Of each call, in their order. Returns at once when it is stopped.
    std::vector<TransferResult> run(std::span<const ServerCall> calls,
                                    const std::stop_token& stop) const;

private:
    struct Work;

    std::unique_ptr<Work> work_;
};

} // namespace logitscope
