// What of a text may be shown, by the definition: read off the whole text.
#pragma once

#include "core/text/utf8.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

struct Whole
{
    std::string bytes; // of the continuation, up to the stop string
    bool stopped = false;
};

// The definition, read off the whole text: the first end of a stop string, and the longest there.
inline Whole cutAtStop(const std::string& continuation, const std::vector<std::string>& stop)
{
    for (std::size_t end = 1; end <= continuation.size(); ++end) {
        std::size_t longest = 0;
        for (const auto& string : stop) {
            if (std::string_view(continuation).substr(0, end).ends_with(string))
                longest = std::max(longest, string.size());
        }
        if (longest > 0)
            return {continuation.substr(0, end - longest), true};
    }
    return {continuation};
}

// How many bytes of a text that goes on are certain: none after them can be of a stop string, nor
// of a character that is not whole.
inline std::size_t certainBytes(const std::string& prompt, const std::string& continuation,
                                const std::vector<std::string>& stop)
{
    std::size_t certain = continuation.size();
    for (const auto& string : stop) {
        for (std::size_t length = 1; length < string.size(); ++length) {
            if (length <= continuation.size() &&
                continuation.ends_with(std::string_view(string).substr(0, length)))
                certain = std::min(certain, continuation.size() - length);
        }
    }
    const auto text = prompt + continuation.substr(0, certain);
    std::size_t whole = 0;
    while (whole < text.size()) {
        const auto next = firstUtf8Sequence(std::string_view(text).substr(whole));
        if (next.kind == Utf8Kind::Unfinished)
            break;
        whole += next.length;
    }
    return whole;
}

} // namespace logitscope
