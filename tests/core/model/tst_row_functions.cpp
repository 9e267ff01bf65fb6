#include "core/model/row_functions.h"
#include "tests/core/each_target.h"
#include "tests/core/model/random_floats.h"
#include "tests/core/model/rows.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace logitscope;

namespace
{

using Floats = std::vector<float>;

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

} // namespace

class TestRowFunctions : public QObject
{
    Q_OBJECT

private slots:

    void layerNormLikeTheFormula_data() { addTargets(); }

    void layerNormLikeTheFormula();

    void layerNormOfLargeAndSmall_data() { addTargets(); }

    void layerNormOfLargeAndSmall();

    void layerNormOfEqualValues_data() { addTargets(); }

    void layerNormOfEqualValues();

    void layerNormDoesntDependOnThePlace_data() { addTargets(); }

    void layerNormDoesntDependOnThePlace();

    void layerNormOfBadValues_data() { addTargets(); }

    void layerNormOfBadValues();

    void layerNormInPlace_data() { addTargets(); }

    void layerNormInPlace();

    void exponentiateLikeTheFormula_data() { addTargets(); }

    void exponentiateLikeTheFormula();

    void exponentiateFarApart_data() { addTargets(); }

    void exponentiateFarApart();

    void exponentiateOfBadValues_data() { addTargets(); }

    void exponentiateOfBadValues();

    void adds_data() { addTargets(); }

    void adds();
};

void TestRowFunctions::layerNormLikeTheFormula()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    std::mt19937 random(1);
    for (const auto length : rowLengths()) {
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
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
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
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    std::mt19937 random(3);
    for (const std::size_t length : {1, 4, 768}) {
        const auto bias = randomFloats(length, random);
        for (const float value : {0.0f, 1.0f, -1024.0f})
            QVERIFY(normalised(Floats(length, value), Floats(length, 5.0f), bias, 1e-5) == bias);
    }
}

void TestRowFunctions::layerNormDoesntDependOnThePlace()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    for (const auto length : rowLengths()) {
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
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    for (const float bad : {notANumber, infinity, -infinity}) {
        Floats x(9, 1.0f);
        x[4] = bad;
        for (const float value : normalised(x, Floats(9, 1.0f), Floats(9, 0.0f), 1e-5))
            QVERIFY(std::isnan(value));
    }
}

void TestRowFunctions::layerNormInPlace()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    std::mt19937 random(4);
    auto x = randomFloats(13, random);
    const auto weight = randomFloats(13, random);
    const auto bias = randomFloats(13, random);
    const auto expected = normalised(x, weight, bias, 1e-5);
    layerNorm(x, weight, bias, 1e-5, x);
    QVERIFY(sameBits(x, expected));
}

void TestRowFunctions::exponentiateLikeTheFormula()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    std::mt19937 random(5);
    for (const auto length : rowLengths()) {
        for (const float spread : {0.1f, 3.0f, 30.0f}) {
            const auto x = randomFloats(length, random, spread);
            const double highest = *std::ranges::max_element(x);
            double sum = 0.0;
            for (const double value : x)
                sum += std::exp(value - highest);
            auto powers = x;
            const auto found = exponentiate(powers);
            QCOMPARE(double(found.highest), highest);
            QVERIFY(std::fabs(found.sum / sum - 1.0) <= 4 * roundOff);
            for (std::size_t i = 0; i < length; ++i) // the difference is rounded, too
                QVERIFY(std::fabs(powers[i] / std::exp(x[i] - highest) - 1.0) <=
                        (4.0 + highest - x[i]) * roundOff);
        }
    }
}

// Only differences may be raised to a power: exp(89) is more than F32 holds.
void TestRowFunctions::exponentiateFarApart()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    Floats x = {1e4f, -1e4f, 1e4f, -3e38f};
    QCOMPARE(exponentiate(x).sum, 2.0f);
    QCOMPARE(x, (Floats{1.0f, 0.0f, 1.0f, 0.0f}));
    x = Floats(33, -3e38f);
    QCOMPARE(exponentiate(x).sum, 33.0f);
    QCOMPARE(x, Floats(33, 1.0f));
}

// None of them may end as a number that looks right.
void TestRowFunctions::exponentiateOfBadValues()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    for (const auto length : rowLengths()) {
        for (const float bad : {notANumber, infinity}) {
            Floats x(length, 1.0f);
            x[length / 2] = bad;
            const auto powers = exponentiate(x);
            QVERIFY(std::isnan(x[length / 2] / powers.sum));
        }
    }
}

void TestRowFunctions::adds()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    std::mt19937 random(7);
    for (const auto length : rowLengths()) {
        const auto x = randomFloats(length, random, 1e6f);
        const auto y = randomFloats(length, random);
        auto sum = x;
        add(sum, y);
        for (std::size_t i = 0; i < length; ++i)
            QVERIFY(sum[i] == static_cast<float>(static_cast<double>(x[i]) + y[i]));

        auto scaled = y;
        add(scaled, x, -0.3e-6f);
        for (std::size_t i = 0; i < length; ++i) {
            const double added = -0.3e-6f * static_cast<double>(x[i]);
            QVERIFY(std::fabs(scaled[i] - (y[i] + added)) <= 2 * roundOff);
        }
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
