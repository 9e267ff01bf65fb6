// Which part of a growing text each token owns.
//
// Positions count UTF-16 units from the start of the text, as QString's and QTextDocument's do. The
// spans lie end to end. A token that ends inside a character owns nothing yet: the token that
// completes the character owns it whole.
#pragma once

#include "core/text/utf8_stream.h"

#include <QString>

#include <optional>
#include <string_view>
#include <vector>

namespace logitscope
{

struct TextSpan
{
    int begin = 0;
    int end = 0;

    bool isEmpty() const { return begin == end; }

    friend bool operator==(const TextSpan&, const TextSpan&) = default;
};

class TokenSpans
{
public:
    // The first token's text begins at `origin`, behind a prompt of that length.
    explicit TokenSpans(int origin = 0) : end_(origin) {}

    // Takes the next token's bytes and returns what they add to the text.
    QString append(std::string_view bytes);

    // The next token is not text but owns a mark of this many units. A character before it that is
    // unfinished stays so: returns what that adds to the text, before the mark.
    QString appendMark(int length);

    // No token follows: an unfinished character becomes U+FFFD, which the last token owns. Returns
    // what that adds to the text.
    QString finish();

    int size() const { return static_cast<int>(spans_.size()); }

    TextSpan operator[](int token) const { return spans_[static_cast<std::size_t>(token)]; }

    // The token that owns the character at this position, if it is a token's.
    std::optional<int> tokenAt(int position) const;

private:
    std::vector<TextSpan> spans_;
    int end_; // of the text so far
    Utf8Stream utf8_;
};

} // namespace logitscope
