// What a choice says beside its text: logprobs, the most likely tokens, how each was drawn.
#include "core/api/completion.h"
#include "tests/core/api/written_choice.h"
#include "tests/core/generation/plain_run.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/core/sampling/reference.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

bool isClose(double value, long double expected)
{
    return value == expected || std::abs(value - expected) < 1e-12L * (1.0L + std::abs(expected));
}

} // namespace

class TestChoiceWriterTokens : public QObject
{
    Q_OBJECT

private slots:
    void topTokens_data();
    void topTokens();
    void impossibleTokens();
    void samplingInfo();
    void logitsThatAreNoNumbers();
};

void TestChoiceWriterTokens::topTokens_data()
{
    QTest::addColumn<int>("kind");
    for (int kind = 0; kind <= static_cast<int>(LogitKind::Extreme); ++kind)
        QTest::addRow("kind %d", kind) << kind;
}

// Against a softmax in long double and a sorted list.
void TestChoiceWriterTokens::topTokens()
{
    QFETCH(int, kind);
    const auto tokenizer = tokenizerOf({});
    std::mt19937 random(static_cast<unsigned>(kind));
    for (const int top : {0, 1, 2, 5, 100, 300}) {
        for (int round = 0; round < 30; ++round) {
            const auto logits = randomLogits(static_cast<std::size_t>(tokenizer.size()),
                                             static_cast<LogitKind>(kind), random);
            const auto expected = logSoftmax(logits);
            auto ranking = reference::ranking(logits);
            std::erase_if(ranking, [&](TokenId id) { return logits[id] == minusInfinity; });
            auto token = ranking[random() % ranking.size()];
            if (token == boundsOf(tokenizer).begin) // never shown
                token = ranking.front() == token ? ranking.back() : ranking.front();
            if (static_cast<std::size_t>(top) < ranking.size())
                ranking.resize(static_cast<std::size_t>(top));
            if (!std::ranges::count(ranking, token))
                ranking.push_back(token);

            ChoiceWriter writer(tokenizer, boundsOf(tokenizer), {.logprobs = top});
            const auto step = stepOf(tokenizer, token);
            QVERIFY(writer.step(step, logits));
            writer.end(StopReason::Length);
            const auto piece = writer.take(0);
            QCOMPARE(piece.tokens.size(), std::size_t{1});
            const auto& written = piece.tokens[0];
            QVERIFY(isClose(*written.logprob, expected[static_cast<std::size_t>(token)]));
            QCOMPARE(written.top.size(), ranking.size());
            for (std::size_t rank = 0; rank < ranking.size(); ++rank) {
                QCOMPARE(written.top[rank].name,
                         tokenName(ranking[rank], tokenizer.bytes(ranking[rank])));
                QVERIFY(isClose(written.top[rank].logprob,
                                expected[static_cast<std::size_t>(ranking[rank])]));
                QVERIFY(std::isfinite(written.top[rank].logprob));
            }
        }
    }
}

// The most likely are those that are likely at all; a prompt can have others.
void TestChoiceWriterTokens::impossibleTokens()
{
    const auto tokenizer = tokenizerOf({});
    std::vector<float> logits(static_cast<std::size_t>(tokenizer.size()), minusInfinity);
    logits['a'] = 1.0f;
    logits['b'] = 1.0f;
    ChoiceWriter writer(tokenizer, boundsOf(tokenizer), {.logprobs = 5});
    QVERIFY(writer.step(stepOf(tokenizer, 'b'), logits));
    QVERIFY(writer.echo('c', logits));
    writer.end(StopReason::Length);
    const auto tokens = writer.take(0).tokens;
    QCOMPARE(tokens[0].top.size(), std::size_t{2});
    QVERIFY(isClose(*tokens[0].logprob, std::log(0.5L)));
    QVERIFY(tokens[1].logprob == static_cast<double>(minusInfinity));
    QCOMPARE(tokens[1].top.size(), std::size_t{3}); // it is always among them
    QCOMPARE(tokens[1].top.back().name, std::string("c"));
}

void TestChoiceWriterTokens::samplingInfo()
{
    const auto tokenizer = tokenizerOf({});
    const Strings tokens = {"abc", "d"};
    const auto both = written(tokenizer, {.logprobs = 0, .samplingInfo = true}, tokens,
                              StopReason::Length, {"x"});
    QCOMPARE(both.tokens.size(), std::size_t{3});
    QVERIFY(!both.tokens[0].step); // the prompt's wasn't drawn
    QVERIFY(both.tokens[1].step->token == idOf(tokenizer, "abc"));
    QCOMPARE(both.tokens[2].step->u, 0.25);
    const auto alone =
        written(tokenizer, {.samplingInfo = true}, tokens, StopReason::Length, {"x"});
    QCOMPARE(namesOf(alone), (Strings{"x", "abc", "d"}));
    for (const auto& token : alone.tokens)
        QVERIFY(!token.logprob && token.top.empty());
    for (const auto& token : written(tokenizer, {.logprobs = 0}, tokens, StopReason::Length).tokens)
        QVERIFY(!token.step);
}

void TestChoiceWriterTokens::logitsThatAreNoNumbers()
{
    const auto tokenizer = tokenizerOf({});
    std::vector<float> logits(static_cast<std::size_t>(tokenizer.size()), 1.0f);
    logits[9] = std::numeric_limits<float>::quiet_NaN();
    ChoiceWriter writer(tokenizer, boundsOf(tokenizer), {.logprobs = 0});
    const auto echoed = writer.echo('a', logits);
    QVERIFY(!echoed);
    QCOMPARE(echoed.error().message,
             std::string("the logit of token 9 is NaN, expected a finite number"));
    QVERIFY(!writer.step(stepOf(tokenizer, 'a'), logits));
    ChoiceWriter careless(tokenizer, boundsOf(tokenizer), {});
    QVERIFY(careless.echo('a', logits)); // they weren't asked for
}

LOGITSCOPE_TEST(TestChoiceWriterTokens)
#include "tst_choice_writer_tokens.moc"
