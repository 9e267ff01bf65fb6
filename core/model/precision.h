// How a model's weights are held. Beside weights in BF16 or INT8 a product rounds the activations
// to BF16, too, and so are keys and values kept; sums and all else are F32.
#pragma once

#include "core/result.h"

#include <cstdint>
#include <string_view>

namespace logitscope
{

enum class Precision
{
    Auto, // what chosenPrecision() says
    F32,
    BF16, // the upper half of an F32's bits, rounded to nearest, ties to even
    INT8, // q of w = scale q, q in [-127, 127], one scale for each output
};

// "auto", "f32", "bf16", "int8", as on the command line.
Result<Precision> precisionNamed(std::string_view name);

// "F32", "BF16", "INT8", as a person reads it; "auto".
std::string_view nameOf(Precision precision);

// What Auto stands for on a processor: a large model waits for its weights, so that half of the
// bytes is twice the speed; a small one is quick enough to be exact.
Precision chosenPrecision(Precision asked, std::int64_t parameters);

} // namespace logitscope
