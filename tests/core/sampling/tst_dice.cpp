#include "core/sampling/dice.h"
#include "tests/core/sampling/chi_square.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace logitscope;

namespace
{

constexpr int rolls = 1'000'000;

} // namespace

class TestDice : public QObject
{
    Q_OBJECT

private slots:

    // Random123's published known-answer vectors for philox4x32 with 10 rounds.
    void knownAnswers()
    {
        using Words = std::array<std::uint32_t, 4>;
        QCOMPARE(philox4x32({0, 0, 0, 0}, {0, 0}),
                 (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
        QCOMPARE(
            philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
        QCOMPARE(
            philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
    }

    // The first vector of Random123: its upper 53 of the 64 bits e169c58d 6627e8d5.
    void firstRollOfSeedZero()
    {
        QVERIFY(Dice(0).roll(0) ==
                static_cast<double>(0xe169c58d6627e8d5u >> 11) / 9007199254740992.0);
    }

    // Random123's third vector, with every word of seed, step and stream in its place.
    void wordsInTheirPlaces()
    {
        const Dice dice(0x299f31d0a4093822u, 0x0370734413198a2eu);
        QVERIFY(dice.roll(0x85a308d3243f6a88u) ==
                static_cast<double>(0x94fdccebd16cfe09u >> 11) / 9007199254740992.0);
    }

    // The other half of the same bits.
    void chanceIsTheOtherHalf()
    {
        QVERIFY(Dice(0).chance(0) ==
                static_cast<double>(0x9b00dbd8bc57ac4cu >> 11) / 9007199254740992.0);
        const Dice dice(0x299f31d0a4093822u, 0x0370734413198a2eu);
        QVERIFY(dice.chance(0x85a308d3243f6a88u) ==
                static_cast<double>(0x24126ea15001e420u >> 11) / 9007199254740992.0);
    }

    // The third vector again: the token 0x85a308d2 of the step 0x243f6a88 would have its words.
    void tokensHaveNumbersOfTheirOwn()
    {
        const Dice dice(0x299f31d0a4093822u, 0x0370734413198a2eu);
        QVERIFY(dice.ofToken(0x243f6a88u, static_cast<TokenId>(0x85a308d2u)) ==
                static_cast<double>(0x94fdccebd16cfe09u >> 11) / 9007199254740992.0 + 0x1p-54);
        std::set<double> numbers;
        for (std::uint64_t step = 0; step < 100; ++step) {
            for (TokenId token = 0; token < 100; ++token)
                numbers.insert(dice.ofToken(step, token));
            numbers.insert(dice.roll(step));
            numbers.insert(dice.chance(step));
        }
        QCOMPARE(numbers.size(), std::size_t{100 * 102});
        QVERIFY(*numbers.begin() > 0.0 && *numbers.rbegin() < 1.0);
    }

    void isRepeatable()
    {
        const Dice dice(42, 7);
        const double later = dice.roll(1000);
        dice.roll(3);
        QVERIFY(Dice(42, 7).roll(1000) == later);
    }

    void isInRangeAndMultipleOf2ToMinus53()
    {
        const Dice dice(5);
        for (std::uint64_t step = 0; step < 100'000; ++step) {
            const double u = dice.roll(step);
            QVERIFY(u >= 0.0 && u < 1.0);
            QVERIFY(u * 0x1p53 == std::floor(u * 0x1p53));
        }
    }

    void isUniform()
    {
        constexpr int bins = 1000;
        const Dice dice(2024);
        std::vector<int> observed(bins);
        double sum = 0.0;
        for (std::uint64_t step = 0; step < rolls; ++step) {
            const double u = dice.roll(step);
            ++observed[static_cast<std::size_t>(u * bins)];
            sum += u;
        }
        const std::vector<double> expected(bins, double{rolls} / bins);
        QVERIFY(chiSquare(observed, expected).agrees());
        // The mean's standard deviation is sqrt(1/12 / n).
        QVERIFY(std::abs(sum / rolls - 0.5) < 4.0 * std::sqrt(1.0 / 12.0 / rolls));
    }

    void neighbouringStepsAreIndependent()
    {
        const Dice dice(11);
        pairsAreUniform([&](std::uint64_t i) { return dice.roll(i); },
                        [&](std::uint64_t i) { return dice.roll(i + 1); });
    }

    void streamsAreIndependent()
    {
        const Dice first(11, 0);
        const Dice second(11, 1);
        pairsAreUniform([&](std::uint64_t i) { return first.roll(i); },
                        [&](std::uint64_t i) { return second.roll(i); });
    }

    void neighbouringSeedsAreIndependent()
    {
        const Dice first(11);
        const Dice second(12);
        pairsAreUniform([&](std::uint64_t i) { return first.roll(i); },
                        [&](std::uint64_t i) { return second.roll(i); });
    }

    // No two of (seed, stream, step) share a roll: 100,000 of 2^53 values meet with p = 6e-7.
    void everyPlaceHasItsOwnRoll()
    {
        std::set<double> seen;
        for (std::uint64_t seed = 0; seed < 10; ++seed)
            for (std::uint64_t stream = 0; stream < 100; ++stream)
                for (std::uint64_t step = 0; step < 100; ++step)
                    seen.insert(Dice(seed, stream).roll(step));
        QCOMPARE(seen.size(), std::size_t{100'000});
    }

private:
    // Pairs fall evenly on a grid of 32 x 32 squares, and are not correlated.
    template <class First, class Second>
    static void pairsAreUniform(First first, Second second)
    {
        constexpr int side = 32;
        std::vector<int> observed(side * side);
        double product = 0.0;
        for (std::uint64_t i = 0; i < rolls; ++i) {
            const double a = first(i);
            const double b = second(i);
            ++observed[static_cast<std::size_t>(a * side) * side +
                       static_cast<std::size_t>(b * side)];
            product += (a - 0.5) * (b - 0.5);
        }
        const std::vector<double> expected(observed.size(), double{rolls} / (side * side));
        QVERIFY(chiSquare(observed, expected).agrees());
        // The mean product's standard deviation is 1/12 / sqrt(n).
        QVERIFY(std::abs(product / rolls) < 4.0 / 12.0 / std::sqrt(double{rolls}));
    }
};

LOGITSCOPE_TEST(TestDice)
#include "tst_dice.moc"
