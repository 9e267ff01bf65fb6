// Whether a model's weights fit into the memory that is free, before they are loaded.
#pragma once

#include "core/model/gpt2_config.h"
#include "core/model/load_options.h"
#include "core/result.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace logitscope
{

struct WeightCounts
{
    const Gpt2Config& config;
    bool hasOwnHead; // not tied to the token embedding
};

// Bytes of all weights as they are held: matrices in this precision (any but Auto), INT8
// with a scale for each output; the position embedding, layer norms and biases in F32. At most the
// largest number.
std::uint64_t memoryNeeded(const WeightCounts& weights, Precision precision);

// The two numbers, and which precisions of that engine would fit.
std::optional<Error> findMemoryShortage(std::string_view name, const WeightCounts& weights,
                                        Precision precision, ModelEngine engine,
                                        std::uint64_t freeBytes);

} // namespace logitscope
