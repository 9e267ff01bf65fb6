#include "core/model/random_weights.h"

#include <cmath>
#include <string_view>

namespace logitscope
{

namespace
{

// SplitMix64 (Steele, Lea & Flood 2014): any number of the sequence without those before it.
std::uint64_t mixed(std::uint64_t x)
{
    x = (x + 1) * 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

std::uint64_t seedOf(std::string_view name)
{
    std::uint64_t seed = 0;
    for (const char letter : name)
        seed = mixed(seed + static_cast<unsigned char>(letter));
    return seed;
}

} // namespace

bool RandomWeights::contains(std::string_view name) const
{
    return name != "lm_head.weight";
}

void RandomWeights::load(std::string_view name, std::initializer_list<std::int64_t> shape,
                         std::string_view, const std::function<void(const Read& read)>& use)
{
    if (shape.size() == 1) { // layer norms and biases
        const float value = name.ends_with(".bias") ? 0.0f : 1.0f;
        return use([value](std::size_t, std::span<float> values) {
            for (float& to : values)
                to = value;
        });
    }
    use([seed = seedOf(name)](std::size_t first, std::span<float> values) {
        const float half = 0.02f * std::sqrt(3.0f); // of the width of an even spread
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto bits = static_cast<std::int32_t>(mixed(seed + first + i) >> 32);
            values[i] = static_cast<float>(bits) * (half * 0x1p-31f);
        }
    });
}

} // namespace logitscope
