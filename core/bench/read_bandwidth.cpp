#include "core/bench/read_bandwidth.h"

#include "core/model/weight_memory.h"
#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/bench/read_bandwidth.cpp"
#include <hwy/foreach_target.h> // must come before highway.h
//
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();

namespace logitscope::HWY_NAMESPACE
{

namespace hn = hwy::HWY_NAMESPACE;

// Four sums, so that no addition waits for the one before. `words` is a multiple of 4 vectors.
std::uint64_t sumOf(const std::uint64_t* from, std::size_t words)
{
    const hn::ScalableTag<std::uint64_t> tag;
    const auto lanes = hn::Lanes(tag);
    auto first = hn::Zero(tag);
    auto second = first;
    auto third = first;
    auto fourth = first;
    for (std::size_t i = 0; i < words; i += 4 * lanes) {
        first = hn::Add(first, hn::Load(tag, from + i));
        second = hn::Add(second, hn::Load(tag, from + i + lanes));
        third = hn::Add(third, hn::Load(tag, from + i + 2 * lanes));
        fourth = hn::Add(fourth, hn::Load(tag, from + i + 3 * lanes));
    }
    const auto sum = hn::Add(hn::Add(first, second), hn::Add(third, fourth));
    return hn::GetLane(hn::SumOfLanes(tag, sum));
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace logitscope
{

HWY_EXPORT(sumOf);

double measureReadBandwidth()
{
    constexpr int blocks = 1024;
    constexpr std::size_t bytes = 256 << 20;
    constexpr std::size_t words = bytes / sizeof(std::uint64_t);
    constexpr std::size_t blockWords = words / blocks;
    constexpr int passes = 8;
    const auto memory = WeightMemory().take(bytes); // as what a step reads lies in memory
    auto* const all = reinterpret_cast<std::uint64_t*>(memory.get());
    parallelFor(blocks, 1, [&](int first, int last) {
        std::fill(all + first * blockWords, all + last * blockWords, 1);
    });

    double best = 0.0;
    for (int pass = 0; pass < passes; ++pass) {
        std::atomic<std::uint64_t> sum = 0;
        const auto begin = std::chrono::steady_clock::now();
        parallelFor(blocks, 1, [&](int first, int last) {
            const auto count = static_cast<std::size_t>(last - first) * blockWords;
            sum += HWY_DYNAMIC_DISPATCH(sumOf)(all + first * blockWords, count);
        });
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        if (sum == words) // or something was left out
            best = std::max(best, static_cast<double>(bytes) / seconds.count() / 1e9);
    }
    return best;
}

} // namespace logitscope

#endif // HWY_ONCE
