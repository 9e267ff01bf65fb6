// Bounds against distributions that reach them, and against random ones that keep to what is known.
#include "core/sampling/raw_logits.h"
#include "tests/core/sampling/partial_step.h"
#include "tests/core/sampling/reference.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>

using namespace logitscope;

namespace
{

double bitsOf(const std::vector<double>& probabilities)
{
    double sum = 0.0;
    for (const double p : probabilities)
        sum -= p > 0.0 ? p * std::log2(p) : 0.0;
    return sum;
}

Result<RawLogits> readPart(const std::vector<float>& logits, double rest)
{
    const auto known = std::ranges::count_if(logits, [](float l) { return std::isfinite(l); });
    return readRaw(logits, {static_cast<int>(known), static_cast<int>(logits.size()), rest});
}

} // namespace

class TestUnknownTokens : public QObject
{
    Q_OBJECT

private slots:

    // Probabilities are the server's: those of the known tokens are not stretched to 1.
    void keepsTheProbabilities()
    {
        std::vector<float> logits(10, minusInfinity);
        logits[2] = static_cast<float>(std::log(0.5));
        logits[7] = static_cast<float>(std::log(0.2));
        const auto raw = readPart(logits, 0.3).value();
        QVERIFY(std::abs(raw.probability(logits[2]) - 0.5) < 1e-7);
        QVERIFY(std::abs(raw.probability(logits[7]) - 0.2) < 1e-7);
        QVERIFY(std::abs(raw.logProbability(logits[7]) - std::log(0.2)) < 1e-7);
        QCOMPARE(raw.rankOf(7), 1);
        QVERIFY(raw.rankOf(0) >= 2);
    }

    // The rest as one token is not possible here: 0.3 is more than the least likely known one has.
    void entropy()
    {
        std::vector<float> logits(10, minusInfinity);
        logits[2] = static_cast<float>(std::log(0.5));
        logits[7] = static_cast<float>(std::log(0.2));
        const auto bounds = readPart(logits, 0.3)->entropy();
        QVERIFY(std::abs(bounds.low - bitsOf({0.5, 0.2, 0.2, 0.1})) < 2e-5);
        std::vector<double> even(8, 0.3 / 8);
        even.insert(even.end(), {0.5, 0.2});
        QVERIFY(std::abs(bounds.high - bitsOf(even)) < 2e-5);

        logits[0] = static_cast<float>(std::log(0.2));
        const auto one = readPart(logits, 0.1)->entropy();
        QVERIFY(std::abs(one.low - bitsOf({0.5, 0.2, 0.2, 0.1})) < 2e-5);
    }

    void entropyIsExactOnlyWithAllTokens()
    {
        std::mt19937 random(7);
        const auto logits = randomLogits(200, LogitKind::Model, random);
        const double expected =
            static_cast<double>(reference::sample(logits, BasicSettings{}).modelEntropy);
        double width = 1e9;
        for (const int known : {2, 20, 100, 199}) {
            const auto part = partOf(logits, known, random);
            const auto bounds = readRaw(part.logits, part.coverage)->entropy();
            QVERIFY(!bounds.exact());
            QVERIFY(bounds.low <= expected && expected <= bounds.high);
            QVERIFY(bounds.high - bounds.low < width); // the more is known, the narrower
            width = bounds.high - bounds.low;
        }
        QVERIFY(readRaw(logits)->entropy().exact());
    }

    // Of random weights.
    void weightAtOtherTemperatures()
    {
        std::mt19937 random(8);
        std::uniform_real_distribution<double> unit(0.0, 1.0);
        for (int round = 0; round < 2000; ++round) {
            const double most = std::pow(10.0, -5.0 * unit(random));
            std::vector<double> weights(1 + random() % 100);
            const double skew = 6.0 * unit(random);
            double all = 0.0;
            for (double& weight : weights)
                all += weight = most * std::pow(unit(random), skew);
            const double temperature = std::pow(4.0, 2.0 * unit(random) - 1.0);
            double expected = 0.0;
            for (const double weight : weights)
                expected += std::pow(weight, 1.0 / temperature);
            const auto bounds = weightAt(temperature, Bounded::exactly(all), most,
                                         static_cast<double>(weights.size()));
            QVERIFY(bounds.low <= expected * (1.0 + 1e-12));
            QVERIFY(bounds.high >= expected * (1.0 - 1e-12));
        }
        // Both are reached.
        const auto bounds = weightAt(0.5, Bounded::exactly(0.8), 0.4, 8.0);
        QVERIFY(std::abs(bounds.low - 8 * 0.1 * 0.1) < 1e-15);
        QVERIFY(std::abs(bounds.high - 2 * 0.4 * 0.4) < 1e-15);
    }
};

LOGITSCOPE_TEST(TestUnknownTokens)
#include "tst_unknown_tokens.moc"
