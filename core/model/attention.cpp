#include "core/model/attention.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/model/attention.cpp"
#include <hwy/foreach_target.h> // must come before highway.h
//
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();

namespace logitscope::HWY_NAMESPACE
{

namespace hn = hwy::HWY_NAMESPACE;

using Vector = hn::ScalableTag<float>;

float dot(std::span<const float> a, const float* b)
{
    const Vector tag;
    auto sums = hn::Zero(tag);
    std::size_t i = 0;
    for (; i + hn::Lanes(tag) <= a.size(); i += hn::Lanes(tag))
        sums = hn::MulAdd(hn::LoadU(tag, &a[i]), hn::LoadU(tag, b + i), sums);
    float sum = hn::GetLane(hn::SumOfLanes(tag, sums));
    for (; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

// out = out + factor * row
void addScaled(float factor, const float* row, std::span<float> out)
{
    const Vector tag;
    const auto factors = hn::Set(tag, factor);
    std::size_t i = 0;
    for (; i + hn::Lanes(tag) <= out.size(); i += hn::Lanes(tag))
        hn::StoreU(hn::MulAdd(factors, hn::LoadU(tag, row + i), hn::LoadU(tag, &out[i])), tag,
                   &out[i]);
    for (; i < out.size(); ++i)
        out[i] += factor * row[i];
}

template <class Tag>
std::size_t expFrom(Tag tag, std::size_t i, std::span<float> values, float highest)
{
    for (; i + hn::Lanes(tag) <= values.size(); i += hn::Lanes(tag)) {
        const auto x = hn::Sub(hn::LoadU(tag, &values[i]), hn::Set(tag, highest));
        // Highway's exp(NaN) is 0, which would pass over a broken key without a word.
        hn::StoreU(hn::IfThenElse(hn::IsNaN(x), x, hn::Exp(tag, x)), tag, &values[i]);
    }
    return i;
}

void attend(std::span<const float> query, const float* keys, const float* values,
            std::span<float> scores, std::span<float> out)
{
    const auto size = query.size();
    const float scale = 1.0f / std::sqrt(static_cast<float>(size));
    for (std::size_t i = 0; i < scores.size(); ++i)
        scores[i] = dot(query, keys + i * size) * scale;

    const float highest = *std::max_element(scores.begin(), scores.end());
    const auto rest = expFrom(Vector(), 0, scores, highest);
    expFrom(hn::CappedTag<float, 1>(), rest, scores, highest);
    double sum = 0.0;
    for (const float weight : scores)
        sum += weight;

    std::fill(out.begin(), out.end(), 0.0f);
    const auto share = static_cast<float>(1.0 / sum);
    for (std::size_t i = 0; i < scores.size(); ++i)
        addScaled(scores[i] * share, values + i * size, out);
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace logitscope
{

HWY_EXPORT(attend);

void attend(std::span<const float> query, const float* keys, const float* values,
            std::span<float> scores, std::span<float> out)
{
    HWY_DYNAMIC_DISPATCH(attend)(query, keys, values, scores, out);
}

} // namespace logitscope

#endif // HWY_ONCE
