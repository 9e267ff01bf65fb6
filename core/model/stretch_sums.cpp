#include "core/model/stretch_sums.h"

#include "core/model/row_functions.h"

#include <algorithm>
#include <vector>

namespace logitscope
{

StretchSums::StretchSums(std::size_t rows, std::size_t stretches, std::size_t heads,
                         std::size_t headSize)
    : rows_(rows)
    , stretches_(stretches)
    , heads_(heads)
    , headSize_(headSize)
    , values_(std::make_unique_for_overwrite<float[]>(stretches * rows * heads * headSize))
    , highest_(std::make_unique_for_overwrite<float[]>(rows * heads * stretches))
    , sums_(std::make_unique_for_overwrite<float[]>(rows * heads * stretches))
{
}

void StretchSums::putTogether(std::size_t row, std::size_t stretches, std::span<float> out) const
{
    std::vector<float> weights(stretches);
    for (std::size_t head = 0; head < heads_; ++head) {
        std::copy_n(highest(row, head), stretches, weights.begin());
        exponentiate(weights);
        const auto part = out.subspan(head * headSize_, headSize_);
        std::ranges::fill(part, 0.0f);
        float sum = 0.0f;
        for (std::size_t stretch = 0; stretch < stretches; ++stretch) {
            add(part, {values(stretch, row, head), headSize_}, weights[stretch]);
            sum += weights[stretch] * sums(row, head)[stretch];
        }
        for (float& number : part)
            number *= 1.0f / sum;
    }
}

} // namespace logitscope
