// drawToken against the whole distribution, to the last bit, and against the textbook.
#include "core/sampling/distribution.h"
#include "core/sampling/draw.h"
#include "tests/core/each_target.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/core/sampling/reference.h"
#include "tests/test_program.h"

#include <QTest>

#include <cstdint>
#include <thread>

using namespace logitscope;

namespace
{

constexpr double almostOne = 1.0 - 0x1p-53; // the dice's highest roll

std::vector<SamplerSettings> manySettings(int vocabulary)
{
    std::vector<SamplerSettings> all;
    for (const FilterOrder order :
         {FilterOrder::FilterThenTemperature, FilterOrder::TemperatureThenFilter})
        for (const double temperature : {0.0, 1e-300, 0.1, 0.8, 1.0, 1.5, 100.0, 1e300})
            for (const int topK : {0, 1, 40, vocabulary / 2, vocabulary + 1})
                for (const double topP : {0.0, 0.5, 0.9, 0.999, 1.0})
                    all.push_back({temperature, topK, topP, order});
    return all;
}

Draw drawFromAll(const Distribution& distribution, const Shaped& shaped, double u)
{
    const int rank = shaped.draw(u);
    return {distribution.token(rank), rank, distribution.probability(rank),
            shaped.probability(rank), shaped.info};
}

} // namespace

class TestDraw : public QObject
{
    Q_OBJECT

private slots:

    void init()
    {
        QFETCH_GLOBAL(std::int64_t, target);
        hwy::SetSupportedTargetsForTest(target);
    }

    // On every instruction set that this machine has, see tst_softmax.cpp.
    void initTestCase_data() { addTargets(); }

    void isTheDistributionsDraw_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("every"); // so many of the settings: one
        for (int kind = 0; kind <= static_cast<int>(LogitKind::Extreme); ++kind) {
            for (const int size : {1, 2, 3, 17})
                QTest::addRow("%d logits, kind %d", size, kind) << size << kind << 1;
            QTest::addRow("1000 logits, kind %d", kind) << 1000 << kind << 3;
            QTest::addRow("50257 logits, kind %d", kind) << 50257 << kind << 101;
        }
    }

    // Exactly: the window's chart comes from the distribution, the text from drawToken.
    void isTheDistributionsDraw()
    {
        QFETCH(int, size);
        QFETCH(int, kind);
        QFETCH(int, every);
        std::mt19937 random(static_cast<unsigned>(size + kind));
        std::uniform_real_distribution<double> unit(0.0, 1.0);
        const auto logits =
            randomLogits(static_cast<std::size_t>(size), static_cast<LogitKind>(kind), random);
        const auto distribution = Distribution::rank(logits);
        const auto settings = manySettings(size);
        for (auto i = static_cast<std::size_t>(kind); i < settings.size();
             i += static_cast<std::size_t>(every)) {
            const Shaped shaped = distribution->shape(settings[i]);
            for (const double u : {0.0, unit(random), 0.9 + 0.1 * unit(random), almostOne}) {
                const auto draw = drawToken(logits, settings[i], u);
                QVERIFY(draw);
                QVERIFY2(*draw == drawFromAll(*distribution, shaped, u),
                         qPrintable(QString("T %1, k %2, p %3, u %4")
                                        .arg(settings[i].temperature)
                                        .arg(settings[i].topK)
                                        .arg(settings[i].topP)
                                        .arg(u)));
            }
        }
    }

    void isTheTextbooksDraw_data() { isTheDistributionsDraw_data(); }

    void isTheTextbooksDraw()
    {
        QFETCH(int, size);
        QFETCH(int, kind);
        QFETCH(int, every);
        std::mt19937 random(static_cast<unsigned>(size * 2 + kind));
        std::uniform_real_distribution<double> unit(0.0, 1.0);
        const auto logits =
            randomLogits(static_cast<std::size_t>(size), static_cast<LogitKind>(kind), random);
        const auto settings = manySettings(size);
        for (auto i = static_cast<std::size_t>(kind); i < settings.size();
             i += static_cast<std::size_t>(10 * every)) {
            const reference::Result expected = reference::sample(logits, settings[i]);
            const double u = unit(random);
            const auto draw = drawToken(logits, settings[i], u);
            QVERIFY(draw);
            const auto rank = static_cast<std::size_t>(draw->rank);
            QCOMPARE(draw->token, expected.tokens[rank]);
            // u lies in the drawn rank's part of [0, 1), but for round-off at its ends.
            const auto drawn = expected.final.begin() + draw->rank;
            const long double begin = std::accumulate(expected.final.begin(), drawn, 0.0L);
            QVERIFY(u > begin - 1e-11L && u < begin + *drawn + 1e-11L);
            QVERIFY(std::abs(draw->finalProbability - *drawn) < 1e-12L);
            QVERIFY(std::abs(draw->info.originalEntropy - expected.originalEntropy) < 1e-12L);
            QVERIFY(std::abs(draw->info.finalEntropy - expected.finalEntropy) < 1e-12L);
            QCOMPARE(draw->info.kept, static_cast<int>(expected.final.size()));
        }
    }

    void allEqual()
    {
        const std::vector<float> logits(50257, -7.5f);
        const auto draw = drawToken(logits, {}, 0.5);
        QCOMPARE(draw->rank, 25128);
        QCOMPARE(draw->token, 25128);
        QVERIFY(std::abs(draw->info.finalEntropy - std::log2(50257.0)) < 1e-12);
        QCOMPARE(drawToken(logits, {.temperature = 0.0}, 0.9)->token, 0);
    }

    void otherLogitsInBetweenChangeNothing()
    {
        std::mt19937 random(5);
        const auto one = randomLogits(50257, LogitKind::Model, random);
        const auto other = randomLogits(300, LogitKind::Flat, random);
        const auto first = drawToken(one, {.topP = 0.99}, 0.98);
        QVERIFY(drawToken(other, {}, 0.5));
        QVERIFY(*drawToken(one, {.topP = 0.99}, 0.98) == *first);
        std::thread([&] { QVERIFY(*drawToken(one, {.topP = 0.99}, 0.98) == *first); }).join();
    }

    void unusableLogits()
    {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        QCOMPARE(QString::fromStdString(
                     drawToken(std::vector<float>{1.0f, nan}, {}, 0.5).error().message),
                 "the logit of token 1 is NaN, expected a finite number");
        QVERIFY(!drawToken({}, {}, 0.5));
        QVERIFY(!drawToken(std::vector<float>(20, minusInfinity), {}, 0.5));
    }

    void cleanup() { hwy::SetSupportedTargetsForTest(0); } // 0: all again
};

LOGITSCOPE_TEST(TestDraw)
#include "tst_draw.moc"
