#include "core/model/random_weights.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>

using namespace logitscope;

class TestRandomWeights : public QObject
{
    Q_OBJECT

private slots:
    void spread();
    void layerNormsAndBiases();
    void sameInParts();
    void everyTensorIsAnother();
    void theHeadIsTied();
};

// Mean 0 and a standard deviation of 0.02, within what a million numbers allow.
void TestRandomWeights::spread()
{
    RandomWeights weights;
    double sum = 0.0;
    double squares = 0.0;
    for (const float value : weights.loadFloats("wte.weight", {1000, 1000}, "")) {
        QVERIFY(std::fabs(value) <= 0.02 * std::sqrt(3.0) * 1.0001);
        sum += value;
        squares += static_cast<double>(value) * value;
    }
    QVERIFY(std::fabs(sum / 1e6) < 5 * 0.02 / 1e3);
    QVERIFY(std::fabs(std::sqrt(squares / 1e6) - 0.02) < 0.0001);
}

void TestRandomWeights::layerNormsAndBiases()
{
    RandomWeights weights;
    QCOMPARE(weights.loadFloats("h.0.ln_1.weight", {3}, ""), (std::vector{1.0f, 1.0f, 1.0f}));
    QCOMPARE(weights.loadFloats("h.0.ln_1.bias", {2}, ""), (std::vector{0.0f, 0.0f}));
    QCOMPARE(weights.loadFloats("h.0.mlp.c_fc.bias", {1}, ""), (std::vector{0.0f}));
}

void TestRandomWeights::sameInParts()
{
    RandomWeights weights;
    const auto whole = weights.loadFloats("wpe.weight", {10, 10}, "");
    weights.load("wpe.weight", {10, 10}, "", [&](const WeightSource::Read& read) {
        std::vector<float> part(37);
        read(60, std::span(part).first(40 - 3));
        for (std::size_t i = 0; i < part.size(); ++i)
            QCOMPARE(part[i], whole[60 + i]);
    });
}

void TestRandomWeights::everyTensorIsAnother()
{
    RandomWeights weights;
    const auto first = weights.loadFloats("h.0.mlp.c_fc.weight", {4, 4}, "");
    QVERIFY(weights.loadFloats("h.1.mlp.c_fc.weight", {4, 4}, "") != first);
    QVERIFY(weights.loadFloats("h.0.mlp.c_fc.weight", {4, 4}, "") == first);
}

void TestRandomWeights::theHeadIsTied()
{
    QVERIFY(!RandomWeights().contains("lm_head.weight"));
    QVERIFY(RandomWeights().contains("wte.weight"));
}

LOGITSCOPE_TEST(TestRandomWeights)
#include "tst_random_weights.moc"
