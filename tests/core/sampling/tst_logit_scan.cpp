#include "core/sampling/logit_scan.h"
#include "tests/core/each_target.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cstdint>

using namespace logitscope;

// Every test runs on every instruction set that this machine has, see tst_softmax.cpp.
class TestLogitScan : public QObject
{
    Q_OBJECT

private slots:

    void init()
    {
        QFETCH_GLOBAL(std::int64_t, target);
        hwy::SetSupportedTargetsForTest(target);
    }

    void initTestCase_data() { addTargets(); }

    void findsTopAndPossible()
    {
        std::mt19937 random(1);
        for (std::size_t size = 1; size < 200; ++size)
            for (int kind = 0; kind <= static_cast<int>(LogitKind::Extreme); ++kind) {
                const auto logits = randomLogits(size, static_cast<LogitKind>(kind), random);
                const LogitScan scan = scanLogits(logits);
                QVERIFY(scan.usable);
                QCOMPARE(scan.top, *std::ranges::max_element(logits));
                QCOMPARE(static_cast<std::ptrdiff_t>(scan.possible),
                         std::ranges::count_if(logits, [](float x) { return std::isfinite(x); }));
            }
    }

    void nothingIsPossible()
    {
        for (const std::size_t size : {1, 16, 33}) {
            const LogitScan scan = scanLogits(std::vector<float>(size, minusInfinity));
            QVERIFY(scan.usable);
            QCOMPARE(scan.possible, std::size_t{0});
        }
    }

    void seesTheUnusableEverywhere()
    {
        for (const float unusable :
             {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::quiet_NaN(),
              std::numeric_limits<float>::infinity()})
            for (std::size_t at = 0; at < 70; ++at) {
                std::vector<float> logits(70, 1.0f);
                logits[at] = unusable;
                QVERIFY(!scanLogits(logits).usable);
            }
    }

    void collectsWhatIsBetween()
    {
        std::mt19937 random(2);
        constexpr float infinity = std::numeric_limits<float>::infinity();
        for (std::size_t size = 1; size < 200; ++size)
            for (const auto& [low, high] : {std::pair{-infinity, infinity},
                                            {0.0f, infinity},
                                            {-infinity, 0.0f},
                                            {-1.0f, 1.0f},
                                            {1.0f, 2.0f},
                                            {minusInfinity, minusInfinity},
                                            {99.0f, 100.0f}}) {
                auto logits = randomLogits(size, LogitKind::Ties, random);
                logits[random() % size] = minusInfinity;
                std::vector<TokenId> expected;
                for (std::size_t i = 0; i < size; ++i)
                    if (logits[i] >= low && logits[i] < high)
                        expected.push_back(static_cast<TokenId>(i));

                std::vector<TokenId> tokens(expected.size() + collectPadding);
                std::vector<float> theirs(expected.size() + collectPadding);
                const auto found = collectTokens(logits, low, high, tokens, theirs);
                tokens.resize(found);
                QCOMPARE(tokens, expected);
                for (std::size_t i = 0; i < found; ++i)
                    QCOMPARE(theirs[i], logits[static_cast<std::size_t>(tokens[i])]);
            }
    }

    void cleanup() { hwy::SetSupportedTargetsForTest(0); } // 0: all again
};

LOGITSCOPE_TEST(TestLogitScan)
#include "tst_logit_scan.moc"
