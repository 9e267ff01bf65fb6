#include "core/model/weight_formats.h"
#include "tests/core/each_target.h"
#include "tests/core/model/random_floats.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

using namespace logitscope;

namespace
{

constexpr float boundless = std::numeric_limits<float>::infinity();

// IEEE 754: sign, exponent and fraction of so many bits.
double numberOf(unsigned bits, int exponentBits, int fractionBits)
{
    const auto fraction = bits & ((1u << fractionBits) - 1);
    const int exponent = static_cast<int>(bits >> fractionBits) & ((1 << exponentBits) - 1);
    const int bias = (1 << (exponentBits - 1)) - 1;
    const double sign = bits >> (fractionBits + exponentBits) ? -1.0 : 1.0;
    if (exponent == (1 << exponentBits) - 1)
        return fraction ? std::nan("") : sign * boundless;
    const double one = exponent == 0 ? 0.0 : 1.0;
    return sign *
           std::ldexp(one + std::ldexp(fraction, -fractionBits), std::max(exponent, 1) - bias);
}

// All numbers of a 16-bit format, from an odd address, in parts of all lengths up to a vector's.
template <class Read>
void compareAll(const Read& read, int exponentBits, int fractionBits)
{
    std::vector<std::byte> bytes(1 + 2 * 65536);
    for (unsigned bits = 0; bits < 65536; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        std::memcpy(&bytes[1 + 2 * bits], &half, 2);
    }
    std::size_t length = 1;
    for (std::size_t first = 0; first < 65536; first += length, length = length % 70 + 1) {
        std::vector<float> values(std::min(length, 65536 - first));
        read(&bytes[1 + 2 * first], values);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double expected =
                numberOf(static_cast<unsigned>(first + i), exponentBits, fractionBits);
            if (std::isnan(expected))
                QVERIFY(std::isnan(values[i]));
            else
                QVERIFY2(values[i] == expected && std::signbit(values[i]) == std::signbit(expected),
                         qPrintable(QString("%1 of bits %2, expected %3")
                                        .arg(values[i])
                                        .arg(first + i, 0, 16)
                                        .arg(expected)));
        }
    }
}

} // namespace

class TestWeightFormats : public QObject
{
    Q_OBJECT

private slots:
    void readsF32();
    void readsF64();

    void readsF16_data() { addTargets(); }

    void readsF16();

    void readsBf16_data() { addTargets(); }

    void readsBf16();

    void roundsToBf16_data() { addTargets(); }

    void roundsToBf16();

    void quantises_data() { addTargets(); }

    void quantises();
};

void TestWeightFormats::readsF32()
{
    std::mt19937 random(1);
    const auto values = randomFloats(37, random);
    std::vector<std::byte> bytes(1 + 37 * 4);
    std::memcpy(&bytes[1], values.data(), 37 * 4);
    std::vector<float> read(37);
    readF32(&bytes[1], read);
    QVERIFY(sameBits(read, values));
}

// Numbers that F32 has, and those just below, at and just above the middle of two of them: of as
// near ones the even one.
void TestWeightFormats::readsF64()
{
    struct Case
    {
        double wide;
        float expected;
    };

    std::vector<Case> cases = {{0.0, 0.0f},
                               {-0.0, -0.0f},
                               {1e-300, 0.0f},
                               {0x1p-149, 0x1p-149f},
                               {0x1p-150, 0.0f},
                               {0x1.8p-149, 0x1p-148f},
                               {1e300, boundless},
                               {-1e300, -boundless},
                               {boundless, boundless},
                               {0x1.fffffep127, 0x1.fffffep127f},
                               {0x1.ffffffp127, boundless}};
    for (std::uint32_t bits = 0x3f800000; bits < 0x3f800000 + 2000; bits += 7) {
        const auto here = std::bit_cast<float>(bits);
        const auto next = std::bit_cast<float>(bits + 1);
        const double middle = (static_cast<double>(here) + next) / 2;
        cases.push_back({here, here});
        cases.push_back({std::nextafter(middle, 0.0), here});
        cases.push_back({middle, bits % 2 == 0 ? here : next});
        cases.push_back({std::nextafter(middle, 2.0), next});
        cases.push_back({-std::nextafter(middle, 2.0), -next});
    }
    std::vector<std::byte> bytes(1 + 8 * cases.size()); // from an odd address
    for (std::size_t i = 0; i < cases.size(); ++i)
        std::memcpy(&bytes[1 + 8 * i], &cases[i].wide, 8);
    std::vector<float> values(cases.size());
    readF64(&bytes[1], values);
    for (std::size_t i = 0; i < cases.size(); ++i)
        QVERIFY2(std::bit_cast<std::uint32_t>(values[i]) ==
                     std::bit_cast<std::uint32_t>(cases[i].expected),
                 qPrintable(QString("%1 of %2").arg(values[i]).arg(cases[i].wide, 0, 'g', 17)));

    const double notANumber = std::nan("");
    std::memcpy(&bytes[1], &notANumber, 8);
    readF64(&bytes[1], std::span(values).first(1));
    QVERIFY(std::isnan(values[0]));
}

void TestWeightFormats::readsF16()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    compareAll(readF16, 5, 10);
}

void TestWeightFormats::readsBf16()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    compareAll(readBf16, 8, 7);
}

// Of the two neighbours the nearer one, of two as near the even one: over all exponents, just
// below, at and just above the middle between two numbers.
void TestWeightFormats::roundsToBf16()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    for (std::uint32_t upper = 0; upper < 65536; ++upper) {
        const double here = numberOf(upper, 8, 7);
        if (!std::isfinite(here))
            continue;
        const std::uint32_t lower[] = {0, 1, 0x7fff, 0x8000, 0x8001, 0xffff};
        std::vector<float> values;
        for (const auto bits : lower)
            values.push_back(std::bit_cast<float>(upper << 16 | bits));
        std::vector<Bf16> rounded(values.size());
        roundToBf16(values, rounded.data());
        const bool odd = upper & 1;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const bool up = lower[i] > 0x8000 || (lower[i] == 0x8000 && odd);
            QCOMPARE(rounded[i], static_cast<Bf16>(upper + up)); // beyond the largest: infinity
            QCOMPARE(std::bit_cast<std::uint32_t>(f32FromBf16(rounded[i])), (upper + up) << 16);
        }
    }
    const std::vector<float> special = {
        boundless, -boundless, std::numeric_limits<float>::quiet_NaN(),
        std::bit_cast<float>(0x7f800001u), std::bit_cast<float>(0xffffffffu)};
    std::vector<Bf16> rounded(special.size());
    roundToBf16(special, rounded.data());
    QCOMPARE(f32FromBf16(rounded[0]), boundless);
    QCOMPARE(f32FromBf16(rounded[1]), -boundless);
    for (std::size_t i = 2; i < special.size(); ++i)
        QVERIFY(std::isnan(f32FromBf16(rounded[i])));
}

void TestWeightFormats::quantises()
{
    QFETCH(std::int64_t, target);
    const OnTarget only(target);
    std::mt19937 random(2);
    for (const std::size_t columns : {1, 7, 64}) {
        const auto values = randomFloats(9 * columns, random, 3.0f);
        auto factors = randomFloats(columns, random, 40.0f);
        factors.back() = 0.0f;
        std::vector<std::int8_t> quantised(values.size(), 99);
        quantise(values, factors, quantised.data());
        for (std::size_t i = 0; i < values.size(); ++i)
            QCOMPARE(static_cast<int>(quantised[i]),
                     static_cast<int>(std::nearbyint(values[i] * factors[i % columns])));
    }
    const float broken[] = {std::numeric_limits<float>::quiet_NaN(), boundless, -boundless};
    const float none[] = {0.0f, 0.0f, 0.0f};
    std::int8_t quantised[] = {99, 99, 99};
    quantise(broken, none, quantised);
    for (const auto number : quantised)
        QCOMPARE(static_cast<int>(number), 0);
}

LOGITSCOPE_TEST(TestWeightFormats)
#include "tst_weight_formats.moc"
