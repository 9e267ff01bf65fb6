// Attention of one new token of one head over the keys and values before it (Vaswani et al. 2017).
#pragma once

#include <span>

namespace logitscope
{

// out = softmax(scale query keys^T) values, where keys and values are row-major [P, D], D is the
// query's length, and P is the size of `scores`, which is room to work in.
void attend(std::span<const float> query, const float* keys, const float* values, float scale,
            std::span<float> scores, std::span<float> out);

} // namespace logitscope
