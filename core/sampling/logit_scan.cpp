#include "core/sampling/logit_scan.h"

// Compiled once for every instruction set, see softmax.cpp.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/sampling/logit_scan.cpp"
#include <hwy/foreach_target.h> // must come before highway.h
//
#include <hwy/highway.h>

#include <algorithm>
#include <limits>

HWY_BEFORE_NAMESPACE();

namespace logitscope::HWY_NAMESPACE
{

namespace hn = hwy::HWY_NAMESPACE;

LogitScan scanLogits(std::span<const float> logits)
{
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const hn::ScalableTag<float> tag;
    const auto highest = hn::Set(tag, infinity);
    const auto lowest = hn::Set(tag, -infinity);
    auto top = lowest;
    auto usable = hn::Eq(top, top);
    std::size_t possible = 0;
    std::size_t i = 0;
    for (; i + hn::Lanes(tag) <= logits.size(); i += hn::Lanes(tag)) {
        const auto logit = hn::LoadU(tag, &logits[i]);
        usable = hn::And(usable, hn::Lt(logit, highest)); // false for NaN
        possible += hn::CountTrue(tag, hn::Gt(logit, lowest));
        top = hn::Max(top, logit);
    }
    LogitScan scan{hn::GetLane(hn::MaxOfLanes(tag, top)), possible, hn::AllTrue(tag, usable)};
    for (; i < logits.size(); ++i) {
        scan.usable = scan.usable && logits[i] < infinity;
        scan.possible += logits[i] > -infinity ? 1 : 0;
        scan.top = std::max(scan.top, logits[i]);
    }
    return scan;
}

std::size_t collectTokens(std::span<const float> logits, float low, float high,
                          std::span<TokenId> tokens, std::span<float> theirLogits)
{
    const hn::ScalableTag<float> tag;
    const hn::RebindToSigned<decltype(tag)> ids;
    const auto laneNumbers = hn::Iota(ids, 0);
    const auto lowest = hn::Set(tag, low);
    const auto limit = hn::Set(tag, high);
    std::size_t count = 0;
    std::size_t i = 0;
    for (; i + hn::Lanes(tag) <= logits.size(); i += hn::Lanes(tag)) {
        const auto logit = hn::LoadU(tag, &logits[i]);
        const auto wanted = hn::And(hn::Ge(logit, lowest), hn::Lt(logit, limit));
        // Not CompressStore, which some processors do a lane at a time.
        const auto here = hn::Add(laneNumbers, hn::Set(ids, static_cast<TokenId>(i)));
        hn::StoreU(hn::Compress(here, hn::RebindMask(ids, wanted)), ids, &tokens[count]);
        hn::StoreU(hn::Compress(logit, wanted), tag, &theirLogits[count]);
        count += hn::CountTrue(tag, wanted);
    }
    for (; i < logits.size(); ++i)
        if (logits[i] >= low && logits[i] < high) {
            tokens[count] = static_cast<TokenId>(i);
            theirLogits[count++] = logits[i];
        }
    return count;
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace logitscope
{

HWY_EXPORT(scanLogits);
HWY_EXPORT(collectTokens);

LogitScan scanLogits(std::span<const float> logits)
{
    return HWY_DYNAMIC_DISPATCH(scanLogits)(logits);
}

std::size_t collectTokens(std::span<const float> logits, float low, float high,
                          std::span<TokenId> tokens, std::span<float> theirLogits)
{
    return HWY_DYNAMIC_DISPATCH(collectTokens)(logits, low, high, tokens, theirLogits);
}

} // namespace logitscope

#endif
