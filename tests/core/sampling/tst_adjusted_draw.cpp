#include "core/sampling/adjusted_draw.h"
#include "core/sampling/distribution.h"
#include "tests/core/each_target.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cstdint>

using namespace logitscope;

namespace
{

constexpr LogitAdjustment none = {};
const std::vector<SamplerSettings> manySettings = {
    {}, {.temperature = 0.0}, {.temperature = 1.5, .topK = 20}, {.temperature = 0.8, .topP = 0.9}};

} // namespace

class TestAdjustedDraw : public QObject
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

    void sizes_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {1, 2, 17, 1000, 50257})
            QTest::addRow("%d logits", size) << size;
    }

    // Nothing to adjust, or something that changes nothing: to the last bit.
    void withoutEffectItIsDrawToken_data() { sizes_data(); }

    void withoutEffectItIsDrawToken()
    {
        QFETCH(int, size);
        std::mt19937 random(static_cast<unsigned>(size));
        std::uniform_real_distribution<double> unit(0.0, 1.0);
        for (int kind = 0; kind <= static_cast<int>(LogitKind::Extreme); ++kind) {
            const auto logits =
                randomLogits(static_cast<std::size_t>(size), static_cast<LogitKind>(kind), random);
            const std::vector<TokenId> drawn = {0, size - 1, size / 2, 0};
            const LogitAdjustment noBias = {.bias = {{0, 0.0f}, {size / 2, 0.0f}}};
            const LogitAdjustment nothingDrawn = {.presencePenalty = 2.0, .frequencyPenalty = 2.0};
            for (const auto& settings : manySettings) {
                const double u = unit(random);
                const auto expected = drawToken(logits, settings, u).value();
                QVERIFY(drawAdjusted(logits, none, drawn, settings, u).value() == expected);
                QVERIFY(drawAdjusted(logits, noBias, drawn, settings, u).value() == expected);
                QVERIFY(drawAdjusted(logits, nothingDrawn, {}, settings, u).value() == expected);
            }
        }
    }

    // What is drawn is of the adjusted logits, what the model said of its own.
    void drawsFromTheAdjusted_data() { sizes_data(); }

    void drawsFromTheAdjusted()
    {
        QFETCH(int, size);
        std::mt19937 random(static_cast<unsigned>(size + 1));
        std::uniform_real_distribution<double> unit(0.0, 1.0);
        for (int round = 0; round < 12; ++round) {
            const auto kind = static_cast<LogitKind>(round % 5); // 5 has no bias that counts
            const auto logits = randomLogits(static_cast<std::size_t>(size), kind, random);
            LogitAdjustment adjustment{.presencePenalty = 1.25, .frequencyPenalty = -0.5};
            for (TokenId token = 0; token < size; token += 1 + size / 10)
                adjustment.bias.emplace_back(token, static_cast<float>(20.0 * unit(random) - 10.0));
            std::vector<TokenId> drawn(30);
            for (auto& token : drawn)
                token = static_cast<TokenId>(random() % static_cast<unsigned>(size));
            auto adjusted = logits;
            adjustment.apply(drawn, adjusted);

            const auto model = Distribution::rank(logits).value();
            for (const auto& settings : manySettings) {
                const double u = unit(random);
                const auto draw = drawAdjusted(logits, adjustment, drawn, settings, u).value();
                auto expected = drawToken(adjusted, settings, u).value();
                QCOMPARE(draw.token, expected.token);
                QCOMPARE(model.token(draw.rank), draw.token);
                QCOMPARE(draw.rawProbability, model.probability(draw.rank));
                QCOMPARE(draw.info.originalEntropy, model.shape({}).info.originalEntropy);
                expected.rank = draw.rank;
                expected.rawProbability = draw.rawProbability;
                expected.info.originalEntropy = draw.info.originalEntropy;
                QVERIFY(draw == expected); // and all the rest
            }
        }
    }

    void biasDecides()
    {
        const std::vector<float> logits(300, 0.0f);
        for (const double u : {0.0, 0.5, 0.999}) {
            const auto wanted = drawAdjusted(logits, {.bias = {{123, 100.0f}}}, {}, {}, u).value();
            QCOMPARE(wanted.token, 123);
            QCOMPARE(wanted.rank, 123); // of equal ones
            QVERIFY(std::abs(wanted.rawProbability - 1.0 / 300.0) < 1e-15);
            QVERIFY(wanted.finalProbability > 0.999);
        }
        std::vector<float> certain(300, 0.0f);
        certain[7] = 50.0f;
        const auto other =
            drawAdjusted(certain, {.bias = {{7, -100.0f}}}, {}, {.temperature = 0.0}, 0.5).value();
        QCOMPARE(other.token, 0);
    }

    void impossibleStaysImpossible()
    {
        const std::vector<float> logits = {minusInfinity, 0.0f, minusInfinity};
        const LogitAdjustment adjustment = {.bias = {{0, 100.0f}, {2, 100.0f}}};
        QCOMPARE(drawAdjusted(logits, adjustment, {}, {}, 0.0)->token, 1);
    }

    void unusableLogits()
    {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        for (const auto& adjustment : {none, LogitAdjustment{.bias = {{0, 1.0f}}}}) {
            QCOMPARE(
                QString::fromStdString(
                    drawAdjusted(std::vector{1.0f, nan}, adjustment, {}, {}, 0.5).error().message),
                "the logit of token 1 is NaN, expected a finite number");
            QVERIFY(!drawAdjusted(std::vector(20, minusInfinity), adjustment, {}, {}, 0.5));
        }
    }

    void cleanup() { hwy::SetSupportedTargetsForTest(0); } // 0: all again
};

LOGITSCOPE_TEST(TestAdjustedDraw)
#include "tst_adjusted_draw.moc"
