#include "core/model/precision.h"

#include <fmt/format.h>

namespace logitscope
{

Result<Precision> precisionNamed(std::string_view name)
{
    if (name == "auto")
        return Precision::Auto;
    if (name == "f32")
        return Precision::F32;
    if (name == "bf16")
        return Precision::BF16;
    if (name == "int8")
        return Precision::INT8;
    return fail("precision is {}, expected auto, f32, bf16 or int8", name);
}

std::string_view nameOf(Precision precision)
{
    switch (precision) {
    case Precision::F32:
        return "F32";
    case Precision::BF16:
        return "BF16";
    case Precision::INT8:
        return "INT8";
    case Precision::Auto:
        break;
    }
    return "auto";
}

Precision chosenPrecision(Precision asked, std::int64_t parameters)
{
    constexpr std::int64_t large = 50'000'000;
    if (asked != Precision::Auto)
        return asked;
    return parameters > large ? Precision::BF16 : Precision::F32;
}

} // namespace logitscope
