#include "core/model/activation.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/model/activation.cpp"
#include <hwy/foreach_target.h> // must come before highway.h
//
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();

namespace logitscope::HWY_NAMESPACE
{

namespace hn = hwy::HWY_NAMESPACE;

template <class Tag>
hn::Vec<Tag> geluTanh(Tag tag, hn::Vec<Tag> x)
{
    const auto scale = hn::Set(tag, 0.79788456f); // sqrt(2 / pi)
    const auto cubic = hn::Set(tag, 0.79788456f * 0.044715f);
    const auto inner = hn::Mul(x, hn::MulAdd(hn::Mul(x, x), cubic, scale));
    const auto halfX = hn::Mul(hn::Set(tag, 0.5f), x);
    return hn::MulAdd(halfX, hn::Tanh(tag, inner), halfX);
}

// exp(-t^2 / 2) for 0 <= t <= 20. A rounded square would lose as many digits as it is large, so t
// is high + low, where high^2 is exact: exp(-high^2 / 2) exp(-(t - high) (t + high) / 2). The
// second exponent is below 0.1 wherever the first factor is not 0, and four terms of its series
// suffice.
template <class Tag>
hn::Vec<Tag> bell(Tag tag, hn::Vec<Tag> t)
{
    const hn::RebindToUnsigned<Tag> words;
    const auto half = hn::Set(tag, 0.5f);
    const auto one = hn::Set(tag, 1.0f);
    const auto high = hn::BitCast(tag, hn::And(hn::BitCast(words, t), hn::Set(words, 0xfffff000u)));
    const auto rest = hn::Mul(hn::Mul(hn::Sub(t, high), hn::Add(t, high)), half);
    auto series = hn::NegMulAdd(rest, hn::Set(tag, 1.0f / 24), hn::Set(tag, 1.0f / 6));
    series = hn::NegMulAdd(rest, series, half);
    series = hn::NegMulAdd(rest, series, one);
    series = hn::NegMulAdd(rest, series, one);
    return hn::Mul(hn::Exp(tag, hn::Neg(hn::Mul(hn::Mul(high, high), half))), series);
}

// (1 - Phi(t)) exp(t^2 / 2) for 0 <= t <= 20, which falls slowly. Times 1 + t it is a polynomial of
// (t - 4) / (t + 4), as Shepherd & Laframboise 1981 ("Chebyshev approximation of (1 + 2x) exp(x^2)
// erfc x") have it. The coefficients are a fit by least squares, reweighted until the largest
// relative error was least: 2e-9 up to t = 14.6, where what it is used for leaves F32.
template <class Tag>
hn::Vec<Tag> scaledTail(Tag tag, hn::Vec<Tag> t)
{
    constexpr float coefficients[] = {
        -6.07691242e-05f, 0.000692717855f, -0.000303694746f, -0.0050042892f, 0.0179402093f,
        -0.0321972858f,   0.0285999781f,   0.013999597f,     -0.0967034668f, 0.472053207f};
    const auto four = hn::Set(tag, 4.0f);
    const auto q = hn::Div(hn::Sub(t, four), hn::Add(t, four));
    auto sum = hn::Set(tag, -7.16908111e-05f);
    for (const float coefficient : coefficients)
        sum = hn::MulAdd(sum, q, hn::Set(tag, coefficient));
    return hn::Div(sum, hn::Add(hn::Set(tag, 1.0f), t));
}

// From the tail on x's side of 0, so that nothing cancels: 1 + erf would lose what is left of it.
template <class Tag>
hn::Vec<Tag> gelu(Tag tag, hn::Vec<Tag> x)
{
    const auto t = hn::Min(hn::Abs(x), hn::Set(tag, 20.0f));
    const auto scaled = scaledTail(tag, t);
    const auto factor = bell(tag, t);
    const auto below = hn::Mul(hn::Mul(x, scaled), factor); // the small number last
    const auto above = hn::Mul(x, hn::NegMulAdd(scaled, factor, hn::Set(tag, 1.0f)));
    return hn::IfThenElse(hn::Lt(x, hn::Zero(tag)), below, above);
}

// x sigma(factor x), from exp(-|factor x|), which can't overflow.
template <class Tag>
hn::Vec<Tag> timesSigmoid(Tag tag, hn::Vec<Tag> x, float factor)
{
    const auto one = hn::Set(tag, 1.0f);
    const auto power = hn::Exp(tag, hn::Neg(hn::Abs(hn::Mul(x, hn::Set(tag, factor)))));
    const auto above = hn::IfThenElse(hn::Lt(x, hn::Zero(tag)), power, one);
    return hn::Mul(x, hn::Div(above, hn::Add(one, power)));
}

template <class Tag, class Function>
std::size_t applyFrom(Tag tag, std::size_t i, std::span<float> x, const Function& function)
{
    for (; i + hn::Lanes(tag) <= x.size(); i += hn::Lanes(tag))
        hn::StoreU(function(tag, hn::LoadU(tag, &x[i])), tag, &x[i]);
    return i;
}

template <class Function>
void applyToEach(std::span<float> x, const Function& function)
{
    const auto rest = applyFrom(hn::ScalableTag<float>(), 0, x, function);
    applyFrom(hn::CappedTag<float, 1>(), rest, x, function);
}

void activate(Activation activation, std::span<float> x)
{
    switch (activation) {
    case Activation::GeluTanh:
        return applyToEach(x, [](auto tag, auto value) { return geluTanh(tag, value); });
    case Activation::Gelu:
        return applyToEach(x, [](auto tag, auto value) { return gelu(tag, value); });
    case Activation::Relu: // hn::Max may lose a NaN
        return applyToEach(x, [](auto tag, auto value) {
            return hn::IfThenZeroElse(hn::Lt(value, hn::Zero(tag)), value);
        });
    case Activation::Silu:
        return applyToEach(x, [](auto tag, auto value) { return timesSigmoid(tag, value, 1.0f); });
    case Activation::QuickGelu:
        return applyToEach(x,
                           [](auto tag, auto value) { return timesSigmoid(tag, value, 1.702f); });
    }
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace logitscope
{

HWY_EXPORT(activate);

void activate(Activation activation, std::span<float> x)
{
    HWY_DYNAMIC_DISPATCH(activate)(activation, x);
}

} // namespace logitscope

#endif // HWY_ONCE
