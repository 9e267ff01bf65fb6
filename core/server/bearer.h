// Whether a request brings the key.
#pragma once

#include <string_view>

namespace logitscope
{

// How long it takes says nothing about how much of the key was right. An empty key is nobody's.
bool isKey(std::string_view given, std::string_view key);

// Whether an Authorization header, "Bearer <key>", has this key.
bool bringsKey(std::string_view authorization, std::string_view key);

} // namespace logitscope
