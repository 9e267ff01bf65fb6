// A token's number in the vocabulary: the index of its row in wte and of its logit.
#pragma once

#include <cstdint>

namespace logitscope
{

using TokenId = std::int32_t;

} // namespace logitscope
