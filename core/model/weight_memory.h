// Memory for weights: aligned as vectors are loaded, in large pages where the system has them.
#pragma once

#include <cstddef>
#include <memory>

namespace logitscope
{

struct FreeWeights
{
    void operator()(std::byte* memory) const;
};

using WeightMemory = std::unique_ptr<std::byte[], FreeWeights>;

// Not initialised. Throws std::bad_alloc.
WeightMemory allocateWeights(std::size_t bytes);

} // namespace logitscope
