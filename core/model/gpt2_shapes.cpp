#include "core/model/gpt2_shapes.h"

#include <fmt/format.h>

namespace logitscope
{

Result<Gpt2Config> gpt2Shape(std::string_view name)
{
    const auto shape = [](int width, int layers, int heads) {
        return Gpt2Config{.vocabularySize = 50257,
                          .contextLength = 1024,
                          .width = width,
                          .layers = layers,
                          .heads = heads,
                          .innerWidth = 4 * width,
                          .layerNormEpsilon = 1e-5};
    };
    if (name == "gpt2")
        return shape(768, 12, 12);
    if (name == "gpt2-medium")
        return shape(1024, 24, 16);
    if (name == "gpt2-large")
        return shape(1280, 36, 20);
    if (name == "gpt2-xl")
        return shape(1600, 48, 25);
    return fail(
        fmt::format("shape is {}, expected gpt2, gpt2-medium, gpt2-large or gpt2-xl", name));
}

} // namespace logitscope
