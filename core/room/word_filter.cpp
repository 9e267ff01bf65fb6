#include "core/room/word_filter.h"

#include "core/text/utf8.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>
#include <vector>

namespace logitscope
{

namespace
{

struct RudeWord
{
    std::string word;
    bool goesOn; // any further letters may follow
};

std::vector<RudeWord> readRudeWords()
{
    std::vector<RudeWord> words;
    for (auto list = rudeWordList(); !list.empty();) {
        const auto end = std::min(list.find('\n'), list.size());
        auto line = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        if (line.empty() || line.front() == '#')
            continue;
        const bool goesOn = line.ends_with('*');
        if (goesOn)
            line.remove_suffix(1);
        words.push_back({std::string(line), goesOn});
    }
    return words;
}

bool isLetter(char c)
{
    return 'a' <= c && c <= 'z';
}

// The letter that a character is, or looks like; otherwise itself.
char letterOf(char c)
{
    if ('A' <= c && c <= 'Z')
        return static_cast<char>(c - 'A' + 'a');
    constexpr std::string_view signs = "@4301!$57";
    constexpr std::string_view letters = "aaeoiisst";
    const auto place = signs.find(c);
    return place == std::string_view::npos ? c : letters[place];
}

// The runs of letters in a text, and all of them together where each is a single one: "f u c k".
std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    if (std::ranges::none_of(text, [](unsigned char c) { return std::isalpha(c) != 0; }))
        return words; // a number: 455
    std::string all;
    bool inWord = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = letterOf(text[i]);
        const bool endsASentence = text[i] == '!' && (i + 1 == text.size() || text[i + 1] == ' ');
        if (!isLetter(letter) || endsASentence) {
            inWord = false;
            continue;
        }
        if (!inWord)
            words.emplace_back();
        words.back() += letter;
        all += letter;
        inWord = true;
    }
    const bool apart = words.size() > 2 && std::ranges::all_of(words, [](const auto& word) {
                           return word.size() == 1;
                       });
    if (apart)
        words.push_back(std::move(all));
    return words;
}

// Whether `word` is a rude one in which letters may stand more often: "shiiit" is, but not "as",
// which has one s too few.
bool isSpelledLike(std::string_view word, const RudeWord& rude)
{
    std::size_t at = 0;
    for (std::size_t i = 0; i < rude.word.size(); ++i) {
        const char letter = rude.word[i];
        if (at == word.size() || word[at] != letter)
            return false;
        ++at;
        const bool comesAgain = i + 1 < rude.word.size() && rude.word[i + 1] == letter;
        while (!comesAgain && at < word.size() && word[at] == letter)
            ++at;
    }
    return rude.goesOn || at == word.size();
}

} // namespace

bool isRude(std::string_view text)
{
    static const auto rudeWords = readRudeWords();
    return std::ranges::any_of(wordsOf(text), [](const std::string& word) {
        return std::ranges::any_of(rudeWords,
                                   [&](const RudeWord& rude) { return isSpelledLike(word, rude); });
    });
}

std::string withoutRudeWords(std::string_view text)
{
    if (text.empty() || !isRude(text))
        return std::string(text);
    std::string veiled(text.substr(0, firstUtf8Sequence(text).length));
    for (text.remove_prefix(veiled.size()); !text.empty();
         text.remove_prefix(firstUtf8Sequence(text).length))
        veiled += "•";
    return veiled;
}

} // namespace logitscope
