#include "core/text/word_wrap.h"

#include "core/text/display_width.h"
#include "core/text/utf8.h"

#include <utility>

namespace logitscope
{

namespace
{

std::string_view takeCharacter(std::string_view& rest)
{
    const auto character = rest.substr(0, firstUtf8Sequence(rest).length);
    rest.remove_prefix(character.size());
    return character;
}

// What lines never begin with, and what they never end with, in typesetting Chinese and Japanese.
bool isClosing(std::string_view character)
{
    constexpr std::string_view closing = ",.;:!?)]}，．。、；：！？）］｝」』】》〉…—·";
    return closing.find(character) != std::string_view::npos;
}

bool isOpening(std::string_view character)
{
    constexpr std::string_view opening = "（［｛「『【《〈";
    return opening.find(character) != std::string_view::npos;
}

// An emoji's skin, or what makes one of two.
bool isPartOfEmoji(std::string_view character)
{
    constexpr std::string_view parts = "\u200D🏻🏼🏽🏾🏿";
    return parts.find(character) != std::string_view::npos;
}

// A line may end between the two.
bool parts(std::string_view before, std::string_view after)
{
    const int width = displayWidth(after);
    if (width == 0 || isClosing(after) || isOpening(before) || isPartOfEmoji(before) ||
        isPartOfEmoji(after))
        return false;
    return width == 2 || displayWidth(before) == 2;
}

struct Word
{
    int spaces = 0; // before it
    std::string text;
};

std::vector<Word> wordsIn(std::string_view paragraph)
{
    std::vector<Word> words;
    int spaces = 0;
    std::string_view before; // the last character that takes room
    while (!paragraph.empty()) {
        const auto character = takeCharacter(paragraph);
        if (character == " ") {
            ++spaces;
            continue;
        }
        if (words.empty() || spaces > 0 || parts(before, character))
            words.push_back({std::exchange(spaces, 0), {}});
        words.back().text += character;
        if (displayWidth(character) > 0 || isPartOfEmoji(character))
            before = character;
    }
    return words;
}

class Lines
{
public:
    explicit Lines(int width) : width_(width) {}

    void add(const Word& word)
    {
        const int length = displayWidth(word.text);
        const bool indented = line_.empty(); // the first word's spaces belong to the text
        if (used_ + word.spaces + length <= width_) {
            line_.append(static_cast<std::size_t>(word.spaces), ' ').append(word.text);
            used_ += word.spaces + length;
            return;
        }
        if (!indented)
            endLine();
        for (std::string_view rest = word.text; !rest.empty();) {
            const auto character = takeCharacter(rest);
            const int room = displayWidth(character);
            if (used_ + room > width_ && !line_.empty())
                endLine();
            line_ += character;
            used_ += room;
        }
    }

    void endLine()
    {
        lines_.push_back(std::exchange(line_, {}));
        used_ = 0;
    }

    std::vector<std::string> take() { return std::move(lines_); }

private:
    int width_;
    std::vector<std::string> lines_;
    std::string line_;
    int used_ = 0; // columns of line_
};

} // namespace

std::vector<std::string> wrapWords(std::string_view text, int width)
{
    Lines lines(width);
    while (true) {
        const auto end = text.find('\n');
        for (const auto& word : wordsIn(text.substr(0, end)))
            lines.add(word);
        lines.endLine();
        if (end == std::string_view::npos)
            return lines.take();
        text.remove_prefix(end + 1);
    }
}

} // namespace logitscope
