#include "core/sampling/dice.h"
#include "core/sampling/shaped_step.h"
#include "tests/core/sampling/chain_reference.h"
#include "tests/core/sampling/partial_step.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace logitscope;

namespace
{

double between(double from, double to, std::mt19937& random)
{
    return std::uniform_real_distribution<double>(from, to)(random);
}

// Where its slider can stand; each third one off by its value.
Stage shapedStepStage(StageKind kind, std::mt19937& random)
{
    auto stage = newStage(kind);
    const auto& description = describe(kind);
    for (std::size_t i = 0; i < description.parameters.size(); ++i) {
        const auto& parameter = description.parameters[i];
        const double value = between(parameter.sliderFrom, parameter.sliderTo, random);
        stage.values[i] = parameter.isWhole ? std::round(value) : value;
    }
    if (kind == StageKind::TopK)
        stage.values[0] = std::floor(between(1.0, 60.0, random));
    if (description.off && random() % 3 == 0)
        stage.values[description.offParameter] = *description.off;
    return stage;
}

// Any stages in any order, penalties first, some switched off.
SamplerChain shapedStepChain(std::mt19937& random, bool withPenalties)
{
    std::vector<StageKind> penalties;
    std::vector<StageKind> others;
    for (const auto& description : stageDescriptions())
        (description.effect == StageEffect::Penalises ? penalties : others)
            .push_back(description.kind);
    std::ranges::shuffle(penalties, random);
    std::ranges::shuffle(others, random);
    SamplerChain chain{.stages = {}};
    const auto add = [&](const std::vector<StageKind>& kinds) {
        for (const auto kind : kinds)
            if (random() % 3 == 0) {
                chain.stages.push_back(shapedStepStage(kind, random));
                chain.stages.back().isOn = random() % 4 != 0;
            }
    };
    if (withPenalties)
        add(penalties);
    add(others);
    chain.pick = random() % 2 == 0 ? Pick::InverseCdf : Pick::Gumbel;
    return chain;
}

std::vector<TokenId> someTokens(std::size_t count, std::size_t size, std::mt19937& random)
{
    std::vector<TokenId> tokens;
    for (std::size_t i = 0; i < count; ++i)
        tokens.push_back(static_cast<TokenId>(random() % size));
    return tokens;
}

} // namespace

class TestShapedStep : public QObject
{
    Q_OBJECT

private slots:

    void picksWhatIsDrawn_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("rounds");
        QTest::newRow("1") << 1 << 50;
        QTest::newRow("2") << 2 << 200;
        QTest::newRow("10") << 10 << 500;
        QTest::newRow("300") << 300 << 300;
        QTest::newRow("50257") << 50257 << 24;
    }

    void picksWhatIsDrawn()
    {
        QFETCH(int, size);
        QFETCH(int, rounds);
        const auto tokens = static_cast<std::size_t>(size);
        std::mt19937 random(static_cast<unsigned>(size));
        for (int round = 0; round < rounds; ++round) {
            const auto logits = randomLogits(tokens, static_cast<LogitKind>(round % 5), random);
            const auto chain = shapedStepChain(random, round % 2 == 1);
            const auto text = describeChain(chain);
            const auto prompt = someTokens(random() % 8, tokens, random);
            const auto sampled = someTokens(random() % 30, tokens, random);
            const ChainInput input{
                .prompt = prompt,
                .sampled = sampled,
                .chance = between(0.0, 1.0, random),
                .mu = random() % 2 == 0 ? std::optional(between(0.1, 8.0, random)) : std::nullopt};
            const Dice dice(random());
            const auto step = static_cast<std::uint64_t>(round);
            const NumberOf numberOf = [&](TokenId token) { return dice.ofToken(step, token); };
            const double u = dice.roll(step);

            const auto ranked = Distribution::rank(logits).value();
            const auto shaped = shapeStep(ranked, chain, input, u, numberOf);
            const auto drawn =
                drawToken(logits, chain, u, {.chain = input, .numberOf = numberOf}).value();
            QVERIFY2(shaped.pickedToken() == drawn.token, text);
            QVERIFY2(shaped.shaped.probability(shaped.picked) == drawn.samplingProbability, text);
            QVERIFY2(ranked.rankOf(shaped.pickedToken()) == drawn.rank, text);
            QCOMPARE(shaped.u, chain.pick == Pick::InverseCdf ? std::optional(u) : std::nullopt);
        }
    }

    // Only penalties change the order, and only when they are on.
    void theOrderIsThatOfThePenalties()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 100; ++round) {
            const auto logits = randomLogits(60, static_cast<LogitKind>(round % 5), random);
            const auto chain = shapedStepChain(random, true);
            const auto sampled = someTokens(12, 60, random);
            const ChainInput input{.sampled = sampled};
            const auto ranked = Distribution::rank(logits).value();
            const auto shaped = shapeStep(ranked, chain, input, 0.5, [](TokenId) { return 0.5; });
            const auto expected = reference::ranking(reference::penalised(logits, chain, input));
            for (int rank = 0; rank < 60; ++rank) {
                const auto token = shaped.distribution.token(rank);
                QVERIFY2(token == expected[static_cast<std::size_t>(rank)], describeChain(chain));
                QCOMPARE(shaped.distribution.logit(rank), logits[static_cast<std::size_t>(token)]);
            }
        }
    }

    // The mass is the model's: of the plain softmax, whatever penalties and temperatures say.
    void leftIsSummedOverThePlainSoftmax_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("rounds");
        QTest::newRow("10") << 10 << 400;
        QTest::newRow("300") << 300 << 150;
        QTest::newRow("50257") << 50257 << 5;
    }

    void leftIsSummedOverThePlainSoftmax()
    {
        QFETCH(int, size);
        QFETCH(int, rounds);
        const auto tokens = static_cast<std::size_t>(size);
        std::mt19937 random(static_cast<unsigned>(size) + 1);
        for (int round = 0; round < rounds; ++round) {
            const auto logits = randomLogits(tokens, static_cast<LogitKind>(round % 5), random);
            const auto chain = shapedStepChain(random, round % 2 == 1);
            const auto sampled = someTokens(20, tokens, random);
            const ChainInput input{.sampled = sampled, .chance = 0.3, .mu = 4.0};
            const auto step = shapeStep(Distribution::rank(logits).value(), chain, input, 0.5,
                                        [](TokenId) { return 0.5; });
            const auto left = leftByStages(step, chain);
            QCOMPARE(left.size(), chain.stages.size());

            std::vector<long double> model;
            long double sum = 0.0L;
            const float top = *std::ranges::max_element(logits);
            for (const float logit : logits)
                sum += model.emplace_back(std::exp(static_cast<long double>(logit) - top));
            for (std::size_t i = 0; i < left.size(); ++i) {
                // The penalties of all of the chain: tokens are ranked after them.
                auto beginning = chain;
                for (std::size_t later = i + 1; later < chain.stages.size(); ++later)
                    if (describe(chain.stages[later].kind).effect != StageEffect::Penalises)
                        beginning.stages[later].isOn = false;
                const auto expected = reference::runChain(logits, beginning, input);
                int candidates = 0;
                long double mass = 0.0L;
                for (const auto& candidate : expected.candidates)
                    if (candidate.isAlive()) {
                        ++candidates;
                        mass += model[static_cast<std::size_t>(candidate.token)] / sum;
                    }
                QVERIFY2(left[i].candidates == candidates, describeChain(chain));
                QCOMPARE(left[i].all, size);
                QVERIFY2(std::abs(left[i].mass - mass) < 1e-10L, describeChain(chain));
            }
        }
    }

    void offStagesAndPenaltiesRepeatTheOneBefore()
    {
        std::vector<float> logits;
        for (const double p : {0.4, 0.3, 0.2, 0.1})
            logits.push_back(static_cast<float>(std::log(p)));
        logits.push_back(minusInfinity);
        auto chain = parseChain("repetition-penalty=1.5,presence-penalty=1,top-k=3,top-p=1,"
                                "min-p=0.9,temperature=0.5,epsilon=0.25")
                         .value();
        chain.stages[4].isOn = false;
        const std::vector<TokenId> sampled = {0};
        const ChainInput input{.sampled = sampled};
        const auto step = shapeStep(Distribution::rank(logits).value(), chain, input, 0.0,
                                    [](TokenId) { return 0.5; });
        // Token 0 comes last: 0.4^1.5 / e = 0.093. At temperature 0.5 it's 9, 4 and 1 of 14.
        const auto left = leftByStages(step, chain);
        QCOMPARE(left.size(), std::size_t{7});
        const auto compare = [&](std::size_t stage, int candidates, double mass) {
            QCOMPARE(left[stage].candidates, candidates);
            QCOMPARE(left[stage].all, 5);
            QVERIFY(std::abs(left[stage].mass - mass) < 1e-7);
        };
        for (const std::size_t penalty : {0U, 1U})
            compare(penalty, 4, 1.0); // one is impossible
        for (const std::size_t stage : {2U, 3U, 4U, 5U})
            compare(stage, 3, 0.6);
        compare(6, 2, 0.5);
        QCOMPARE(step.pickedToken(), 1);
    }

    // Of a step of which a server told some tokens: the true numbers are within the bounds.
    void leftOfPartlyKnownSteps()
    {
        std::mt19937 random(12);
        int exact = 0;
        int bounded = 0;
        for (int round = 0; round < 500; ++round) {
            const auto logits = randomLogits(60, static_cast<LogitKind>(round % 5), random);
            const auto finite =
                std::ranges::count_if(logits, [](float logit) { return std::isfinite(logit); });
            const auto part = partOf(logits, 2 + int(random() % std::uint32_t(finite - 2)), random);
            auto chain = shapedStepChain(random, round % 2 == 1);
            std::erase_if(chain.stages, [](const Stage& stage) {
                return stage.kind == StageKind::RepetitionPenalty;
            });
            const ChainInput input{.chance = 0.3, .mu = 4.0};
            const auto leftOf = [&](const Result<Distribution>& distribution) {
                return leftByStages(
                    shapeStep(*distribution, chain, input, 0.5, [](TokenId) { return 0.5; }),
                    chain);
            };
            const auto whole = leftOf(Distribution::rank(logits));
            const auto partly = leftOf(Distribution::rank(part.logits, part.coverage));
            for (std::size_t i = 0; i < chain.stages.size(); ++i) {
                const auto& most = partly[i].most;
                ++(most ? bounded : exact);
                const int mostCandidates = most ? most->candidates : partly[i].candidates;
                const double mostMass = most ? most->mass : partly[i].mass;
                QVERIFY2(whole[i].candidates >= partly[i].candidates, describeChain(chain));
                QVERIFY2(whole[i].mass >= partly[i].mass - 1e-6, describeChain(chain));
                QVERIFY2(whole[i].candidates <= mostCandidates, describeChain(chain));
                QVERIFY2(whole[i].mass <= mostMass + 1e-6, describeChain(chain));
            }
        }
        QVERIFY(exact > 100 && bounded > 100);
    }

    void aChainWithoutStagesLeavesAll()
    {
        const auto distribution = Distribution::rank(std::vector{1.0f, 2.0f}).value();
        const SamplerChain chain{.stages = {}};
        const auto step = shapeStep(distribution, chain, {}, 0.0, {});
        QVERIFY(leftByStages(step, chain).empty());
        QCOMPARE(step.pickedToken(), 1);
        QCOMPARE(step.u, std::optional(0.0));
    }

private:
    const char* describeChain(const SamplerChain& chain)
    {
        text_ = chainText(chain) + std::string(1, ' ').append(pickName(chain.pick));
        return text_.c_str();
    }

    std::string text_;
};

LOGITSCOPE_TEST(TestShapedStep)
#include "tst_shaped_step.moc"
