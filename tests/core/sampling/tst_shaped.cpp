#include "core/sampling/dice.h"
#include "core/sampling/distribution.h"
#include "core/sampling/shaped.h"
#include "tests/core/sampling/chi_square.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>

using namespace logitscope;

namespace
{

constexpr double nearlyOne = 1.0 - 0x1p-53; // the dice's highest roll

Shaped shapedOf(std::vector<double> probabilities)
{
    Shaped shaped;
    shaped.possible = shaped.info.kept = static_cast<int>(probabilities.size());
    shaped.probabilities = std::move(probabilities);
    return shaped;
}

} // namespace

class TestShaped : public QObject
{
    Q_OBJECT

private slots:

    void fates()
    {
        Shaped shaped = shapedOf({0.75, 0.25});
        shaped.begin = 1;
        shaped.possible = 7;
        shaped.stages = {{StageKind::TopK, {0, 5, 1.0}},
                         {StageKind::Temperature, {0, 5, 0.5}},
                         {StageKind::Xtc, {1, 5, 0.5}},
                         {StageKind::TopP, {1, 3, 0.5}}};
        const std::optional<StageKind> removedBy[] = {
            StageKind::Xtc, {}, {}, StageKind::TopP, StageKind::TopP, StageKind::TopK,
            StageKind::TopK};
        for (int rank = 0; rank < 7; ++rank)
            QVERIFY(removedBy[rank] ? shaped.verdict(rank).isRemovedBy(*removedBy[rank])
                                    : shaped.verdict(rank).isKept());
        QVERIFY(shaped.verdict(7).isImpossible());
        QVERIFY(shaped.verdict(1000).isImpossible());
        for (const auto& [rank, probability] : {std::pair{0, 0.0}, {1, 0.75}, {2, 0.25}, {3, 0.0}})
            QCOMPARE(shaped.probability(rank), probability);
        QCOMPARE(shaped.probability(1000), 0.0);
    }

    // Ranks that are not kept have no part of [0, 1), those before the kept as those behind.
    void beginsAtTheFirstKept()
    {
        Shaped shaped = shapedOf({0.5, 0.5});
        shaped.begin = 3;
        shaped.possible = 9;
        QCOMPARE(shaped.draw(0.25), 3);
        QCOMPARE(shaped.draw(0.75), 4);
        QCOMPARE(shaped.draw(nearlyOne), 4);
        for (const auto& [rank, begin, end] : {std::tuple{0, 0.0, 0.0},
                                               {2, 0.0, 0.0},
                                               {3, 0.0, 0.5},
                                               {4, 0.5, 1.0},
                                               {5, 1.0, 1.0}}) {
            QCOMPARE(shaped.interval(rank).begin, begin);
            QCOMPARE(shaped.interval(rank).end, end);
        }
    }

    void drawsFirstRankAboveU()
    {
        const Shaped shaped = shapedOf({0.5, 0.25, 0.25});
        QCOMPARE(shaped.draw(0.0), 0);
        QCOMPARE(shaped.draw(std::nextafter(0.5, 0.0)), 0);
        QCOMPARE(shaped.draw(0.5), 1);
        QCOMPARE(shaped.draw(std::nextafter(0.75, 0.0)), 1);
        QCOMPARE(shaped.draw(0.75), 2);
        QCOMPARE(shaped.draw(nearlyOne), 2);
    }

    // Ten times 0.1 adds up to less than 1 in floating point.
    void roundOffBelongsToTheLastDrawable()
    {
        Shaped shaped = shapedOf(std::vector<double>(10, 0.1));
        shaped.probabilities.resize(13); // three that underflowed to 0
        QCOMPARE(shaped.draw(nearlyOne), 9);
        QVERIFY(shaped.interval(9).end == 1.0);
        for (int rank = 10; rank < 15; ++rank) {
            const Shaped::Interval interval = shaped.interval(rank);
            QVERIFY(interval.begin == interval.end);
        }
    }

    void sumAboveOneLeavesNoIntervalOutside()
    {
        const Shaped shaped = shapedOf({0.6, 0.4 + 0x1p-52, 1e-20});
        QCOMPARE(shaped.draw(nearlyOne), 1);
        QVERIFY(shaped.interval(1).end == 1.0);
        QVERIFY(shaped.interval(2).begin == 1.0 && shaped.interval(2).end == 1.0);
    }

    void intervalsTileTheUnitInterval_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("kind");
        for (const int size : {1, 2, 10, 700})
            for (int kind = 0; kind <= static_cast<int>(LogitKind::Extreme); ++kind)
                QTest::addRow("%d logits, kind %d", size, kind) << size << kind;
    }

    void intervalsTileTheUnitInterval()
    {
        QFETCH(int, size);
        QFETCH(int, kind);
        std::mt19937 random(static_cast<unsigned>(size * 10 + kind));
        const auto distribution = Distribution::rank(
            randomLogits(static_cast<std::size_t>(size), static_cast<LogitKind>(kind), random));
        for (const double temperature : {0.0, 0.01, 0.3, 1.0, 1.7, 100.0})
            for (const double topP : {0.5, 0.95, 1.0}) {
                const Shaped shaped =
                    distribution->shape(basicChain({.temperature = temperature, .topP = topP}));
                const auto ends = shaped.intervalEnds();
                QCOMPARE(ends.size(), shaped.probabilities.size());
                double end = 0.0;
                for (int rank = 0; rank < size; ++rank) {
                    const Shaped::Interval interval = shaped.interval(rank);
                    QVERIFY(interval.begin >= 0.0 && interval.begin <= interval.end);
                    QVERIFY(interval.end <= 1.0);
                    if (rank < static_cast<int>(ends.size()))
                        QVERIFY(ends[static_cast<std::size_t>(rank)] == interval.end);
                    if (interval.begin == interval.end)
                        continue;
                    QVERIFY(interval.begin == end); // exactly, where QCOMPARE allows for round-off
                    end = interval.end;
                    QVERIFY(shaped.probability(rank) > 0.0);
                    QCOMPARE(shaped.draw(interval.begin), rank);
                    QCOMPARE(shaped.draw(std::nextafter(interval.end, 0.0)), rank);
                }
                QVERIFY(end == 1.0);
            }
    }

    void drawnRankHoldsU()
    {
        std::mt19937 random(31);
        const auto distribution = Distribution::rank(randomLogits(50257, LogitKind::Model, random));
        const Dice dice(99);
        for (const FilterOrder order :
             {FilterOrder::FilterThenTemperature, FilterOrder::TemperatureThenFilter})
            for (const double temperature : {0.2, 1.0, 3.0, 100.0}) {
                const Shaped shaped = distribution->shape(
                    basicChain({.temperature = temperature, .topP = 0.999, .order = order}));
                for (std::uint64_t step = 0; step < 300; ++step) {
                    const double u = dice.roll(step);
                    const int rank = shaped.draw(u);
                    const Shaped::Interval interval = shaped.interval(rank);
                    QVERIFY(interval.begin <= u && u < interval.end);
                    QVERIFY(shaped.verdict(rank).isKept());
                }
            }
    }

    void neverDrawsTheImprobable()
    {
        std::mt19937 random(32);
        for (int kind = 0; kind <= static_cast<int>(LogitKind::Extreme); ++kind) {
            const auto distribution =
                Distribution::rank(randomLogits(2000, static_cast<LogitKind>(kind), random));
            for (const double temperature : {0.0, 1e-300, 0.01, 0.5, 1.0, 100.0})
                for (const double u :
                     {0.0, 5e-324, 0x1p-53, 0.5, std::nextafter(nearlyOne, 0.0), nearlyOne}) {
                    const Shaped shaped =
                        distribution->shape(basicChain({.temperature = temperature}));
                    QVERIFY(shaped.probability(shaped.draw(u)) > 0.0);
                }
        }
    }

    // A million draws against the final distribution, itself computed here by its definition.
    void drawsFollowTheDistribution_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<double>("temperature");
        QTest::addColumn<int>("topK");
        QTest::addColumn<quint64>("seed");
        QTest::newRow("nothing cut, T 1") << 1000 << 1.0 << 0 << quint64{1};
        QTest::newRow("nothing cut, T 2") << 1000 << 2.0 << 0 << quint64{2};
        QTest::newRow("top-k 40, T 0.8") << 50257 << 0.8 << 40 << quint64{3};
        QTest::newRow("two tokens") << 2 << 0.7 << 0 << quint64{4};
    }

    void drawsFollowTheDistribution()
    {
        QFETCH(int, size);
        QFETCH(double, temperature);
        QFETCH(int, topK);
        QFETCH(quint64, seed);
        constexpr int draws = 1'000'000;
        std::mt19937 random(33);
        const auto logits = randomLogits(static_cast<std::size_t>(size), LogitKind::Model, random);
        const auto distribution = Distribution::rank(logits);
        const Shaped shaped =
            distribution->shape(basicChain({.temperature = temperature, .topK = topK}));

        const auto kept = static_cast<std::size_t>(topK == 0 ? size : topK);
        std::vector<float> sorted = logits;
        std::ranges::sort(sorted, std::greater());
        std::vector<double> expected(kept);
        double sum = 0.0;
        for (std::size_t rank = 0; rank < kept; ++rank)
            sum += expected[rank] = std::exp((double{sorted[rank]} - sorted[0]) / temperature);
        for (double& one : expected)
            one *= draws / sum;

        const Dice dice(seed);
        std::vector<int> observed(kept);
        for (std::uint64_t step = 0; step < draws; ++step)
            ++observed[static_cast<std::size_t>(shaped.draw(dice.roll(step)))];
        const ChiSquare result = chiSquare(observed, expected);
        QVERIFY2(result.agrees(), qPrintable(QString("chi-square %1 with %2 degrees of freedom")
                                                 .arg(result.statistic)
                                                 .arg(result.degrees)));
    }
};

LOGITSCOPE_TEST(TestShaped)
#include "tst_shaped.moc"
