// The part of a growing text that can be shown: whole characters, and nothing that a stop string
// might still swallow.
#pragma once

#include "core/text/utf8_stream.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

class VisibleText
{
public:
    // The text ends before the stop string that is complete first, and of those that are complete
    // at the same byte before the longest. An empty one is none.
    explicit VisibleText(std::vector<std::string> stop = {});

    // Bytes in which no stop string is looked for: a prompt. Before any push().
    std::string pushPrompt(std::string_view bytes);

    // Appends a token's bytes and returns the text that is certain by now, as valid UTF-8. After
    // stopped() nothing comes any more.
    std::string push(std::string_view bytes);

    // The text ends here: what was held back comes out, for no stop string can be completed.
    std::string finish();

    // It contained a stop string.
    bool stopped() const { return stopped_; }

    // How many of the bytes have come out as text.
    std::size_t shownBytes() const { return shown_; }

private:
    std::string show(std::string_view bytes);

    std::vector<std::string> stop_;
    std::string held_; // could be a stop string's beginning
    Utf8Stream stream_;
    std::size_t passed_ = 0; // bytes given to stream_
    std::size_t shown_ = 0;
    bool stopped_ = false;
};

} // namespace logitscope
