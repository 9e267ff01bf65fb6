// Asks one server, with patience: what may pass is tried again, and what can't is one sentence.
#pragma once

#include "core/remote/remote_address.h"
#include "core/remote/transfers.h"
#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace logitscope
{

// From any number of threads.
class ServerLink
{
public:
    // Told before each pause what it waits for, in a sentence without its full stop.
    using Waiting =
        std::function<void(const std::string& sentence, std::chrono::milliseconds pause)>;

    ServerLink(RemoteAddress address, std::string key, const RemoteTimes& times,
               Waiting waiting = {});

    struct Answers
    {
        std::vector<ServerAnswer> all; // in the order of the calls
        bool wasRetried = false;       // it may be another server that answered in the end
    };

    // How many calls a server answers at once, of all threads; the others wait here.
    void setMostAtOnce(std::size_t calls) { transfers_.setMostAtOnce(calls); }

    // All of the calls together. Lost connections and the statuses 429, 500, 502, 503 and 504 are
    // tried again, longer each time or when the server asks for it; any other status is an answer.
    Result<Answers> send(std::span<const ServerCall> calls, const std::stop_token& stop) const;

    // The body of the one answer; any status but 200 is an Error.
    Result<std::string> body(const ServerCall& call, const std::stop_token& stop) const;

    // The same as JSON: the object that it has to be.
    Result<nlohmann::json> object(const ServerCall& call, const std::stop_token& stop) const;

    // What an answer to that call means for a person. Never has the key in it.
    Error refusal(const ServerCall& call, const ServerAnswer& answer) const;

    const std::string& server() const { return address_.authority; }

private:
    RemoteAddress address_;
    std::string key_;
    RemoteTimes times_;
    Waiting waiting_;
    Transfers transfers_;
};

} // namespace logitscope
