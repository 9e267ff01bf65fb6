// What somebody in the room says that comes next.
#pragma once

#include "core/generation/open_model.h"
#include "core/result.h"
#include "core/token_id.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

struct Prediction
{
    std::string name = {}; // empty: nobody's
    std::string word;      // as it was typed, without the spaces around it; valid UTF-8
    std::optional<double> confidence = {}; // that it comes next, 0 to 1

    friend bool operator==(const Prediction&, const Prediction&) = default;
};

// As many characters as a name and a word may have.
constexpr std::size_t mostNameCharacters = 40;
constexpr std::size_t mostWordCharacters = 60;

// Cleans what somebody typed: valid UTF-8 on one line, without control characters and the spaces
// around it, no longer than that. Empty where nothing is left, or nothing that can be seen.
std::string cleanWord(std::string_view typed, std::size_t mostCharacters = mostWordCharacters);

// One line of a chat: "little", "Ada: little", "Ada: little 70%". Nothing for an empty line.
std::optional<Prediction> predictionOfLine(std::string_view line);

// A pasted chat, one prediction a line.
std::vector<Prediction> predictionsOfChat(std::string_view text);

// The tokens that the word would be behind this text. It gets a space before it, unless the text
// is empty, ends in white space or where a bracket or a quotation opens, or the word begins with a
// punctuation mark.
std::vector<TokenId> tokensOfWord(const OpenModel& model, std::string_view text,
                                  std::string_view word);

} // namespace logitscope
