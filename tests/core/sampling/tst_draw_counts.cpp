// Many draws against as many single ones, and against numpy: tests/data/make_draws_goldens.py.
#include "core/sampling/distribution.h"
#include "core/sampling/draw_counts.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

using namespace logitscope;

namespace
{

Shaped shapedBy(const std::vector<float>& logits, const char* chain)
{
    return Distribution::rank(logits)->shape(parseChain(chain).value(), {.chance = 0.1});
}

} // namespace

class TestDrawCounts : public QObject
{
    Q_OBJECT

private slots:

    void areSingleDraws()
    {
        std::mt19937 random(5);
        // Also a few tokens, many of no probability, and a first rank that isn't kept.
        for (const char* chain : {"top-k=0", "top-k=40,top-p=0.9,temperature=0.8", "temperature=0",
                                  "temperature=0.001", "xtc=0.01:1", "temperature=100"})
            for (int kind = 0; kind < 5; ++kind) {
                const auto logits = randomLogits(3000, static_cast<LogitKind>(kind), random);
                const auto shaped = shapedBy(logits, chain);
                const auto dice = diceOfDraws(7, 3);
                std::vector<int> expected(3000);
                for (std::uint64_t i = 0; i < 2000; ++i)
                    ++expected[static_cast<std::size_t>(shaped.draw(dice.roll(i)))];
                DrawCounts draws(shaped, dice);
                draws.drawUpTo(700);
                QCOMPARE(draws.n(), 700);
                draws.drawUpTo(2000);
                QCOMPARE(draws.begin(), shaped.begin);
                QCOMPARE(std::accumulate(draws.counts().begin(), draws.counts().end(), 0), 2000);
                for (int rank = 0; rank < 3000; ++rank)
                    QCOMPARE(draws.count(rank), expected[static_cast<std::size_t>(rank)]);
            }
    }

    void areNumpys()
    {
        QFile file(LOGITSCOPE_TEST_DATA "/draws_goldens.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto cases = QJsonDocument::fromJson(file.readAll())["cases"].toArray();
        QVERIFY(cases.size() >= 40);
        int tests = 0;
        for (const auto& each : cases) {
            const auto golden = each.toObject();
            const auto expected = golden["test"].toObject();
            std::vector<float> logits;
            for (const auto& logit : golden["logits"].toArray())
                logits.push_back(static_cast<float>(logit.toDouble()));
            const auto dice = diceOfDraws(static_cast<std::uint64_t>(golden["seed"].toInteger()),
                                          static_cast<std::uint32_t>(golden["step"].toInt()),
                                          static_cast<std::uint32_t>(golden["round"].toInt()));
            const auto u = golden["u"].toArray();
            for (int i = 0; i < u.size(); ++i)
                QCOMPARE(dice.roll(static_cast<std::uint64_t>(i)), u[i].toDouble());
            DrawCounts draws(Distribution::rank(logits)->shape({}), dice);
            draws.drawUpTo(golden["n"].toInt());
            const auto counts = golden["counts"].toArray();
            for (int rank = 0; rank < counts.size(); ++rank)
                QCOMPARE(draws.count(rank), counts[rank].toInt());
            const auto largest = draws.largestDeviation();
            QVERIFY(std::abs(largest->size() - golden["deviation"].toDouble()) < 1e-9);
            const auto test = draws.test();
            QCOMPARE(test.has_value(), !golden["test"].isNull());
            if (!test)
                continue;
            ++tests;
            QCOMPARE(test->degrees, expected["degrees"].toInt());
            const double statistic = expected["statistic"].toDouble();
            QVERIFY(std::abs(test->statistic - statistic) < 1e-7 * std::max(statistic, 1.0));
            QVERIFY(std::abs(test->p - expected["p"].toDouble()) < 1e-7);
        }
        QVERIFY(tests > 25);
    }

    void roundsHaveOtherNumbers()
    {
        std::set<double> numbers;
        for (const std::uint32_t step : {0u, 1u})
            for (const std::uint32_t round : {0u, 1u})
                for (std::uint64_t i = 0; i < 100; ++i) {
                    numbers.insert(diceOfDraws(1, step, round).roll(i));
                    numbers.insert(Dice(1, step).roll(i)); // a text's
                }
        QCOMPARE(numbers.size(), std::size_t{400 + 200});
    }

    void largestDeviationIsFound()
    {
        const std::vector<float> logits{1.0f, 0.5f, 0.0f, -0.5f};
        const auto shaped = shapedBy(logits, "top-k=3");
        DrawCounts draws(shaped, diceOfDraws(1, 0));
        QVERIFY(!draws.largestDeviation());
        QVERIFY(!draws.test());
        draws.drawUpTo(50);
        double largest = 0.0;
        for (int rank = 0; rank < 4; ++rank)
            largest =
                std::max(largest, std::abs(draws.count(rank) / 50.0 - shaped.probability(rank)));
        const auto found = draws.largestDeviation().value();
        QCOMPARE(found.size(), largest);
        QCOMPARE(found.share, draws.count(found.rank) / 50.0);
        QCOMPARE(found.probability, shaped.probability(found.rank));
        QCOMPARE(draws.count(3), 0);
        QCOMPARE(draws.share(3), 0.0);
    }

    // At each frame of a slider a hundred thousand of GPT-2's vocabulary are drawn anew.
    void aHundredThousandAreQuick()
    {
        std::mt19937 random(2);
        const auto shaped =
            shapedBy(randomLogits(50257, LogitKind::Model, random), "temperature=1.5");
        QBENCHMARK
        {
            DrawCounts draws(shaped, diceOfDraws(1, 0));
            draws.drawUpTo(100'000);
            QVERIFY(draws.largestDeviation() && draws.test());
        }
    }
};

LOGITSCOPE_TEST(TestDrawCounts)
#include "tst_draw_counts.moc"
