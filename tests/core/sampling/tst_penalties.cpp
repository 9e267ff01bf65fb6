#include "core/sampling/penalties.h"
#include "tests/core/sampling/chain_reference.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <array>

using namespace logitscope;

namespace
{

struct Penalties
{
    double repetition = 1.0;
    double presence = 0.0;
    double frequency = 0.0;
    std::array<double, 3> dry = {0.0, 1.75, 2.0};

    SamplerChain chain() const
    {
        return {.stages = {{StageKind::RepetitionPenalty, {repetition}},
                           {StageKind::PresencePenalty, {presence}},
                           {StageKind::FrequencyPenalty, {frequency}},
                           {StageKind::Dry, dry}}};
    }
};

std::vector<float> applied(const Penalties& penalties, const std::vector<TokenId>& prompt,
                           const std::vector<TokenId>& sampled, std::vector<float> logits)
{
    penalise(penalties.chain(), prompt, sampled, logits);
    return logits;
}

} // namespace

class TestPenalties : public QObject
{
    Q_OBJECT

private slots:

    void presenceAndFrequencyAreOfTheSampled()
    {
        const std::vector<float> logits = {1.0f, 2.0f, 3.0f, 4.0f};
        const std::vector<TokenId> prompt = {2, 2};
        const std::vector<TokenId> sampled = {1, 3, 1, 1};
        QVERIFY(applied({}, prompt, sampled, logits) == logits);
        QVERIFY(applied({.presence = 0.5}, prompt, sampled, logits) ==
                (std::vector<float>{1.0f, 1.5f, 3.0f, 3.5f}));
        QVERIFY(applied({.frequency = 0.5}, prompt, sampled, logits) ==
                (std::vector<float>{1.0f, 0.5f, 3.0f, 3.5f}));
        QVERIFY(applied({.presence = -2.0, .frequency = -1.0}, prompt, sampled, logits) ==
                (std::vector<float>{1.0f, 7.0f, 3.0f, 7.0f}));
        QVERIFY(applied({.presence = 2.0, .frequency = 2.0}, prompt, {}, logits) == logits);
    }

    // Towards less likely on both sides of 0.
    void repetitionIsOfThePromptToo()
    {
        const std::vector<float> logits = {4.0f, -3.0f, 3.0f, 0.0f, minusInfinity};
        QVERIFY(applied({.repetition = 2.0}, {0, 4}, {1, 1, 3}, logits) ==
                (std::vector<float>{2.0f, -6.0f, 3.0f, 0.0f, minusInfinity}));
    }

    // "a b c a b": c came after "a b", b after "a".
    void dryIsOfTheLongestPassage()
    {
        const std::vector<float> logits(5, 10.0f);
        const std::vector<TokenId> text = {0, 1, 2, 0, 1};
        QVERIFY(applied({.dry = {1.0, 2.0, 2.0}}, text, {}, logits) ==
                (std::vector<float>{10.0f, 10.0f, 9.0f, 10.0f, 10.0f}));
        QVERIFY(applied({.dry = {1.0, 2.0, 1.0}}, {0, 1, 2}, {0, 1}, logits) ==
                (std::vector<float>{10.0f, 10.0f, 8.0f, 10.0f, 10.0f}));
        QVERIFY(applied({.dry = {1.0, 2.0, 3.0}}, text, {}, logits) == logits);
        // Six in a row: the seventh would end a passage of five.
        QVERIFY(applied({.dry = {1.0, 2.0, 2.0}}, {3, 3, 3, 3, 3, 3}, {}, logits) ==
                (std::vector<float>{10.0f, 10.0f, 10.0f, 2.0f, 10.0f}));
    }

    void finiteStaysFinite()
    {
        const std::vector<TokenId> text(900, 0);
        const auto logits = applied({.dry = {1e300, 1e10, 1.0}}, text, {}, {5.0f, 6.0f});
        QCOMPARE(logits[0], std::numeric_limits<float>::lowest());
        QCOMPARE(logits[1], 6.0f);
    }

    void nothingSaidBefore()
    {
        QVERIFY(applied({2.0, 1.0, 1.0, {1.0, 2.0, 1.0}}, {}, {}, {1.0f, 2.0f}) ==
                (std::vector<float>{1.0f, 2.0f}));
    }

    void agreesWithThePlainFormulas()
    {
        std::mt19937 random(1);
        std::uniform_real_distribution<double> penalty(-2.0, 2.0);
        for (int round = 0; round < 400; ++round) {
            const auto size = 1 + random() % (round % 2 ? 300 : 4);
            const auto logits = randomLogits(size, static_cast<LogitKind>(random() % 6), random);
            const Penalties penalties{
                .repetition = round % 3 == 0 ? 1.0 : 1.5 + 0.5 * penalty(random),
                .presence = round % 4 == 0 ? 0.0 : penalty(random),
                .frequency = round % 5 == 0 ? 0.0 : penalty(random),
                .dry = {round % 2 ? 0.0 : 0.8, 1.1, static_cast<double>(1 + random() % 3)}};
            std::vector<TokenId> text(random() % 100);
            for (auto& token : text)
                token = static_cast<TokenId>(random() % size);
            const std::vector<TokenId> prompt(text.begin(), text.begin() + text.size() / 3);
            const std::vector<TokenId> sampled(text.begin() + text.size() / 3, text.end());

            const auto expected = reference::penalised(logits, penalties.chain(),
                                                       {.prompt = prompt, .sampled = sampled});
            const auto changed = applied(penalties, prompt, sampled, logits);
            for (std::size_t token = 0; token < size; ++token) {
                if (std::isinf(logits[token]))
                    QCOMPARE(changed[token], minusInfinity);
                else // the last bit is double's against long double's
                    QVERIFY(std::abs(changed[token] - expected[token]) <=
                            std::abs(expected[token]) * 0x1p-22f + 0x1p-40f);
                if (!std::ranges::count(text, static_cast<TokenId>(token)))
                    QCOMPARE(changed[token], logits[token]);
            }
        }
    }

    void biasIsAdded()
    {
        std::vector<float> logits = {1.0f, 2.0f, minusInfinity};
        addBias(std::vector<std::pair<TokenId, float>>{{0, 100.0f}, {1, -100.0f}, {2, 5.0f}},
                logits);
        QVERIFY(logits == (std::vector<float>{101.0f, -98.0f, minusInfinity}));
    }
};

LOGITSCOPE_TEST(TestPenalties)
#include "tst_penalties.moc"
