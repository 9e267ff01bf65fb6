// Random weights, to measure with: as large as those of a model, without its file.
#pragma once

#include "core/model/weight_source.h"

#include <string>

namespace logitscope
{

// As GPT-2 begins its training: matrices and embeddings spread with a standard deviation of 0.02
// (here evenly), layer norms at 1, biases at 0. The same every time; the head is tied to wte.
class RandomWeights final : public WeightSource
{
public:
    bool contains(std::string_view name) const override;
    void load(std::string_view name, std::initializer_list<std::int64_t> shape,
              std::string_view why, const std::function<void(const Read& read)>& use) override;

    bool failed() const override { return false; }
};

} // namespace logitscope
