#include "core/model/memory_needed.h"

#include "core/byte_count.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <string>
#include <vector>

namespace logitscope
{

namespace
{

std::uint64_t bytesOfNumber(Precision precision)
{
    return precision == Precision::INT8 ? 1 : precision == Precision::BF16 ? 2 : 4;
}

// All that isn't a matrix: the position embedding, layer norms and biases.
std::uint64_t numbersOfVectors(const Gpt2Config& config)
{
    const auto C = static_cast<std::uint64_t>(config.width);
    const auto ofBlock =
        2 * C + 3 * C + C + 2 * C + static_cast<std::uint64_t>(config.innerWidth) + C;
    return static_cast<std::uint64_t>(config.contextLength) * C +
           static_cast<std::uint64_t>(config.layers) * ofBlock + 2 * C;
}

// Rows of the embeddings and outputs of the products: each has a scale in INT8.
std::uint64_t outputsOf(const WeightCounts& weights)
{
    const auto& config = weights.config;
    const auto C = static_cast<std::uint64_t>(config.width);
    const auto ofBlock = 3 * C + C + static_cast<std::uint64_t>(config.innerWidth) + C;
    return static_cast<std::uint64_t>(config.vocabularySize) * (weights.hasOwnHead ? 2 : 1) +
           static_cast<std::uint64_t>(config.layers) * ofBlock;
}

} // namespace

std::uint64_t memoryNeeded(const WeightCounts& weights, Precision precision)
{
    const auto& config = weights.config;
    const auto vectors = numbersOfVectors(config);
    const std::uint64_t head = weights.hasOwnHead
                                   ? static_cast<std::uint64_t>(config.vocabularySize) *
                                         static_cast<std::uint64_t>(config.width)
                                   : 0;
    const auto matrices = static_cast<std::uint64_t>(config.parameters()) - vectors + head;
    std::uint64_t bytes = 0;
    const auto scales = precision == Precision::INT8 ? outputsOf(weights) : 0;
    if (__builtin_mul_overflow(matrices, bytesOfNumber(precision), &bytes) ||
        __builtin_add_overflow(bytes, 4 * (vectors + scales), &bytes))
        return std::numeric_limits<std::uint64_t>::max();
    return bytes;
}

std::optional<Error> findMemoryShortage(std::string_view name, const WeightCounts& weights,
                                        Precision precision, ModelEngine engine,
                                        std::uint64_t freeBytes)
{
    const auto needed = memoryNeeded(weights, precision);
    if (needed <= freeBytes)
        return std::nullopt;
    std::vector<std::string_view> smaller;
    for (const auto other : {Precision::BF16, Precision::INT8}) {
        const bool isThere = other != Precision::INT8 || engine == ModelEngine::Native;
        if (isThere && memoryNeeded(weights, other) <= freeBytes)
            smaller.push_back(nameOf(other));
    }
    return Error::of("{} in {} takes {}, but {} are free; {}", name, nameOf(precision),
                     byteCount(needed), byteCount(freeBytes),
                     smaller.empty() ? "close other programs, or choose a smaller model"
                                     : fmt::format("choose {}", fmt::join(smaller, " or ")));
}

} // namespace logitscope
