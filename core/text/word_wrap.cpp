#include "core/text/word_wrap.h"

#include "core/text/utf8.h"

#include <utf8proc.h>
#include <utility>

namespace logitscope
{

namespace
{

struct Character
{
    std::string_view bytes;
    utf8proc_int32_t codePoint = 0xFFFD; // in place of what is ill-formed
    int width = 0;
};

// utf8proc's, but where terminals have others: a spacing mark of an Indian script takes a column,
// and a decomposed Korean syllable's vowel and final stand in the two of its first consonant.
int widthOf(utf8proc_int32_t codePoint)
{
    const auto* property = utf8proc_get_property(codePoint);
    if (property->category == UTF8PROC_CATEGORY_MC)
        return 1;
    if (property->boundclass == UTF8PROC_BOUNDCLASS_V ||
        property->boundclass == UTF8PROC_BOUNDCLASS_T)
        return 0;
    return utf8proc_charwidth(codePoint);
}

Character takeCharacter(std::string_view& rest)
{
    const auto next = firstUtf8Sequence(rest);
    Character character{.bytes = rest.substr(0, next.length)};
    if (next.kind == Utf8Kind::Character)
        character.codePoint = static_cast<utf8proc_int32_t>(next.codePoint);
    character.width = widthOf(character.codePoint);
    rest.remove_prefix(next.length);
    return character;
}

// utf8proc knows which characters belong together, but not where lines may end (Unicode's Annex
// 14). Of that, this is what Chinese and Japanese need, which have no spaces: what lines never
// begin with, and what they never end with.
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

// A line may end between the two, which are not parts of one.
bool parts(const Character& before, const Character& after)
{
    if (after.width == 0 || isClosing(after.bytes) || isOpening(before.bytes))
        return false;
    return after.width == 2 || before.width == 2;
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
    Character before; // the last one that takes room
    utf8proc_int32_t previous = ' ';
    utf8proc_int32_t state = 0;
    while (!paragraph.empty()) {
        const auto character = takeCharacter(paragraph);
        const bool begins = utf8proc_grapheme_break_stateful(previous, character.codePoint, &state);
        previous = character.codePoint;
        if (character.bytes == " ") {
            ++spaces;
            continue;
        }
        if (words.empty() || spaces > 0 || (begins && parts(before, character)))
            words.push_back({std::exchange(spaces, 0), {}});
        words.back().text += character.bytes;
        if (begins && character.width > 0)
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
            if (used_ + character.width > width_ && !line_.empty())
                endLine();
            line_ += character.bytes;
            used_ += character.width;
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

int displayWidth(std::string_view text)
{
    int width = 0;
    while (!text.empty())
        width += takeCharacter(text).width;
    return width;
}

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
