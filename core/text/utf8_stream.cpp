#include "core/text/utf8_stream.h"

#include "core/text/utf8.h"

#include <utility>

namespace logitscope
{

namespace
{
constexpr std::string_view replacementCharacter = "\xEF\xBF\xBD"; // U+FFFD
}

std::string Utf8Stream::push(std::string_view bytes)
{
    const std::string all = std::exchange(pending_, {}).append(bytes);
    std::string text;
    text.reserve(all.size());

    for (std::string_view rest = all; !rest.empty();) {
        const Utf8Sequence next = firstUtf8Sequence(rest);
        const std::string_view sequence = rest.substr(0, next.length);
        rest.remove_prefix(next.length);
        switch (next.kind) {
        case Utf8Kind::Character:
            text += sequence;
            break;
        case Utf8Kind::IllFormed:
            text += replacementCharacter;
            break;
        case Utf8Kind::Unfinished:
            pending_ = sequence;
            break;
        }
    }
    return text;
}

std::string Utf8Stream::finish()
{
    return std::exchange(pending_, {}).empty() ? std::string() : std::string(replacementCharacter);
}

std::string validUtf8(std::string_view bytes)
{
    Utf8Stream stream;
    const auto text = stream.push(bytes);
    return text + stream.finish();
}

} // namespace logitscope
