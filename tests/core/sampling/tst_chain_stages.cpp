// Every stage, alone and in random orders, against its paper's formula, a hundred thousand times.
#include "core/sampling/dice.h"
#include "core/sampling/distribution.h"
#include "core/sampling/draw.h"
#include "tests/core/sampling/chain_reference.h"
#include "tests/core/sampling/chi_square.h"
#include "tests/core/sampling/random_chain.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QTest>

#include <array>

using namespace logitscope;

namespace
{

struct Case
{
    std::vector<float> logits;
    SamplerChain chain;
    std::vector<TokenId> text;
    ChainInput input;
};

Case randomCase(std::size_t size, const SamplerChain& chain, Random& random)
{
    Case test{.logits = randomLogits(size, static_cast<LogitKind>(random() % 6), random),
              .chain = chain,
              .text = std::vector<TokenId>(random() % 30),
              .input = {}};
    if (random() % 10 == 0)
        std::ranges::fill(test.logits, -2.5f);
    if (random() % 10 == 0) { // one survivor
        std::ranges::fill(test.logits, minusInfinity);
        test.logits[random() % size] = 3.0f;
    }
    for (auto& token : test.text)
        token = static_cast<TokenId>(random() % std::min(size, std::size_t{6}));
    const auto prompt = test.text.size() / 2;
    test.input = {.prompt = std::span(test.text).first(prompt),
                  .sampled = std::span(test.text).subspan(prompt),
                  .chance = unitOf(random),
                  .mu = random() % 3 ? std::optional(12.0 * unitOf(random) - 1.0) : std::nullopt};
    return test;
}

QString described(const Case& test)
{
    return QString("%1 logits, %2, chance %3, mu %4")
        .arg(test.logits.size())
        .arg(QString::fromStdString(chainText(test.chain)))
        .arg(test.input.chance)
        .arg(test.input.mu.value_or(-99.0));
}

// What is not as the textbook has it, or nothing.
QString difference(const Case& test)
{
    const auto expected = reference::runChain(test.logits, test.chain, test.input);
    const auto penalised = Distribution::rank(test.logits)->penalised(test.chain, test.input);
    const Shaped shaped = penalised.shape(test.chain, test.input);
    long double entropy = 0.0L;
    int kept = 0;
    for (int rank = 0; rank < penalised.size(); ++rank) {
        const auto& candidate = expected.candidates[static_cast<std::size_t>(rank)];
        if (candidate.token != penalised.token(rank))
            return QString("rank %1 is token %2, expected %3")
                .arg(rank)
                .arg(penalised.token(rank))
                .arg(candidate.token);
        const auto verdict = shaped.verdict(rank);
        const bool isRight = !candidate.isPossible ? verdict.isImpossible()
                             : candidate.removedBy ? verdict.isRemovedBy(*candidate.removedBy)
                                                   : verdict.isKept();
        if (!isRight)
            return QString("rank %1 has fate %2 by %3, expected %4")
                .arg(rank)
                .arg(static_cast<int>(verdict.fate))
                .arg(static_cast<int>(verdict.by))
                .arg(candidate.removedBy ? static_cast<int>(*candidate.removedBy) : -1);
        if (!(std::abs(shaped.probability(rank) - candidate.probability) < 1e-10L))
            return QString("rank %1 has probability %2, expected %3")
                .arg(rank)
                .arg(shaped.probability(rank))
                .arg(double(candidate.probability));
        kept += candidate.isAlive() ? 1 : 0;
        if (candidate.probability > 0.0L)
            entropy -= candidate.probability * std::log2(candidate.probability);
    }
    if (kept != shaped.info.kept || shaped.begin + kept != shaped.end())
        return QString("%1 are kept, expected %2").arg(shaped.info.kept).arg(kept);
    if (!(std::abs(shaped.info.samplingEntropy - entropy) < 1e-9L))
        return QString("entropy %1, expected %2")
            .arg(shaped.info.samplingEntropy)
            .arg(double(entropy));
    return {};
}

// What drawToken makes of it, against the chart's distribution, to the last bit; and mirostat's
// bound against the textbook.
QString drawDifference(const Case& test, double u)
{
    const auto model = Distribution::rank(test.logits).value();
    const auto penalised = model.penalised(test.chain, test.input);
    const Shaped shaped = penalised.shape(test.chain, test.input);
    const auto draw = drawToken(test.logits, test.chain, u, {.chain = test.input}).value();
    const int rank = shaped.draw(u);
    if (draw.token != penalised.token(rank) || draw.rank != model.rankOf(draw.token) ||
        draw.modelProbability != penalised.probability(rank) ||
        draw.samplingProbability != shaped.probability(rank) || draw.info != shaped.info)
        return QString("drawn is token %1, expected %2").arg(draw.token).arg(penalised.token(rank));
    const auto expected = reference::runChain(test.logits, test.chain, test.input).nextMu;
    if (draw.mu.has_value() != expected.contains(draw.token))
        return QString("mu is there: %1").arg(draw.mu.has_value());
    if (draw.mu && !(std::abs(*draw.mu - expected.at(draw.token)) < 1e-9L))
        return QString("mu is %1, expected %2").arg(*draw.mu).arg(double(expected.at(draw.token)));
    return {};
}

} // namespace

class TestChainStages : public QObject
{
    Q_OBJECT

private slots:

    void alone_data()
    {
        QTest::addColumn<int>("kind");
        for (const auto& description : stageDescriptions())
            QTest::newRow(std::string(description.key).c_str())
                << static_cast<int>(description.kind);
    }

    void alone()
    {
        QFETCH(int, kind);
        Random random(static_cast<unsigned>(kind));
        for (int i = 0; i < 2500; ++i) {
            SamplerChain chain{.stages = {randomStage(static_cast<StageKind>(kind), random)}};
            if (i % 3 == 0) // after a temperature, as formulas have it that look at probabilities
                chain.put({StageKind::Temperature, {2.0 * unitOf(random)}});
            std::ranges::reverse(chain.stages);
            if (findError(chain))
                std::ranges::reverse(chain.stages);
            const auto test = randomCase(1 + random() % (i % 250 ? 40 : 3000), chain, random);
            const auto wrong = difference(test);
            QVERIFY2(wrong.isEmpty(), qPrintable(described(test) + ": " + wrong));
        }
    }

    void inRandomOrders_data()
    {
        QTest::addColumn<int>("length");
        for (int length = 1; length <= 6; ++length)
            QTest::addRow("%d stages", length) << length;
    }

    void inRandomOrders()
    {
        QFETCH(int, length);
        Random random(static_cast<unsigned>(100 + length));
        for (int i = 0; i < 11'000; ++i) {
            const auto chain = randomChain(static_cast<std::size_t>(length), random);
            const auto test = randomCase(1 + random() % (i % 500 ? 40 : 3000), chain, random);
            const auto wrong = difference(test);
            QVERIFY2(wrong.isEmpty(), qPrintable(described(test) + ": " + wrong));
            if (i % 4)
                continue;
            const auto other = drawDifference(test, unitOf(random));
            QVERIFY2(other.isEmpty(), qPrintable(described(test) + ": " + other));
        }
    }

    // A million draws: in three of ten, by its own random number, the two most likely are gone.
    void xtcComesByChance()
    {
        constexpr int draws = 1'000'000;
        const std::vector<double> p = {0.4, 0.25, 0.15, 0.12, 0.05, 0.03};
        std::vector<float> logits;
        for (const double each : p)
            logits.push_back(static_cast<float>(std::log(each)));
        std::vector<double> expected;
        for (std::size_t i = 0; i < p.size(); ++i)
            expected.push_back(draws * (0.7 * p[i] + (i < 2 ? 0.0 : 0.3 * p[i] / 0.35)));
        const auto chain = parseChain("xtc=0.14:0.3").value();
        const auto distribution = Distribution::rank(logits).value();
        const auto with = distribution.shape(chain, {.chance = 0.0});
        const auto without = distribution.shape(chain, {.chance = 0.3});
        const Dice dice(12);
        std::vector<int> observed(p.size());
        for (std::uint64_t step = 0; step < draws; ++step) {
            const auto& shaped = dice.chance(step) < 0.3 ? with : without;
            ++observed[static_cast<std::size_t>(shaped.draw(dice.roll(step)))];
        }
        const ChiSquare result = chiSquare(observed, expected);
        QVERIFY2(result.agrees(), qPrintable(QString::number(result.statistic)));
    }

    void wholeVocabularies()
    {
        Random random(7);
        for (int i = 0; i < 15; ++i) {
            const auto chain = randomChain(1 + random() % 6, random);
            const auto test = randomCase(50257, chain, random);
            const auto wrong = difference(test) + drawDifference(test, unitOf(random));
            QVERIFY2(wrong.isEmpty(), qPrintable(described(test) + ": " + wrong));
        }
    }
};

LOGITSCOPE_TEST(TestChainStages)
#include "tst_chain_stages.moc"
