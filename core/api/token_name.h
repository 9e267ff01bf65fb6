// A token as logprobs name it.
#pragma once

#include <string>
#include <string_view>

namespace logitscope
{

// Its text, or "bytes:\xe2\x80" where its bytes are no whole characters, as OpenAI's completions
// have it: different tokens keep different names.
std::string tokenName(std::string_view bytes);

} // namespace logitscope
