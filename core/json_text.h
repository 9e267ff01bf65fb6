// JSON that anybody may have written, from its text.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace logitscope
{

// Arrays and objects inside one another. What reads, copies or destroys a value calls itself for
// each of them, so a text of brackets alone would use up the stack.
constexpr int mostJsonLevels = 64;

// Without looking at anything but brackets and strings.
bool hasTooManyLevels(std::string_view text);

// A discarded value where the text is no JSON, has a number that no double holds, or has too many
// levels.
nlohmann::json parseJson(std::string_view text);

} // namespace logitscope
