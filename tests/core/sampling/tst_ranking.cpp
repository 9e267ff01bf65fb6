#include "core/sampling/ranking.h"
#include "tests/core/sampling/reference.h"

#include <QTest>

#include <limits>
#include <random>

using namespace logitscope;

namespace
{

std::vector<TokenId> rankOnce(std::span<const float> logits)
{
    std::vector<TokenId> tokens(logits.size());
    rankTokens(logits, tokens);
    return tokens;
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
        std::normal_distribution<float> bell(0.0f, 30.0f);
        std::vector<float> logits(static_cast<std::size_t>(size));
        for (float& logit : logits)
            logit = levels == 0
                        ? bell(random)
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

    void zerosOfBothSignsTie()
    {
        const std::vector<float> logits{-1.0f, -0.0f, 0.0f, -0.0f, 1.0f, 0.0f};
        QCOMPARE(rankOnce(logits), (std::vector<TokenId>{4, 1, 2, 3, 5, 0}));
    }
};

QTEST_APPLESS_MAIN(TestRanking)
#include "tst_ranking.moc"
