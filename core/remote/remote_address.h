// Where a model runs that isn't on this machine's disk: "http://HOST:PORT[/path][#model]".
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace logitscope
{

struct RemoteAddress
{
    std::string url; // without a slash at its end: "http://127.0.0.1:8080", "https://host/llm"
    std::string authority; // how sentences name the server: "127.0.0.1:8080"
    std::string model;     // what stands after #, as it is; empty: the only one that it serves

    // A "/v1" at the end of the path is left out: requests have it themselves. The Error never
    // repeats the address, which may have a password in it.
    static Result<RemoteAddress> parse(const std::string& text);
};

// Whether this is meant to be such an address rather than a folder or a model's name.
bool isRemoteAddress(std::string_view text);

} // namespace logitscope
