#include "core/sampling/ranked_weights.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace logitscope;

class TestRankedWeights : public QObject
{
    Q_OBJECT

private slots:

    void blocksAreWhatAllAtOnceGives()
    {
        std::vector<float> logits;
        for (int i = 0; i < 1000; ++i)
            logits.push_back(-0.01f * static_cast<float>(i));
        for (const double temperature : {0.0, 0.3, 1.0, 7.0}) {
            std::vector<double> all(logits.size());
            weigh(logits, temperature, all);
            // Ranked no further than asked for, or a little, or all along.
            for (const std::size_t more : {0, 5, 1000}) {
                const RankedLogits ranked = [&](std::size_t count) {
                    return std::span<const float>(logits).first(
                        std::min(count + more, logits.size()));
                };
                RankedWeights weights(ranked, temperature);
                for (std::size_t rank = 0; rank < logits.size();) {
                    const auto block = weights.from(rank);
                    QVERIFY(!block.empty());
                    QVERIFY(std::ranges::equal(block, std::span(all).subspan(rank, block.size())));
                    rank += block.size();
                }
            }
        }
    }

    void weightsAreExponentials()
    {
        const std::vector<float> logits{2.0f, 1.0f, 1.0f, -3.0f};
        std::vector<double> weights(4);
        weigh(logits, 0.5, weights);
        for (std::size_t i = 0; i < 4; ++i)
            QCOMPARE(weights[i], std::exp((logits[i] - 2.0) / 0.5));
        weigh(std::vector<float>{2.0f, 2.0f, 1.0f, 0.0f}, 0.0, weights);
        QCOMPARE(weights, (std::vector<double>{1.0, 0.0, 0.0, 0.0}));
    }
};

LOGITSCOPE_TEST(TestRankedWeights)
#include "tst_ranked_weights.moc"
