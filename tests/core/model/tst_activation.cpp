#include "core/model/activation.h"
#include "tests/core/each_target.h"
#include "tests/core/model/random_floats.h"
#include "tests/core/model/rows.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace logitscope;

namespace
{

using Floats = std::vector<float>;

constexpr Activation activations[] = {Activation::GeluTanh, Activation::Gelu, Activation::Relu,
                                      Activation::Silu, Activation::QuickGelu};

long double exact(Activation activation, long double x)
{
    const auto sigmoid = [](long double y) { return 1 / (1 + std::exp(-y)); };
    switch (activation) {
    case Activation::GeluTanh:
        return x / 2 *
               (1 + std::tanh(std::sqrt(2 / std::numbers::pi_v<long double>) *
                              (x + 0.044715L * x * x * x)));
    case Activation::Gelu: // erfc where 1 + erf would lose what is left of it
        return x < 0 ? x / 2 * std::erfc(-x / std::sqrt(2.0L))
                     : x / 2 * (1 + std::erf(x / std::sqrt(2.0L)));
    case Activation::Relu:
        return std::max(x, 0.0L);
    case Activation::Silu:
        return x * sigmoid(x);
    case Activation::QuickGelu:
        return x * sigmoid(1.702L * x);
    }
    return 0;
}

// The tanh's to a few roundings of x / 2, the size of the terms that may cancel; the others to a
// few of themselves, or of the smallest numbers. A rounded exponent is as wrong as it is large.
long double allowedError(Activation activation, float x, long double expected)
{
    if (activation == Activation::GeluTanh)
        return 8 * roundOff * std::fabs(x);
    const double exponent = activation == Activation::QuickGelu ? std::fabs(1.702 * x) : 0.0;
    return (10 + 2 * exponent) * roundOff * std::fabs(expected) + 100 * 0x1p-149;
}

float alone(Activation activation, float x)
{
    activate(activation, {&x, 1});
    return x;
}

} // namespace

class TestActivation : public QObject
{
    Q_OBJECT

private slots:

    void likeTheFormula_data() { addTargets(); }

    void likeTheFormula();

    void geluAllOverItsRange_data() { addTargets(); }

    void geluAllOverItsRange();

    void farOut_data() { addTargets(); }

    void farOut();

    void nanStays_data() { addTargets(); }

    void nanStays();

    void doesntDependOnThePlace_data() { addTargets(); }

    void doesntDependOnThePlace();
};

void TestActivation::likeTheFormula()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    std::mt19937 random(5);
    for (const auto activation : activations) {
        for (const float spread : {1e-30f, 1e-6f, 0.01f, 1.0f, 4.0f, 12.0f, 100.0f}) {
            for (const auto length : rowLengths()) {
                const auto x = randomFloats(length, random, spread);
                auto out = x;
                activate(activation, out);
                for (std::size_t i = 0; i < length; ++i) {
                    const auto expected = exact(activation, x[i]);
                    const auto allowed = allowedError(activation, x[i], expected);
                    QVERIFY2(std::fabs(out[i] - expected) <= allowed,
                             qPrintable(QString("activation %1 of %2 is %3, not %4")
                                            .arg(static_cast<int>(activation))
                                            .arg(x[i], 0, 'g', 9)
                                            .arg(out[i], 0, 'g', 9)
                                            .arg(static_cast<double>(expected), 0, 'g', 9)));
                }
            }
        }
    }
}

// In units of the last place, which below 2^-126 are all 2^-149.
void TestActivation::geluAllOverItsRange()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    const auto last = std::bit_cast<std::uint32_t>(20.0f);
    Floats x;
    for (std::uint32_t bits = 1; bits < last; bits += 2503) {
        x.push_back(std::bit_cast<float>(bits));
        x.push_back(-x.back());
    }
    QVERIFY(x.size() > 800'000);
    auto out = x;
    activate(Activation::Gelu, out);
    double worst = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto expected = exact(Activation::Gelu, x[i]);
        const auto error = static_cast<double>(std::fabs(out[i] - expected));
        const int exponent = std::max(std::ilogb(expected), -126);
        worst = std::max(worst, error / std::ldexp(1.0, exponent - 23));
    }
    QVERIFY2(worst <= 5.0, qPrintable(QString("%1 units of the last place").arg(worst)));
}

// Where the second factor is 1 or 0 to F32's precision, x or nothing is left, exactly.
void TestActivation::farOut()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    for (const auto activation : activations) {
        for (const float x : {200.0f, 1e6f, 1e12f, 1e20f, 1e38f, 3.4e38f, infinity}) {
            QCOMPARE(alone(activation, x), x);
            if (std::isfinite(x))
                QVERIFY(alone(activation, -x) == 0.0f);
        }
        QVERIFY(alone(activation, 0.0f) == 0.0f);
        QVERIFY(alone(activation, -0.0f) == 0.0f);
    }
    for (const float x : {10.0f, 100.0f}) {
        QCOMPARE(alone(Activation::GeluTanh, x), x);
        QVERIFY(alone(Activation::GeluTanh, -x) == 0.0f);
        QCOMPARE(alone(Activation::Gelu, x), x);
    }
}

// And it is alone.
void TestActivation::nanStays()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    for (const auto activation : activations) {
        QVERIFY(std::isnan(alone(activation, notANumber)));
        const auto other = alone(activation, 10.0f);
        for (const std::size_t bad : {0, 5, 15, 16, 17, 18}) {
            Floats x(19, 10.0f);
            x[bad] = notANumber;
            activate(activation, x);
            for (std::size_t i = 0; i < x.size(); ++i)
                QVERIFY(i == bad ? std::isnan(x[i]) : x[i] == other);
        }
    }
}

void TestActivation::doesntDependOnThePlace()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    std::mt19937 random(6);
    const auto values = randomFloats(200, random, 6.0f);
    for (const auto activation : activations) {
        for (const float value : values) {
            const Floats expected(40, alone(activation, value));
            for (std::size_t length = 1; length <= 40; ++length) {
                Floats row(length, value);
                activate(activation, row);
                QVERIFY(sameBits(row, std::span(expected).first(length)));
            }
        }
    }
}

LOGITSCOPE_TEST(TestActivation)
#include "tst_activation.moc"
