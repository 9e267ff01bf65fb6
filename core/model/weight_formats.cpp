#include "core/model/weight_formats.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/model/weight_formats.cpp"
#include <hwy/foreach_target.h> // must come before highway.h
//
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();

namespace logitscope::HWY_NAMESPACE
{

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Words = hn::RebindToUnsigned<Floats>;

// `convert` makes a vector of floats of so many numbers at an address.
template <std::size_t Size, class Convert>
void read(const std::byte* bytes, std::span<float> values, const Convert& convert)
{
    const Floats tag;
    const auto lanes = hn::Lanes(tag);
    std::size_t i = 0;
    for (; i + lanes <= values.size(); i += lanes)
        hn::StoreU(convert(bytes + i * Size), tag, &values[i]);
    if (i == values.size())
        return;
    HWY_ALIGN std::byte rest[HWY_MAX_BYTES] = {};
    HWY_ALIGN float last[HWY_MAX_BYTES / sizeof(float)];
    std::memcpy(rest, bytes + i * Size, (values.size() - i) * Size);
    hn::Store(convert(rest), tag, last);
    std::copy_n(last, values.size() - i, &values[i]);
}

// By the bits, as Highway's own conversion makes numbers of infinities on older processors. With
// F32's exponent in F16's place a number is 2^112 too small, be it subnormal or not.
void readF16(const std::byte* bytes, std::span<float> values)
{
    const Floats tag;
    const Words words;
    const hn::Rebind<std::uint16_t, Floats> halves;
    const auto rescale = hn::Set(tag, 0x1p112f);
    const auto exponent = hn::Set(words, 0x7c00u);
    read<2>(bytes, values, [&](const std::byte* from) {
        const auto bits =
            hn::PromoteTo(words, hn::LoadU(halves, reinterpret_cast<const std::uint16_t*>(from)));
        const auto size = hn::ShiftLeft<13>(hn::And(bits, hn::Set(words, 0x7fffu)));
        const auto sign = hn::ShiftLeft<16>(hn::And(bits, hn::Set(words, 0x8000u)));
        const auto number = hn::BitCast(words, hn::Mul(hn::BitCast(tag, size), rescale));
        const auto notFinite = hn::Or(size, hn::Set(words, 0x7f800000u));
        const auto finite = hn::Ne(hn::And(bits, exponent), exponent);
        return hn::BitCast(tag, hn::Or(sign, hn::IfThenElse(finite, number, notFinite)));
    });
}

void readBf16(const std::byte* bytes, std::span<float> values)
{
    const Floats tag;
    const hn::Rebind<hwy::bfloat16_t, Floats> halves;
    read<2>(bytes, values, [&](const std::byte* from) {
        return hn::PromoteTo(tag,
                             hn::LoadU(halves, reinterpret_cast<const hwy::bfloat16_t*>(from)));
    });
}

template <class Tag>
std::size_t roundFrom(Tag tag, std::size_t i, std::span<const float> values, Bf16* rounded)
{
    const hn::RebindToUnsigned<Tag> words;
    const hn::Rebind<std::uint16_t, Tag> halves;
    for (; i + hn::Lanes(tag) <= values.size(); i += hn::Lanes(tag)) {
        const auto value = hn::LoadU(tag, &values[i]);
        const auto bits = hn::BitCast(words, value);
        const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(words, 1u));
        const auto up = hn::Add(hn::Add(bits, hn::Set(words, 0x7fffu)), odd);
        // Rounding up could make an infinity of NaN.
        const auto quiet = hn::Or(bits, hn::Set(words, 0x400000u));
        const auto result = hn::IfThenElse(hn::RebindMask(words, hn::IsNaN(value)), quiet, up);
        hn::StoreU(hn::DemoteTo(halves, hn::BitCast(hn::RebindToSigned<decltype(words)>(),
                                                    hn::ShiftRight<16>(result))),
                   halves, rounded + i);
    }
    return i;
}

void roundToBf16(std::span<const float> values, Bf16* rounded)
{
    const auto rest = roundFrom(Floats(), 0, values, rounded);
    roundFrom(hn::CappedTag<float, 1>(), rest, values, rounded);
}

template <class Tag>
std::size_t quantiseFrom(Tag tag, std::size_t i, std::span<const float> values,
                         const float* factors, std::int8_t* quantised)
{
    const hn::Rebind<std::int8_t, Tag> bytes;
    const auto zero = hn::Zero(tag);
    for (; i + hn::Lanes(tag) <= values.size(); i += hn::Lanes(tag)) {
        const auto factor = hn::LoadU(tag, factors + i);
        const auto scaled = hn::Mul(hn::LoadU(tag, &values[i]), factor);
        const auto number = hn::IfThenZeroElse(hn::Eq(factor, zero), scaled);
        hn::StoreU(hn::DemoteTo(bytes, hn::NearestInt(number)), bytes, quantised + i);
    }
    return i;
}

void quantise(std::span<const float> values, std::span<const float> factors, std::int8_t* quantised)
{
    for (; !values.empty(); values = values.subspan(factors.size())) {
        const auto row = values.first(factors.size());
        const auto rest = quantiseFrom(Floats(), 0, row, factors.data(), quantised);
        quantiseFrom(hn::CappedTag<float, 1>(), rest, row, factors.data(), quantised);
        quantised += factors.size();
    }
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace logitscope
{

HWY_EXPORT(readF16);
HWY_EXPORT(readBf16);
HWY_EXPORT(roundToBf16);
HWY_EXPORT(quantise);

void readF32(const std::byte* bytes, std::span<float> values)
{
    std::memcpy(values.data(), bytes, values.size_bytes());
}

void readF16(const std::byte* bytes, std::span<float> values)
{
    HWY_DYNAMIC_DISPATCH(readF16)(bytes, values);
}

void readBf16(const std::byte* bytes, std::span<float> values)
{
    HWY_DYNAMIC_DISPATCH(readBf16)(bytes, values);
}

void readF64(const std::byte* bytes, std::span<float> values)
{
    for (float& value : values) {
        double wide = 0.0;
        std::memcpy(&wide, bytes, sizeof wide);
        value = static_cast<float>(wide);
        bytes += sizeof wide;
    }
}

void roundToBf16(std::span<const float> values, Bf16* rounded)
{
    HWY_DYNAMIC_DISPATCH(roundToBf16)(values, rounded);
}

void quantise(std::span<const float> values, std::span<const float> factors, std::int8_t* quantised)
{
    assert(!factors.empty() && values.size() % factors.size() == 0);
    HWY_DYNAMIC_DISPATCH(quantise)(values, factors, quantised);
}

} // namespace logitscope

#endif // HWY_ONCE
