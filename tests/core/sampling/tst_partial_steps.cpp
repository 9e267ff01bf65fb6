// What is said of a step of which not all tokens are known, against the same step with all of them.
#include "core/sampling/shaped_step.h"
#include "core/sampling/step_judge.h"
#include "tests/core/sampling/partial_step.h"
#include "tests/core/sampling/random_chain.h"
#include "tests/test_program.h"

#include <QTest>

#include <array>

using namespace logitscope;

namespace
{

constexpr double slack = 1e-9;

bool isWithin(double value, double low, double high)
{
    const double error = slack * std::max(1.0, std::abs(value));
    return value >= low - error && value <= high + error;
}

// Every figure of the whole one is within the bounds of the other's.
QString outOfBounds(const SamplingInfo& whole, const SamplingInfo& part)
{
    const auto most = part.most.value();
    const std::array<std::tuple<const char*, double, double, double>, 5> figures{{
        {"model entropy", whole.modelEntropy, part.modelEntropy, most.modelEntropy},
        {"sampling entropy", whole.samplingEntropy, part.samplingEntropy, most.samplingEntropy},
        {"effective vocabulary", whole.effectiveVocabulary, part.effectiveVocabulary,
         most.effectiveVocabulary},
        {"top-token probability", whole.topTokenProbability, part.topTokenProbability,
         most.topTokenProbability},
        {"kept", whole.kept, part.kept, most.kept},
    }};
    for (const auto& [name, value, low, high] : figures)
        if (!isWithin(value, low, high))
            return QString("%1 is %2, not in %3 to %4").arg(name).arg(value).arg(low).arg(high);
    return {};
}

struct PartialCase
{
    std::vector<float> logits;
    PartialStep part;
    SamplerChain chain;
    std::vector<TokenId> prompt;
    std::vector<TokenId> sampled;
    double chance = 0.0;
    std::optional<double> mu = {};

    ChainInput input() const { return {prompt, sampled, chance, mu}; }
};

PartialCase randomPartialCase(Random& random)
{
    const auto size = 2 + random() % (random() % 4 == 0 ? 400 : 60);
    const auto kind = static_cast<LogitKind>(random() % 5); // none as extreme as no model's
    auto logits = randomLogits(size, kind, random);
    const auto possible = std::ranges::count_if(logits, [](float l) { return std::isfinite(l); });
    // As likely few as many.
    const double share = std::pow(unitOf(random), 2.0);
    const int known = std::clamp(static_cast<int>(share * static_cast<double>(possible)), 1,
                                 static_cast<int>(std::min<std::ptrdiff_t>(possible, size - 1)));
    PartialCase one{.logits = logits,
                    .part = partOf(logits, known, random),
                    .chain = randomChain(1 + random() % 4, random),
                    .prompt = {},
                    .sampled = {}};
    std::erase_if(one.chain.stages, [&](const Stage& stage) {
        return stage.kind == StageKind::RepetitionPenalty && random() % 4 != 0;
    });
    for (auto* text : {&one.prompt, &one.sampled})
        for (auto n = random() % 6; n > 0; --n)
            text->push_back(static_cast<TokenId>(random() % size));
    one.chance = unitOf(random);
    if (random() % 2 == 0)
        one.mu = 10.0 * unitOf(random);
    return one;
}

Shaped shapedWith(const PartialCase& one, const Distribution& distribution)
{
    return distribution.shape(one.chain, one.input());
}

} // namespace

class TestPartialSteps : public QObject
{
    Q_OBJECT

private slots:

    // Where nothing is said to be missing, the same tokens are kept with the same probabilities;
    // and whatever is said, its bounds are right.
    void isWhatTheWholeVocabularySays()
    {
        Random random(41);
        int certain = 0;
        int surelyPicked = 0;
        for (int run = 0; run < 20000; ++run) {
            auto one = randomPartialCase(random);
            const auto where = QString("run %1: %2, %3 of %4, rest %5")
                                   .arg(run)
                                   .arg(QString::fromStdString(chainText(one.chain)))
                                   .arg(one.part.coverage.known)
                                   .arg(one.part.coverage.vocabulary)
                                   .arg(one.part.coverage.rest);
            const auto whole = Distribution::rank(one.logits)->penalised(one.chain, one.input());
            const auto ranked = Distribution::rank(one.part.logits, one.part.coverage);
            QVERIFY2(ranked, qPrintable(where));
            const auto part = ranked->penalised(one.chain, one.input());
            const auto expected = shapedWith(one, whole);
            const auto shaped = shapedWith(one, part);
            QVERIFY2(isWithin(whole.entropy().low, part.entropy().low, part.entropy().high),
                     qPrintable(where));
            if (!shaped.shortage || !shaped.shortage->needsLogits) {
                const auto wrong = outOfBounds(expected.info, shaped.info);
                QVERIFY2(wrong.isEmpty(), qPrintable(where + ": " + wrong));
            }
            if (!shaped.shortage) {
                ++certain;
                if (shaped.temperature > 0.0)
                    QCOMPARE(shaped.begin, expected.begin);
                for (int rank = 0; rank < std::max(expected.end(), shaped.end()); ++rank) {
                    const double p = expected.probability(rank);
                    if (p == 0.0 && shaped.probability(rank) == 0.0)
                        continue;
                    QVERIFY2(std::abs(shaped.probability(rank) - p) <= 1e-12 * p,
                             qPrintable(where + QString(" at rank %1").arg(rank)));
                    QCOMPARE(part.token(rank), whole.token(rank));
                }
            }
            if (!shaped.shortage || !shaped.shortage->needsLogits)
                for (TokenId token = 0; token < whole.size(); ++token) {
                    const double p = expected.probability(whole.rankOf(token));
                    const auto bounds = shaped.probabilityBounds(part.rankOf(token));
                    QVERIFY2(isWithin(p, bounds.low, bounds.high),
                             qPrintable(where + QString(": token %1 has %2, not %3 to %4")
                                                    .arg(token)
                                                    .arg(p)
                                                    .arg(bounds.low)
                                                    .arg(bounds.high)));
                }
            const bool isExact = !shaped.shortage;
            for (const auto pick : {Pick::InverseCdf, Pick::Gumbel}) {
                one.chain.pick = pick;
                for (int i = 0; i < 5; ++i) {
                    const double u = i == 0 ? 0.0 : unitOf(random);
                    const Dice dice(random());
                    DrawInput input{.chain = one.input(),
                                    .numberOf = [&](TokenId t) { return dice.ofToken(0, t); }};
                    const auto wanted = drawToken(one.logits, one.chain, u, input).value();
                    input.coverage = one.part.coverage;
                    const auto draw = drawToken(one.part.logits, one.chain, u, input).value();
                    const auto judgement = StepJudge(one.part.logits, 0, one.part.coverage)
                                               .judge(one.part.logits, one.chain, u, input);
                    const auto step = shapeStep(*ranked, one.chain, one.input(), u, input.numberOf);
                    QCOMPARE(step.isPickCertain, !draw.shortage);
                    QVERIFY2(judgement.picked == draw.token &&
                                 judgement.isCertain == !draw.shortage,
                             qPrintable(where));
                    QCOMPARE(judgement.verdict.isUnknown(), std::isinf(one.part.logits[0]));
                    QVERIFY2(!isExact || !draw.shortage, qPrintable(where));
                    if (draw.shortage)
                        continue;
                    ++surelyPicked;
                    QVERIFY2(draw.token == wanted.token,
                             qPrintable(where + QString(", u %1, pick %2").arg(u).arg(i)));
                    QVERIFY2(std::abs(draw.modelProbability - wanted.modelProbability) <=
                                 1e-9 * wanted.modelProbability,
                             qPrintable(where));
                    const double most = draw.samplingProbability *
                                        draw.info.most->topTokenProbability /
                                        draw.info.topTokenProbability;
                    QVERIFY2(isWithin(wanted.samplingProbability,
                                      isExact ? wanted.samplingProbability : 0.0, most),
                             qPrintable(where));
                    QCOMPARE(draw.mu.has_value(), wanted.mu.has_value());
                    if (draw.mu)
                        QVERIFY2(std::abs(*draw.mu - *wanted.mu) < 1e-4, qPrintable(where));
                }
            }
        }
        QVERIFY(certain > 20000 / 4);
        QVERIFY(surelyPicked > 200000 / 4);
    }

    void saysWhatIsMissing_data()
    {
        QTest::addColumn<QString>("chain");
        QTest::addColumn<int>("known");
        QTest::addColumn<QString>("missing"); // nothing: nothing is
        const auto row = [](const char* chain, int known, const char* missing = "") {
            QTest::addRow("%s of %d", chain, known) << chain << known << missing;
        };
        row("top-k=10", 40);
        row("top-k=39", 40);
        row("top-k=40", 40, "top-k 40 needs up to 41 candidates, and the server gave 40");
        row("top-k=40,top-p=0.99999,temperature=0.8", 41);
        row("top-p=0.9", 20);
        row("top-p=0.9,temperature=0.8", 20);
        row("temperature=0.8,top-p=0.9", 20);
        row("top-p=0.9", 5, "top-p 0.9 needs more candidates than the 5 which the server gave");
        row("top-p=0.9,top-k=3", 5);
        row("min-p=0.05", 20);
        row("min-p=0.05", 5, "min-p 0.05 needs more candidates than the 5 which the server gave");
        row("epsilon=0.01", 20);
        row("eta=0.01", 20);
        row("top-a=0.2", 20);
        row("typical-p=0.5", 30);
        row("mirostat=2:0.1", 20);
        row("top-n-sigma=1", 400,
            "top-nσ 1 needs more candidates than the 400 which the server gave");
        row("top-k=10,top-n-sigma=1", 20);
        row("top-k=10,dynamic-temperature=0.5:1.5:1", 20);
        row("dynamic-temperature=0.5:1.5:1,top-k=10", 20,
            "dynamic temperature needs more candidates than the 20 which the server "
            "gave");
        row("top-k=10,xtc=0.1:1", 20);
        row("xtc=0.1:1,top-k=3", 20);
        row("presence-penalty=1,top-k=5", 20);
        row("repetition-penalty=1.1,top-k=5", 20,
            "repetition penalty 1.1 works on logits, and the server gave probabilities");
        row("temperature=0", 2);
        row("temperature=0", 1, "this step needs more candidates than the 1 which the server gave");
        row("temperature=0.8", 20,
            "this step needs more candidates than the 20 which the server gave");
    }

    // Of p_i ∝ 0.7^i.
    void saysWhatIsMissing()
    {
        QFETCH(QString, chain);
        QFETCH(int, known);
        QFETCH(QString, missing);
        Random random(3);
        std::vector<float> logits(500);
        for (std::size_t i = 0; i < logits.size(); ++i)
            logits[i] = static_cast<float>(static_cast<double>(i) * std::log(0.7));
        const auto part = partOf(logits, known, random);
        const std::vector<TokenId> text{0, 3};
        const auto parsed = parseChain(chain.toStdString()).value();
        const auto shaped = Distribution::rank(part.logits, part.coverage)
                                ->penalised(parsed, {.sampled = text})
                                .shape(parsed, {.sampled = text});
        QCOMPARE(QString::fromStdString(shaped.shortage ? shaped.shortage->sentence() : ""),
                 missing);
    }

    // Without any stage it is the random number that says whether the known tokens are enough.
    void plainSampling()
    {
        Random random(5);
        const auto logits = randomLogits(1000, LogitKind::Model, random);
        const auto part = partOf(logits, 100, random);
        const double known = 1.0 - part.coverage.rest;
        const auto certain = [&](const char* text, double u) {
            const auto chain = parseChain(text).value();
            const auto draw = drawToken(part.logits, chain, u, {.coverage = part.coverage});
            return !draw->shortage && draw->token == drawToken(logits, chain, u)->token;
        };
        for (const double u : {0.0, 0.3 * known, 0.9 * known})
            QVERIFY(certain("", u));
        QVERIFY(certain("temperature=0.7", 0.0));
        constexpr double almostAll = 1.0 - 0x1p-53;
        QVERIFY(!certain("", almostAll));
        QVERIFY(!certain("temperature=0.7", almostAll));
        const auto plain = drawToken(part.logits, {}, 0.3 * known, {.coverage = part.coverage});
        QVERIFY(std::abs(plain->samplingProbability - plain->modelProbability) < 1e-15);
    }

    void whatContradictsItselfIsRefused()
    {
        const std::vector<float> logits{0.0f, -1.0f, minusInfinity, minusInfinity};
        const auto error = [&](const Coverage& coverage) {
            const auto read = Distribution::rank(logits, coverage);
            return read ? QString() : QString::fromStdString(read.error().message);
        };
        QCOMPARE(error({2, 4, 0.3}), QString());
        QCOMPARE(error({3, 4, 0.3}), "2 of 4 tokens have a logit, expected 3 of 4");
        QCOMPARE(error({2, 5, 0.3}), "2 of 4 tokens have a logit, expected 2 of 5");
        for (const double rest : {-0.1, 1.0, std::numeric_limits<double>::quiet_NaN()})
            QVERIFY(error({2, 4, rest}).startsWith("the probability of the tokens which are not"));
        QVERIFY(error({2, 4, 0.6}).startsWith("the 2 tokens which are not told have"));
    }
};

LOGITSCOPE_TEST(TestPartialSteps)
#include "tst_partial_steps.moc"
