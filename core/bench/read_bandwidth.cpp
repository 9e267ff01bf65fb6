#include "core/bench/read_bandwidth.h"

#include "core/parallel.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace logitscope
{

namespace
{

// In strands, so that no addition waits for the one before.
std::uint64_t sumOf(std::span<const std::uint64_t> words)
{
    constexpr std::size_t strands = 64;
    std::array<std::uint64_t, strands> sums = {};
    for (std::size_t i = 0; i + strands <= words.size(); i += strands) {
        for (std::size_t strand = 0; strand < strands; ++strand)
            sums[strand] += words[i + strand];
    }
    std::uint64_t sum = 0;
    for (const auto part : sums)
        sum += part;
    return sum;
}

} // namespace

double measureReadBandwidth()
{
    constexpr int blocks = 1024;
    constexpr std::size_t blockWords = (512 << 20) / sizeof(std::uint64_t) / blocks;
    constexpr int passes = 8;
    const std::vector<std::uint64_t> words(blocks * blockWords, 1);

    double best = 0.0;
    for (int pass = 0; pass < passes; ++pass) {
        std::atomic<std::uint64_t> sum = 0; // keeps the compiler from leaving the reading out
        const auto begin = std::chrono::steady_clock::now();
        parallelFor(blocks, 1, [&](int first, int last) {
            const auto count = static_cast<std::size_t>(last - first) * blockWords;
            sum += sumOf(std::span(words).subspan(first * blockWords, count));
        });
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        if (sum == words.size())
            best = std::max(best, static_cast<double>(words.size() * sizeof(std::uint64_t)) /
                                      seconds.count() / 1e9);
    }
    return best;
}

} // namespace logitscope
