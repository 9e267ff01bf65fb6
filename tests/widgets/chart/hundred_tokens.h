// A small vocabulary whose order is known.
#pragma once

#include "core/token_id.h"

#include <string>
#include <vector>

namespace logitscope::fixtures
{

// 100 tokens; token t has rank 99 - t.
inline std::vector<float> logitsOfHundred()
{
    std::vector<float> logits;
    for (int token = 0; token < 100; ++token)
        logits.push_back(static_cast<float>(token) * 0.13f);
    return logits;
}

inline std::string bytesOf(TokenId token)
{
    return " t" + std::to_string(token);
}

} // namespace logitscope::fixtures
