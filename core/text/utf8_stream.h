// Bytes come in as tokens bring them, whole characters go out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace logitscope
{

class Utf8Stream
{
public:
    // Takes a token's bytes and returns the text that is certain by now, as valid UTF-8. A
    // character that is not complete yet is held back. Bytes that can never become valid come out
    // as U+FFFD, one for each maximal ill-formed subsequence (Unicode 15, section 3.9, "U+FFFD
    // Substitution of Maximal Subparts").
    std::string push(std::string_view bytes);

    // The text ends here: an unfinished character comes out as one U+FFFD.
    std::string finish();

    // Of the unfinished character: at most three.
    std::size_t pendingBytes() const { return pending_.size(); }

private:
    std::string pending_; // at most three bytes: the beginning of one character
};

// Any bytes as valid UTF-8, with U+FFFD for what is ill-formed.
std::string validUtf8(std::string_view bytes);

} // namespace logitscope
