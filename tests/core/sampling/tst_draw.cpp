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

const std::vector<BasicSettings> fourSettings = {
    {}, {.temperature = 0.0}, {.temperature = 1.5, .topK = 20}, {.temperature = 0.8, .topP = 0.9}};

using Bias = std::vector<std::pair<TokenId, float>>;

SamplerChain penalised(SamplerChain chain, double presence, double frequency)
{
    chain.set(StageKind::PresencePenalty, presence);
    chain.set(StageKind::FrequencyPenalty, frequency);
    return chain;
}

constexpr double almostOne = 1.0 - 0x1p-53; // the dice's highest roll

std::vector<BasicSettings> manySettings(int vocabulary)
{
    std::vector<BasicSettings> all;
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
    return {distribution.token(rank), rank,        distribution.probability(rank),
            shaped.probability(rank), shaped.info, {}};
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
            const Shaped shaped = distribution->shape(basicChain(settings[i]));
            for (const double u : {0.0, unit(random), 0.9 + 0.1 * unit(random), almostOne}) {
                const auto draw = drawToken(logits, basicChain(settings[i]), u);
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
            const auto draw = drawToken(logits, basicChain(settings[i]), u);
            QVERIFY(draw);
            const auto rank = static_cast<std::size_t>(draw->rank);
            QCOMPARE(draw->token, expected.tokens[rank]);
            // u lies in the drawn rank's part of [0, 1), but for round-off at its ends.
            const auto drawn = expected.final.begin() + draw->rank;
            const long double begin = std::accumulate(expected.final.begin(), drawn, 0.0L);
            QVERIFY(u > begin - 1e-11L && u < begin + *drawn + 1e-11L);
            QVERIFY(std::abs(draw->samplingProbability - *drawn) < 1e-12L);
            QVERIFY(std::abs(draw->info.modelEntropy - expected.modelEntropy) < 1e-12L);
            QVERIFY(std::abs(draw->info.samplingEntropy - expected.samplingEntropy) < 1e-12L);
            QCOMPARE(draw->info.kept, static_cast<int>(expected.final.size()));
        }
    }

    void allEqual()
    {
        const std::vector<float> logits(50257, -7.5f);
        const auto draw = drawToken(logits, {}, 0.5);
        QCOMPARE(draw->rank, 25128);
        QCOMPARE(draw->token, 25128);
        QVERIFY(std::abs(draw->info.samplingEntropy - std::log2(50257.0)) < 1e-12);
        QCOMPARE(drawToken(logits, basicChain({.temperature = 0.0}), 0.9)->token, 0);
    }

    void otherLogitsInBetweenChangeNothing()
    {
        std::mt19937 random(5);
        const auto one = randomLogits(50257, LogitKind::Model, random);
        const auto other = randomLogits(300, LogitKind::Flat, random);
        const auto first = drawToken(one, basicChain({.topP = 0.99}), 0.98);
        QVERIFY(drawToken(other, {}, 0.5));
        QVERIFY(*drawToken(one, basicChain({.topP = 0.99}), 0.98) == *first);
        std::thread([&] {
            QVERIFY(*drawToken(one, basicChain({.topP = 0.99}), 0.98) == *first);
        }).join();
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

    void sizes_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {1, 2, 17, 1000, 50257})
            QTest::addRow("%d logits", size) << size;
    }

    // Nothing to change, or something that changes nothing: to the last bit.
    void withoutEffectItChangesNothing_data() { sizes_data(); }

    void withoutEffectItChangesNothing()
    {
        QFETCH(int, size);
        std::mt19937 random(static_cast<unsigned>(size));
        std::uniform_real_distribution<double> unit(0.0, 1.0);
        for (int kind = 0; kind <= static_cast<int>(LogitKind::Extreme); ++kind) {
            const auto logits =
                randomLogits(static_cast<std::size_t>(size), static_cast<LogitKind>(kind), random);
            const std::vector<TokenId> sampled = {0, size - 1, size / 2, 0};
            const Bias noBias = {{0, 0.0f}, {size / 2, 0.0f}};
            for (const auto& settings : fourSettings) {
                const double u = unit(random);
                const auto chain = basicChain(settings);
                const auto expected = drawToken(logits, chain, u).value();
                QVERIFY(drawToken(logits, chain, u, {.chain = {.sampled = sampled}}).value() ==
                        expected);
                QVERIFY(drawToken(logits, chain, u, {.bias = noBias}).value() == expected);
                // Nothing was sampled before.
                QVERIFY(drawToken(logits, penalised(chain, 2.0, 2.0), u).value() == expected);
            }
        }
    }

    // What is drawn is of the changed logits, what the model said of its own.
    void drawsFromTheChanged_data() { sizes_data(); }

    void drawsFromTheChanged()
    {
        QFETCH(int, size);
        std::mt19937 random(static_cast<unsigned>(size + 1));
        std::uniform_real_distribution<double> unit(0.0, 1.0);
        for (int round = 0; round < 12; ++round) {
            const auto kind = static_cast<LogitKind>(round % 5); // 5 has no bias that counts
            const auto logits = randomLogits(static_cast<std::size_t>(size), kind, random);
            Bias bias;
            for (TokenId token = 0; token < size; token += 1 + size / 10)
                bias.emplace_back(token, static_cast<float>(20.0 * unit(random) - 10.0));
            std::vector<TokenId> sampled(30);
            for (auto& token : sampled)
                token = static_cast<TokenId>(random() % static_cast<unsigned>(size));
            auto changed = logits;
            addBias(bias, changed);
            const ChainInput input{.sampled = sampled};
            penalise(penalised({}, 1.25, -0.5), {}, sampled, changed);

            const auto model = Distribution::rank(logits).value();
            for (const auto& settings : fourSettings) {
                const double u = unit(random);
                const auto chain = basicChain(settings);
                const auto draw = drawToken(logits, penalised(chain, 1.25, -0.5), u,
                                            {.chain = input, .bias = bias})
                                      .value();
                auto expected = drawToken(changed, chain, u).value();
                QCOMPARE(draw.token, expected.token);
                QCOMPARE(model.token(draw.rank), draw.token);
                QCOMPARE(draw.modelProbability, model.probability(draw.rank));
                QCOMPARE(draw.info.modelEntropy, model.shape({}).info.modelEntropy);
                expected.rank = draw.rank;
                expected.modelProbability = draw.modelProbability;
                expected.info.modelEntropy = draw.info.modelEntropy;
                QVERIFY(draw == expected); // and all the rest
            }
        }
    }

    void biasDecides()
    {
        const std::vector<float> logits(300, 0.0f);
        const Bias towards = {{123, 100.0f}};
        for (const double u : {0.0, 0.5, 0.999}) {
            const auto wanted = drawToken(logits, {}, u, {.bias = towards}).value();
            QCOMPARE(wanted.token, 123);
            QCOMPARE(wanted.rank, 123); // of equal ones
            QVERIFY(std::abs(wanted.modelProbability - 1.0 / 300.0) < 1e-15);
            QVERIFY(wanted.samplingProbability > 0.999);
        }
        std::vector<float> certain(300, 0.0f);
        certain[7] = 50.0f;
        const Bias away = {{7, -100.0f}};
        const auto other =
            drawToken(certain, basicChain({.temperature = 0.0}), 0.5, {.bias = away}).value();
        QCOMPARE(other.token, 0);
    }

    void impossibleStaysImpossible()
    {
        const std::vector<float> logits = {minusInfinity, 0.0f, minusInfinity};
        const Bias bias = {{0, 100.0f}, {2, 100.0f}};
        QCOMPARE(drawToken(logits, {}, 0.0, {.bias = bias})->token, 1);
    }

    void unusableLogitsToChange()
    {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        for (const auto& bias : {Bias(), Bias{{0, 1.0f}}}) {
            QCOMPARE(
                QString::fromStdString(
                    drawToken(std::vector{1.0f, nan}, {}, 0.5, {.bias = bias}).error().message),
                "the logit of token 1 is NaN, expected a finite number");
            QVERIFY(!drawToken(std::vector(20, minusInfinity), {}, 0.5, {.bias = bias}));
        }
    }

    void cleanup() { hwy::SetSupportedTargetsForTest(0); } // 0: all again
};

LOGITSCOPE_TEST(TestDraw)
#include "tst_draw.moc"
