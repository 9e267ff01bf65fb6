#include "app/cli/serve_log.h"

#include "core/text/utf8.h"
#include "core/text/utf8_stream.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <string_view>

namespace logitscope
{

ServerEvents ServeLog::events()
{
    return {.began =
                [this](const ServerEvents::Request& request) {
                    const std::lock_guard lock(mutex_);
                    begun_[request.id] = {request.client, std::chrono::steady_clock::now()};
                },
            .grew = {},
            .ended = [this](std::uint64_t id, const ServerEvents::End& ended) { end(id, ended); },
            .refused =
                [this](const std::string& client, const std::string& what,
                       const ServerEvents::End& ended) {
                    const std::lock_guard lock(mutex_);
                    print(client, fmt::format("{}, {}: {}", ended.status, what, ended.error));
                }};
}

void ServeLog::say(const std::string& text)
{
    const std::lock_guard lock(mutex_);
    print_(text);
}

void ServeLog::end(std::uint64_t id, const ServerEvents::End& end)
{
    const std::lock_guard lock(mutex_);
    const auto begun = begun_.extract(id).mapped();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun.when;
    print(begun.client, logText(end, seconds.count()));
}

void ServeLog::print(const std::string& client, const std::string& text)
{
    std::tm now = {};
    const std::time_t time = std::time(nullptr);
    ::localtime_r(&time, &now);
    print_(plainText(fmt::format("{:%H:%M:%S}  {}  {}", now, client, text)) + "\n");
}

std::string logText(const ServerEvents::End& end, double seconds)
{
    const int tokens = end.usage.completionTokens;
    std::string text = end.disconnected ? "disconnected" : std::to_string(end.status);
    text += fmt::format(", {} {}, {:.1f} s", tokens, tokens == 1 ? "token" : "tokens", seconds);
    if (!end.error.empty())
        text += ": " + end.error;
    return text;
}

std::string plainText(const std::string& text)
{
    std::string plain;
    const auto valid = validUtf8(text);
    for (std::string_view rest = valid; !rest.empty();) {
        const auto next = firstUtf8Sequence(rest);
        // Above ASCII there are ESC's short forms.
        const bool isControl =
            next.codePoint < 0x20 || (next.codePoint >= 0x7f && next.codePoint < 0xa0);
        plain += isControl ? "?" : rest.substr(0, next.length);
        rest.remove_prefix(next.length);
    }
    return plain;
}

} // namespace logitscope
