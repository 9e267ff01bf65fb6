#include "app/cli/serve_log.h"

#include "core/text/utf8_stream.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

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
    std::string text = end.hungUp ? "hung up" : std::to_string(end.status);
    text += fmt::format(", {} {}, {:.1f} s", tokens, tokens == 1 ? "token" : "tokens", seconds);
    if (!end.error.empty())
        text += ": " + end.error;
    return text;
}

std::string plainText(const std::string& text)
{
    std::string plain;
    const auto valid = validUtf8(text);
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const auto byte = static_cast<unsigned char>(valid[i]);
        const auto next = i + 1 < valid.size() ? static_cast<unsigned char>(valid[i + 1]) : 0;
        if (byte == 0xc2 && next < 0xa0) { // U+0080 to U+009F, ESC's short forms
            plain += '?';
            ++i;
        } else {
            plain += byte < 0x20 || byte == 0x7f ? '?' : valid[i];
        }
    }
    return plain;
}

} // namespace logitscope
