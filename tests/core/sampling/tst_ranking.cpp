#include "core/sampling/ranking.h"
#include "tests/core/sampling/reference.h"
#include "tests/test_program.h"

#include <QTest>

#include <limits>
#include <random>

using namespace logitscope;

namespace
{

std::vector<TokenId> rankOnce(std::span<const float> logits)
{
    const auto tokens = Ranking::begin(logits).tokens(logits.size());
    return {tokens.begin(), tokens.end()};
}

std::vector<float> bell(std::size_t size)
{
    std::mt19937 random(1);
    std::normal_distribution<float> normal(0.0f, 3.0f);
    std::vector<float> logits(size);
    for (float& logit : logits)
        logit = normal(random);
    return logits;
}

} // namespace

class TestRanking : public QObject
{
    Q_OBJECT

private slots:

    void agreesWithStableSort_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("levels"); // of different values; 0: as many as there are floats
        for (const int size : {1, 2, 3, 10, 255, 1000, 2049, 50257, 7}) // small again after large
            for (const int levels : {0, 1, 2, 50})
                QTest::addRow("%d logits, %d values", size, levels) << size << levels;
    }

    void agreesWithStableSort()
    {
        QFETCH(int, size);
        QFETCH(int, levels);
        std::mt19937 random(static_cast<unsigned>(size * 100 + levels));
        std::normal_distribution<float> normal(0.0f, 30.0f);
        std::vector<float> logits(static_cast<std::size_t>(size));
        for (float& logit : logits)
            logit = levels == 0
                        ? normal(random)
                        : static_cast<float>(static_cast<int>(random() % levels) - levels / 2);
        QCOMPARE(rankOnce(logits), reference::ranking(logits));
    }

    // Every sign and exponent, denormals and -inf included.
    void allKindsOfFloats()
    {
        std::mt19937 random(1);
        std::vector<float> logits;
        while (logits.size() < 50'000) {
            const float any = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
            if (!std::isnan(any) && any != std::numeric_limits<float>::infinity())
                logits.push_back(any);
        }
        for (const float special :
             {0.0f, -0.0f, 0.0f, -0.0f, 1e-45f, -1e-45f, std::numeric_limits<float>::max(),
              std::numeric_limits<float>::lowest(), -std::numeric_limits<float>::infinity()})
            logits.push_back(special);
        QCOMPARE(rankOnce(logits), reference::ranking(logits));
    }

    void growsAsFarAsAsked_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("levels");
        for (const int size : {1, 63, 1000, 50257})
            for (const int levels : {0, 1, 3})
                QTest::addRow("%d logits, %d values", size, levels) << size << levels;
    }

    void growsAsFarAsAsked()
    {
        QFETCH(int, size);
        QFETCH(int, levels);
        std::vector<float> logits = bell(static_cast<std::size_t>(size));
        for (float& logit : logits)
            if (levels > 0)
                logit = std::floor(logit * 0.3f * static_cast<float>(levels));
        const auto expected = reference::ranking(logits);

        Ranking& ranking = Ranking::begin(logits);
        std::size_t before = 0;
        for (const std::size_t wanted : {1, 1, 40, 600, 601, 3000, 20000, 50257}) {
            const std::size_t count = std::min(wanted, logits.size());
            const auto tokens = ranking.tokens(count);
            const auto ranked = ranking.logits(count);
            QVERIFY(tokens.size() >= count && tokens.size() >= before);
            QCOMPARE(ranked.size(), tokens.size());
            for (std::size_t rank = 0; rank < tokens.size(); ++rank) {
                QCOMPARE(tokens[rank], expected[rank]);
                QCOMPARE(ranked[rank], logits[static_cast<std::size_t>(expected[rank])]);
            }
            before = tokens.size();
        }
    }

    // It would be right as well, but slow.
    void ranksLittleMoreThanAsked()
    {
        const auto logits = bell(50257);
        QVERIFY(Ranking::begin(logits).tokens(1).size() < 2000);
        QVERIFY(Ranking::begin(logits).tokens(40).size() < 2000);
        QVERIFY(Ranking::begin(logits).tokens(2000).size() < 12000);
    }

    void impossibleTokensComeLast()
    {
        auto logits = bell(5000);
        for (std::size_t i = 0; i < logits.size(); i += 2)
            logits[i] = -std::numeric_limits<float>::infinity();
        QCOMPARE(rankOnce(logits), reference::ranking(logits));
    }

    void zerosOfBothSignsTie()
    {
        const std::vector<float> logits{-1.0f, -0.0f, 0.0f, -0.0f, 1.0f, 0.0f};
        QCOMPARE(rankOnce(logits), (std::vector<TokenId>{4, 1, 2, 3, 5, 0}));
    }
};

LOGITSCOPE_TEST(TestRanking)
#include "tst_ranking.moc"
