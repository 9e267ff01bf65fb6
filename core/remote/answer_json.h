// A server's answer as JSON, and what is inside it.
#pragma once

#include "core/result.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace logitscope
{

// An object, or the Error that the answer is none.
Result<nlohmann::json> readAnswer(std::string_view answer, const std::string& server);

// The member or element of a value, nullptr where there is none. `value` may be nullptr.
const nlohmann::json* memberOf(const nlohmann::json* value, const char* name);
const nlohmann::json* elementOf(const nlohmann::json* value, std::size_t index);

// Empty where it is no text.
std::string textOf(const nlohmann::json* value);

// 0 or more; 0 where it is no number.
int countOf(const nlohmann::json* value);

} // namespace logitscope
