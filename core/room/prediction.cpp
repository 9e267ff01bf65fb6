#include "core/room/prediction.h"

#include "core/text/printable_text.h"
#include "core/text/token_label.h"
#include "core/text/utf8.h"
#include "core/trimmed.h"

#include <algorithm>
#include <charconv>

namespace logitscope
{

namespace
{

// "little 70%", or "little 70 %", as the word and 0.7.
std::optional<double> takeConfidence(std::string_view& words)
{
    if (!words.ends_with('%'))
        return std::nullopt;
    const auto before = trimmed(words.substr(0, words.size() - 1));
    const auto space = before.find_last_of(' ');
    if (space == std::string_view::npos)
        return std::nullopt;
    const auto digits = before.substr(space + 1);
    double percent = 0.0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), percent);
    if (error != std::errc() || end != digits.data() + digits.size() || !(percent >= 0.0) ||
        percent > 100.0)
        return std::nullopt;
    words = trimmed(before.substr(0, space));
    return percent / 100.0;
}

bool isIn(std::string_view characters, char c)
{
    return characters.find(c) != std::string_view::npos;
}

// Whether a word stands directly behind the text: "a ", "(", "said, \"", but not "said \"a\"".
bool joins(std::string_view text)
{
    constexpr std::string_view whiteSpace = " \t\r\n";
    if (text.empty() || isIn(whiteSpace, text.back()) || isIn("([{", text.back()))
        return true;
    const bool isQuote = isIn("\"'", text.back());
    return text.ends_with("“") ||
           (isQuote && (text.size() == 1 || isIn(whiteSpace, text[text.size() - 2])));
}

bool isPunctuation(char c)
{
    return isIn("!\"'),.:;?]}-", c);
}

} // namespace

std::string cleanWord(std::string_view typed, std::size_t mostCharacters)
{
    auto text = printableText(typed);
    std::ranges::replace(text, '\n', ' ');
    const auto words = trimmed(text);
    std::size_t end = 0;
    bool isSeen = false;
    for (std::size_t characters = 0; end < words.size() && characters < mostCharacters;
         ++characters) {
        const auto next = firstUtf8Sequence(words.substr(end));
        isSeen = isSeen || !isInvisible(next.codePoint);
        end += next.length;
    }
    return isSeen ? std::string(trimmed(words.substr(0, end))) : std::string();
}

std::optional<Prediction> predictionOfLine(std::string_view line)
{
    auto words = trimmed(line);
    Prediction prediction;
    if (const auto colon = words.find(": "); colon != std::string_view::npos && colon > 0) {
        prediction.name = cleanWord(words.substr(0, colon), mostNameCharacters);
        words = trimmed(words.substr(colon + 1));
    }
    prediction.confidence = takeConfidence(words);
    prediction.word = cleanWord(words);
    return prediction.word.empty() ? std::nullopt : std::optional(std::move(prediction));
}

std::vector<Prediction> predictionsOfChat(std::string_view text)
{
    std::vector<Prediction> predictions;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (auto prediction = predictionOfLine(text.substr(0, end)))
            predictions.push_back(*std::move(prediction));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return predictions;
}

std::vector<TokenId> tokensOfWord(const OpenModel& model, std::string_view text,
                                  std::string_view word)
{
    if (word.empty())
        return {};
    const bool isWhole = joins(text) || isPunctuation(word.front());
    return model.tokenizer.encode((isWhole ? "" : " ") + std::string(word), SpecialTokens::AsText)
        .value_or(std::vector<TokenId>());
}

} // namespace logitscope
