#include "core/model/weight_source.h"

#include <functional>
#include <numeric>

namespace logitscope
{

std::vector<float> WeightSource::loadFloats(std::string_view name,
                                            std::initializer_list<std::int64_t> shape,
                                            std::string_view why)
{
    std::vector<float> values;
    load(name, shape, why, [&](const Read& read) {
        values.resize(std::accumulate(shape.begin(), shape.end(), std::size_t{1},
                                      [](std::size_t count, std::int64_t length) {
                                          return count * static_cast<std::size_t>(length);
                                      }));
        read(0, values);
    });
    return values;
}

} // namespace logitscope
