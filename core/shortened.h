// A word from a file or a request, as long as a sentence may repeat it.
#pragma once

#include <string>
#include <string_view>

namespace logitscope
{

// At most 60 characters, the last of them "…" where there were more. Never cuts a character in two.
std::string shortened(std::string_view text);

} // namespace logitscope
