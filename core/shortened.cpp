#include "core/shortened.h"

#include <cstddef>

namespace logitscope
{

namespace
{

// Of the character that begins there; of what is no UTF-8, no more than a character can have.
std::size_t bytesOfCharacter(std::string_view text, std::size_t begin)
{
    constexpr std::size_t longest = 4;
    std::size_t end = begin + 1;
    while (end < text.size() && end - begin < longest &&
           (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        ++end;
    return end - begin;
}

} // namespace

std::string shortened(std::string_view text)
{
    constexpr int most = 60; // characters
    std::size_t lastBegin = 0;
    std::size_t end = 0;
    for (int count = 0; count < most && end < text.size(); ++count) {
        lastBegin = end;
        end += bytesOfCharacter(text, end);
    }
    if (end == text.size())
        return std::string(text);
    return std::string(text.substr(0, lastBegin)).append("…");
}

} // namespace logitscope
