// What the server did, a line for each request. Of the texts it says nothing: a log may be kept.
#pragma once

#include "core/server/api_server.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace logitscope
{

class ServeLog
{
public:
    // `print` gets whole lines, never two at a time. Has to outlive the server.
    explicit ServeLog(std::function<void(const std::string& line)> print) : print_(std::move(print))
    {
    }

    // For the server, from any thread.
    ServerEvents events();

    // Something else, between two lines.
    void say(const std::string& text);

private:
    struct Begun
    {
        std::string client;
        std::chrono::steady_clock::time_point when;
    };

    void end(std::uint64_t id, const ServerEvents::End& end);
    void print(const std::string& client, const std::string& text);

    std::function<void(const std::string& line)> print_;
    std::mutex mutex_; // guards what follows, and print_
    std::map<std::uint64_t, Begun> begun_;
};

// "200, 40 tokens, 0.4 s"
std::string logText(const ServerEvents::End& end, double seconds);

// Without what would steer a terminal: clients choose parts of what is shown.
std::string plainText(const std::string& text);

} // namespace logitscope
