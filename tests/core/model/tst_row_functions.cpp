#include "core/model/row_functions.h"
#include "tests/core/model/each_target.h"
#include "tests/core/model/random_floats.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

using namespace logitscope;

namespace
{

using Floats = std::vector<float>;

constexpr double roundOff = 0x1p-24; // F32's
const float infinity = std::numeric_limits<float>::infinity();
const float notANumber = std::numeric_limits<float>::quiet_NaN();

// 1 to 40, which covers every remainder of every vector's width, and GPT-2's inner width.
std::vector<std::size_t> lengths()
{
    std::vector<std::size_t> all(40);
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = i + 1;
    all.push_back(3072);
    return all;
}

Floats normalised(const Floats& x, const Floats& weight, const Floats& bias, double epsilon)
{
    Floats out(x.size(), -1.0f);
    layerNorm(x, weight, bias, epsilon, out);
    return out;
}

// Whether `out` is the row's layer norm, as far as F32 can hold it.
bool isLayerNorm(const Floats& out, const Floats& x, const Floats& weight, const Floats& bias,
                 double epsilon)
{
    const auto count = static_cast<long double>(x.size());
    long double mean = 0.0L;
    for (const float value : x)
        mean += value / count;
    long double variance = 0.0L;
    for (const float value : x)
        variance += (value - mean) * (value - mean) / count;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto unit = (x[i] - mean) / std::sqrt(variance + static_cast<long double>(epsilon));
        const auto expected = unit * weight[i] + bias[i];
        const auto allowed = 4 * roundOff * (std::fabs(unit * weight[i]) + std::fabs(bias[i]));
        if (!(std::fabs(out[i] - expected) <= allowed))
            return false;
    }
    return true;
}

double geluOf(double x)
{
    return 0.5 * x *
           (1.0 + std::tanh(std::sqrt(2.0 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
}

float geluAlone(float x)
{
    gelu({&x, 1});
    return x;
}

} // namespace

class TestRowFunctions : public QObject
{
    Q_OBJECT

private slots:
    void layerNormLikeTheFormula();
    void layerNormOfLargeAndSmall();
    void layerNormOfEqualValues();
    void layerNormDoesntDependOnThePlace();
    void layerNormOfBadValues();
    void layerNormInPlace();

    void geluLikeTheFormula_data() { addTargets(); }

    void geluLikeTheFormula();

    void geluFarOut_data() { addTargets(); }

    void geluFarOut();

    void geluDoesntDependOnThePlace_data() { addTargets(); }

    void geluDoesntDependOnThePlace();
    void adds();
};

void TestRowFunctions::layerNormLikeTheFormula()
{
    std::mt19937 random(1);
    for (const auto length : lengths()) {
        for (const double epsilon : {1e-5, 0.5}) {
            const auto x = randomFloats(length, random, 3.0f);
            const auto weight = randomFloats(length, random, 2.0f);
            const auto bias = randomFloats(length, random);
            QVERIFY(isLayerNorm(normalised(x, weight, bias, epsilon), x, weight, bias, epsilon));
        }
    }
}

// GPT-2's rows have a few numbers a thousand times the others; a sum of squares in F32 would lose
// what is small, or overflow.
void TestRowFunctions::layerNormOfLargeAndSmall()
{
    std::mt19937 random(2);
    for (const float spread : {1e-30f, 1e-10f, 1e-3f, 1e3f, 1e10f, 1e30f}) {
        for (const std::size_t length : {2, 7, 768}) {
            auto x = randomFloats(length, random, spread);
            const auto weight = randomFloats(length, random);
            const auto bias = randomFloats(length, random);
            QVERIFY(isLayerNorm(normalised(x, weight, bias, 1e-5), x, weight, bias, 1e-5));
            x[1] = 3000.0f * spread;
            QVERIFY(isLayerNorm(normalised(x, weight, bias, 1e-5), x, weight, bias, 1e-5));
        }
    }

    // Small differences far from 0.
    Floats x(768, 10'000.0f);
    for (std::size_t i = 0; i < x.size(); i += 2)
        x[i] += 0.25f;
    const auto out = normalised(x, Floats(768, 1.0f), Floats(768, 0.0f), 0.0);
    for (std::size_t i = 0; i < x.size(); ++i)
        QCOMPARE(out[i], i % 2 == 0 ? 1.0f : -1.0f);
}

void TestRowFunctions::layerNormOfEqualValues()
{
    std::mt19937 random(3);
    for (const std::size_t length : {1, 4, 768}) {
        const auto bias = randomFloats(length, random);
        for (const float value : {0.0f, 1.0f, -1024.0f})
            QVERIFY(normalised(Floats(length, value), Floats(length, 5.0f), bias, 1e-5) == bias);
    }
}

void TestRowFunctions::layerNormDoesntDependOnThePlace()
{
    for (const auto length : lengths()) {
        Floats x(length);
        for (std::size_t i = 0; i < length; ++i)
            x[i] = i % 3 == 0 ? 0.7f : -1.3f;
        const auto out = normalised(x, Floats(length, 1.7f), Floats(length, 0.1f), 1e-5);
        for (std::size_t i = 3; i < length; ++i)
            QCOMPARE(std::bit_cast<std::uint32_t>(out[i]),
                     std::bit_cast<std::uint32_t>(out[i % 3 == 0 ? 0 : 1]));
    }
}

void TestRowFunctions::layerNormOfBadValues()
{
    for (const float bad : {notANumber, infinity, -infinity}) {
        Floats x(9, 1.0f);
        x[4] = bad;
        for (const float value : normalised(x, Floats(9, 1.0f), Floats(9, 0.0f), 1e-5))
            QVERIFY(std::isnan(value));
    }
}

void TestRowFunctions::layerNormInPlace()
{
    std::mt19937 random(4);
    auto x = randomFloats(13, random);
    const auto weight = randomFloats(13, random);
    const auto bias = randomFloats(13, random);
    const auto expected = normalised(x, weight, bias, 1e-5);
    layerNorm(x, weight, bias, 1e-5, x);
    QVERIFY(sameBits(x, expected));
}

void TestRowFunctions::geluLikeTheFormula()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    std::mt19937 random(5);
    for (const float spread : {1e-30f, 1e-6f, 0.01f, 1.0f, 4.0f, 12.0f}) {
        for (const auto length : lengths()) {
            const auto x = randomFloats(length, random, spread);
            auto out = x;
            gelu(out);
            for (std::size_t i = 0; i < length; ++i) {
                // To a few roundings of x / 2, the size of the terms that may cancel.
                const double allowed = 8 * roundOff * std::fabs(x[i]);
                QVERIFY2(std::fabs(out[i] - geluOf(x[i])) <= allowed,
                         qPrintable(QString("gelu(%1) is %2, not %3")
                                        .arg(x[i], 0, 'g', 9)
                                        .arg(out[i], 0, 'g', 9)
                                        .arg(geluOf(x[i]), 0, 'g', 9)));
            }
        }
    }
}

// Where tanh is 1 to F32's precision, x or nothing is left, exactly.
void TestRowFunctions::geluFarOut()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    for (const float x : {10.0f, 100.0f, 1e6f, 1e12f, 1e20f, 1e38f, 3.4e38f, infinity}) {
        QCOMPARE(geluAlone(x), x);
        if (std::isfinite(x))
            QVERIFY(geluAlone(-x) == 0.0f);
    }
    QVERIFY(geluAlone(0.0f) == 0.0f);
    QVERIFY(geluAlone(-0.0f) == 0.0f);
    QVERIFY(std::isnan(geluAlone(notANumber)));

    // And a NaN is alone.
    for (const std::size_t bad : {0, 5, 15, 16, 17, 18}) {
        Floats x(19, 10.0f);
        x[bad] = notANumber;
        gelu(x);
        for (std::size_t i = 0; i < x.size(); ++i)
            QVERIFY(i == bad ? std::isnan(x[i]) : x[i] == 10.0f);
    }
}

void TestRowFunctions::geluDoesntDependOnThePlace()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    std::mt19937 random(6);
    const auto values = randomFloats(200, random, 6.0f);
    for (const float value : values) {
        const Floats expected(40, geluAlone(value));
        for (std::size_t length = 1; length <= 40; ++length) {
            Floats row(length, value);
            gelu(row);
            QVERIFY(sameBits(row, std::span(expected).first(length)));
        }
    }
}

void TestRowFunctions::adds()
{
    std::mt19937 random(7);
    for (const auto length : lengths()) {
        const auto x = randomFloats(length, random, 1e6f);
        const auto y = randomFloats(length, random);
        auto sum = x;
        add(sum, y);
        for (std::size_t i = 0; i < length; ++i)
            QVERIFY(sum[i] == static_cast<float>(static_cast<double>(x[i]) + y[i]));
    }
    Floats x = {1.0f, notANumber, infinity, 3e38f, 2.0f};
    add(x, Floats{1.0f, 1.0f, -infinity, 3e38f, 0.5f});
    QCOMPARE(x[0], 2.0f);
    QVERIFY(std::isnan(x[1]));
    QVERIFY(std::isnan(x[2]));
    QCOMPARE(x[3], infinity);
    QCOMPARE(x[4], 2.5f);
}

LOGITSCOPE_TEST(TestRowFunctions)
#include "tst_row_functions.moc"
