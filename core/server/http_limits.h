// How much of one client, and of how many, the server takes. The only place for these numbers.
#pragma once

#include <chrono>
#include <cstddef>

namespace logitscope
{

struct HttpLimits
{
    // At a time; further ones are answered 503. More than requests that run, as clients keep
    // connections open that they don't use.
    int connections = 192;

    std::size_t headBytes = 16 * 1024;          // request line and headers
    std::size_t bodyBytes = 1024 * 1024;        // without what chunks add to it
    std::size_t lingerBytes = 32 * 1024 * 1024; // read and discarded after the last answer

    std::chrono::milliseconds request{10'000}; // from a request's first byte to its last
    std::chrono::milliseconds idle{30'000};    // between two requests on one connection
    std::chrono::milliseconds write{10'000};   // that a client may leave no room for an answer
    std::chrono::milliseconds linger{1'000};   // for the client to read the last answer
};

} // namespace logitscope
