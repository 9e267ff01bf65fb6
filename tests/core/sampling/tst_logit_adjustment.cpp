#include "core/sampling/logit_adjustment.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace logitscope;

namespace
{

// As OpenAI's reference writes it, token by token.
std::vector<long double> plainLoop(const LogitAdjustment& adjustment,
                                   const std::vector<TokenId>& drawn,
                                   const std::vector<float>& logits)
{
    std::vector<long double> adjusted;
    for (std::size_t token = 0; token < logits.size(); ++token) {
        const auto id = static_cast<TokenId>(token);
        const auto count = std::ranges::count(drawn, id);
        long double logit = logits[token];
        for (const auto& [biased, bias] : adjustment.bias)
            logit += biased == id ? bias : 0.0f;
        logit -= static_cast<long double>(count) * adjustment.frequencyPenalty;
        logit -= count > 0 ? adjustment.presencePenalty : 0.0;
        adjusted.push_back(logit);
    }
    return adjusted;
}

std::vector<float> applied(const LogitAdjustment& adjustment, const std::vector<TokenId>& drawn,
                           std::vector<float> logits)
{
    adjustment.apply(drawn, logits);
    return logits;
}

} // namespace

class TestLogitAdjustment : public QObject
{
    Q_OBJECT

private slots:

    void examples()
    {
        const std::vector<float> logits = {1.0f, 2.0f, 3.0f, 4.0f};
        const std::vector<TokenId> drawn = {1, 3, 1, 1};
        QVERIFY(applied({}, drawn, logits) == logits);
        QVERIFY(applied({.bias = {{0, 100.0f}, {2, -100.0f}}}, drawn, logits) ==
                (std::vector<float>{101.0f, 2.0f, -97.0f, 4.0f}));
        QVERIFY(applied({.presencePenalty = 0.5}, drawn, logits) ==
                (std::vector<float>{1.0f, 1.5f, 3.0f, 3.5f}));
        QVERIFY(applied({.frequencyPenalty = 0.5}, drawn, logits) ==
                (std::vector<float>{1.0f, 0.5f, 3.0f, 3.5f}));
        QVERIFY(applied({.presencePenalty = -2.0, .frequencyPenalty = -1.0}, drawn, logits) ==
                (std::vector<float>{1.0f, 7.0f, 3.0f, 7.0f}));
        QVERIFY(applied({.presencePenalty = 2.0, .frequencyPenalty = 2.0}, {}, logits) == logits);
    }

    void isNoneWithoutAnything()
    {
        QVERIFY(LogitAdjustment{}.isNone());
        QVERIFY(!(LogitAdjustment{.bias = {{0, 0.0f}}}.isNone()));
        QVERIFY(!LogitAdjustment{.presencePenalty = -0.1}.isNone());
        QVERIFY(!LogitAdjustment{.frequencyPenalty = 0.1}.isNone());
    }

    void agreesWithAPlainLoop()
    {
        std::mt19937 random(1);
        std::uniform_real_distribution<double> penalty(-2.0, 2.0);
        std::uniform_real_distribution<float> bias(-100.0f, 100.0f);
        for (int round = 0; round < 200; ++round) {
            const auto size = 1 + random() % 300;
            const auto kind = static_cast<LogitKind>(random() % 6);
            const auto logits = randomLogits(size, kind, random);
            LogitAdjustment adjustment;
            std::map<TokenId, float> biases;
            for (auto left = random() % 20; left > 0; --left)
                biases[static_cast<TokenId>(random() % size)] = bias(random);
            adjustment.bias.assign(biases.begin(), biases.end());
            adjustment.presencePenalty = round % 3 == 0 ? 0.0 : penalty(random);
            adjustment.frequencyPenalty = round % 4 == 0 ? 0.0 : penalty(random);
            std::vector<TokenId> drawn(random() % 200);
            for (auto& token : drawn)
                token = static_cast<TokenId>(random() % size);

            const auto expected = plainLoop(adjustment, drawn, logits);
            const auto adjusted = applied(adjustment, drawn, logits);
            for (std::size_t token = 0; token < size; ++token) {
                // Rounded to a float once or twice, at up to these sizes.
                const auto largest = std::abs(expected[token]) + std::abs(logits[token]) + 100.0L;
                if (std::isinf(logits[token]))
                    QCOMPARE(adjusted[token], minusInfinity);
                else
                    QVERIFY(std::abs(adjusted[token] - expected[token]) <= largest * 0x1p-23L);
                const auto id = static_cast<TokenId>(token);
                if (!biases.contains(id) && !std::ranges::count(drawn, id))
                    QCOMPARE(adjusted[token], logits[token]);
            }
        }
    }
};

LOGITSCOPE_TEST(TestLogitAdjustment)
#include "tst_logit_adjustment.moc"
