// Whether a request brings the key.
#pragma once

#include <string_view>

namespace logitscope
{

// Whether an Authorization header, "Bearer <key>", has this key. How long it takes says nothing
// about how much of the key was right.
bool bringsKey(std::string_view authorization, std::string_view key);

} // namespace logitscope
