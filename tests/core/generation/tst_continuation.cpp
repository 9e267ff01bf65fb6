#include "core/generation/continuation.h"
#include "tests/core/generation/run_alone.h"
#include "tests/core/sampling/reference.h"
#include "tests/fixtures/reference_gpt2.h"
#include "tests/test_program.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace logitscope;
using namespace logitscope::fixtures;
using fixtures::endOfText;

namespace
{

std::vector<TokenId> drawnBy(Continuation continuation, int count,
                             const SamplerChain& settings = {})
{
    return runAlone(std::move(continuation), settings, count).tokens();
}

bool near(double a, long double b)
{
    return std::fabs(static_cast<long double>(a) - b) <= 1e-9L;
}

} // namespace

class TestContinuation : public QObject
{
    Q_OBJECT

private slots:
    void emptyPrompt();
    void promptOfAnyLength();
    void logitsAreThoseOfTheLastStep();
    void stepsLikeTheReference_data();
    void stepsLikeTheReference();
    void sameSeedSameTokens();
    void stepNUsesRollN();
    void settingsActOnTheNextToken();
    void continuationsDontDisturbEachOther();
    void canBeMovedMidway();
    void releasesWhatIsRead();
    void greedyGolden();
};

void TestContinuation::emptyPrompt()
{
    const auto checkpoint = randomCheckpoint({}, 3);
    const auto continuation = begin(open(checkpoint), "");
    const std::vector<TokenId> start = {endOfText};
    QCOMPARE(continuation.promptTokens(), start);
    QVERIFY(!continuation.end()); // the prompt's <|endoftext|> ends nothing
    const auto expected = referenceLogits(checkpoint, start).back();
    for (std::size_t token = 0; token < expected.size(); ++token)
        QVERIFY(std::fabs(continuation.logits()[token] - expected[token]) < 1e-4);
}

void TestContinuation::promptOfAnyLength()
{
    const auto model = openEndless(4, {.contextLength = 16});
    for (const int length : {1, 2, 15}) {
        const auto continuation = begin(model, std::string(static_cast<std::size_t>(length), 'a'));
        QCOMPARE(continuation.promptTokens().size(), static_cast<std::size_t>(length));
        QVERIFY(!continuation.end());
    }

    const auto full = begin(model, std::string(16, 'a'));
    QVERIFY(full.end() == StopReason::ContextFull);
    QCOMPARE(full.steps(), 0);
    QCOMPARE(full.logits().size(), static_cast<std::size_t>(vocabularySize));
}

void TestContinuation::logitsAreThoseOfTheLastStep()
{
    auto checkpoint = randomCheckpoint({.contextLength = 16}, 5);
    removeEndOfText(checkpoint);
    auto continuation = begin(open(checkpoint), "abc");
    std::vector<TokenId> read = continuation.promptTokens();
    const auto isAfter = [&](const std::vector<TokenId>& tokens) {
        const auto expected = referenceLogits(checkpoint, tokens).back();
        double largest = 0.0;
        for (std::size_t token = 0; token < expected.size(); ++token)
            largest = std::max(largest, std::fabs(continuation.logits()[token] - expected[token]));
        return largest < 1e-4;
    };

    QVERIFY(isAfter(read));
    while (!continuation.end()) {
        const auto step = advance(continuation, basicChain({.temperature = 1.3}));
        QVERIFY(isAfter(read)); // those from which the step was drawn
        read.push_back(step.token);
    }
    QCOMPARE(read.size(), std::size_t{16});
}

void TestContinuation::stepsLikeTheReference_data()
{
    QTest::addColumn<QString>("folder"); // empty: a made-up model
    QTest::addColumn<SamplerChain>("settings");
    const auto both = [](const char* name, const SamplerChain& settings) {
        QTest::addRow("made up, %s", name) << "" << settings;
        QTest::addRow("starter, %s", name) << LOGITSCOPE_STARTER_MODEL << settings;
    };
    constexpr auto temperatureFirst = FilterOrder::TemperatureThenFilter;
    both("untouched", {});
    both("argmax", basicChain({.temperature = 0}));
    both("cold", basicChain({.temperature = 0.1}));
    both("hot", basicChain({.temperature = 1.5}));
    both("very hot", basicChain({.temperature = 100}));
    both("top-k", basicChain({.temperature = 0.8, .topK = 20}));
    both("top-k 1", basicChain({.topK = 1}));
    both("top-k beyond the vocabulary", basicChain({.topK = 1'000'000}));
    both("top-p", basicChain({.temperature = 0.8, .topP = 0.9}));
    both("top-p 0", basicChain({.topP = 0}));
    both("both", basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9}));
    both("temperature first",
         basicChain({.temperature = 1.7, .topK = 40, .topP = 0.8, .order = temperatureFirst}));
    both("argmax, temperature first",
         basicChain({.temperature = 0, .topP = 0.5, .order = temperatureFirst}));
}

// Every number of every step, computed anew from the logits and the roll.
void TestContinuation::stepsLikeTheReference()
{
    QFETCH(QString, folder);
    QFETCH(SamplerChain, settings);
    std::shared_ptr<const OpenModel> model;
    if (folder.isEmpty())
        model = openEndless(6);
    else
        model = openModelFolder(folder.toStdString(), {.device = Device::Cpu}).value();

    auto continuation = begin(model, "the", 11);
    for (int number = 0; number < 10 && !continuation.end(); ++number) {
        const auto step = advance(continuation, settings);
        QCOMPARE(continuation.steps(), number + 1);
        const auto expected =
            reference::sample(continuation.logits(), basicSettingsOf(settings).value());

        QVERIFY(step.u == Dice(11).roll(static_cast<std::uint64_t>(number)));
        std::size_t rank = 0;
        for (long double sum = expected.final[0]; sum <= static_cast<long double>(step.u);)
            sum += expected.final[++rank];
        QCOMPARE(step.rank, static_cast<int>(rank));
        QCOMPARE(step.token, expected.tokens[rank]);
        QCOMPARE(step.bytes, std::string(model->tokenizer.bytes(step.token)));
        QVERIFY(near(step.samplingProbability, expected.final[rank]));

        long double sum = 0.0L;
        for (const float logit : continuation.logits())
            sum += std::exp(static_cast<long double>(logit));
        const auto logit = continuation.logits()[static_cast<std::size_t>(step.token)];
        QVERIFY(near(step.modelProbability, std::exp(static_cast<long double>(logit)) / sum));

        QVERIFY(step.settings == settings);
        QVERIFY(near(step.info.modelEntropy, expected.modelEntropy));
        QVERIFY(near(step.info.samplingEntropy, expected.samplingEntropy));
        QVERIFY(
            near(step.info.effectiveVocabulary / std::exp2(double(expected.samplingEntropy)), 1));
        QVERIFY(near(step.info.topTokenProbability, expected.final[0]));
        QCOMPARE(step.info.kept, static_cast<int>(expected.final.size()));
    }
    QVERIFY(continuation.steps() > 0);
}

void TestContinuation::sameSeedSameTokens()
{
    const auto model = openEndless(7);
    const auto tokens = drawnBy(begin(model, "abc", 1), 12);
    QCOMPARE(drawnBy(begin(model, "abc", 1), 12), tokens);
    QCOMPARE(drawnBy(begin(openEndless(7), "abc", 1), 12), tokens); // opened again
    QVERIFY(drawnBy(begin(model, "abc", 2), 12) != tokens);
    QVERIFY(drawnBy(begin(model, "abc", ~std::uint64_t{0}), 12) != tokens);
    QVERIFY(drawnBy(begin(model, "abc", std::uint64_t{1} << 32), 12) !=
            drawnBy(begin(model, "abc", 0), 12));
    QVERIFY(drawnBy(begin(model, "abd", 1), 12) != tokens);
}

void TestContinuation::stepNUsesRollN()
{
    const auto model = openEndless(8);
    for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
        const Dice dice(seed);
        for (const auto& settings : {basicChain(), basicChain({.temperature = 0}),
                                     basicChain({.temperature = 3, .topK = 2})}) {
            auto continuation = begin(model, "abc", seed);
            for (std::uint64_t number = 0; number < 13; ++number)
                QVERIFY(advance(continuation, settings).u == dice.roll(number));
        }
    }
}

void TestContinuation::settingsActOnTheNextToken()
{
    const auto model = openEndless(9);
    const SamplerChain greedy = basicChain({.temperature = 0});
    const SamplerChain fewer = basicChain({.temperature = 2, .topK = 3});
    auto continuation = begin(model, "abc", 5);
    const auto first = advance(continuation, greedy);
    QCOMPARE(first.rank, 0);
    QCOMPARE(first.info.kept, vocabularySize);
    const auto second = advance(continuation, fewer);
    QCOMPARE(second.info.kept, 3);
    QVERIFY(second.settings == fewer);
    const auto third = advance(continuation);
    QCOMPARE(third.info.kept, vocabularySize);
    QVERIFY(third.settings == basicChain());

    // What came before matters through its tokens alone: the same tokens under other settings lead
    // to the same third step.
    auto other = begin(model, "abc", 5);
    const SamplerChain greedyToo = basicChain({.temperature = 1, .topK = 1});
    QCOMPARE(advance(other, greedyToo).token, first.token);
    QCOMPARE(advance(other, fewer).token, second.token);
    QCOMPARE(advance(other).token, third.token);
}

void TestContinuation::continuationsDontDisturbEachOther()
{
    const auto model = openEndless(10);
    const auto tokensOfOne = drawnBy(begin(model, "abc", 1), 12);
    const auto tokensOfTwo = drawnBy(begin(model, "xyz", 2), 12);
    auto one = begin(model, "abc", 1);
    auto two = begin(model, "xyz", 2);
    for (std::size_t i = 0; i < 12; ++i) {
        QCOMPARE(advance(one).token, tokensOfOne[i]);
        QCOMPARE(advance(two).token, tokensOfTwo[i]);
    }
}

void TestContinuation::canBeMovedMidway()
{
    auto model = openEndless(11);
    const auto tokens = drawnBy(begin(model, "abc", 1), 12);
    auto first = begin(model, "abc", 1);
    model.reset(); // a continuation keeps its model
    for (std::size_t i = 0; i < 6; ++i)
        QCOMPARE(advance(first).token, tokens[i]);
    Continuation second = std::move(first);
    QCOMPARE(second.steps(), 6);
    for (std::size_t i = 6; i < 12; ++i)
        QCOMPARE(advance(second).token, tokens[i]);
}

// The token drawn last isn't.
void TestContinuation::releasesWhatIsRead()
{
    const auto model = openEndless(12);
    const auto drawn = drawnBy(begin(model, "abc", 1), 12);
    for (int count = 0; count <= 12; ++count) {
        auto continuation = begin(model, "abc", 1);
        for (int i = 0; i < count; ++i)
            advance(continuation);
        const auto read = std::move(continuation).release();
        std::vector<TokenId> expected = {'a', 'b', 'c'};
        expected.insert(expected.end(), drawn.begin(), drawn.begin() + std::max(count - 1, 0));
        QCOMPARE(read.tokens, expected);
        QCOMPARE(read.context->length(), static_cast<int>(expected.size()));
        QVERIFY(read.hasLogits && read.model == model);
        QVERIFY(std::ranges::equal(read.context->logits(),
                                   model->model->newContext()->prefill(expected).value()));
    }
}

// Temperature 0 is argmax, whatever the seed.
void TestContinuation::greedyGolden()
{
    QFile file(LOGITSCOPE_STARTER_MODEL "/golden.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto cases = nlohmann::json::parse(file.readAll().toStdString()).at("cases");
    QCOMPARE(cases.size(), std::size_t{8});
    const auto model = openModelFolder(LOGITSCOPE_STARTER_MODEL).value();
    for (const auto& item : cases) {
        const std::string text = item.at("text");
        const std::vector<TokenId> prompt = item.at("token_ids");
        const std::vector<TokenId> greedy = item.at("greedy_24");
        const auto continuation = begin(model, text, greedy.size());
        QCOMPARE(continuation.promptTokens(), prompt);
        QCOMPARE(drawnBy(begin(model, text, 99), 24, basicChain({.temperature = 0})), greedy);
    }
}

LOGITSCOPE_TEST(TestContinuation)
#include "tst_continuation.moc"
