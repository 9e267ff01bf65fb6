// How a continuation ends, and what it does with logits that are no numbers.
#include "core/generation/continuation.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace logitscope;
using namespace logitscope::fixtures;
using fixtures::endOfText;

namespace
{

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

QString failure(Continuation& continuation)
{
    const auto step = tryToAdvance(continuation);
    return step ? "it stepped" : QString::fromStdString(step.error().message);
}

// A made-up model whose every step has the same logits, those of a fair die but for some tokens.
Checkpoint fixedModel(const std::vector<std::pair<TokenId, float>>& exceptions)
{
    std::vector<float> logits(vocabularySize, 0.0f);
    for (const auto& [token, logit] : exceptions)
        logits[static_cast<std::size_t>(token)] = logit;
    auto checkpoint = randomCheckpoint({.contextLength = 8}, 2);
    fixLogits(checkpoint, logits);
    return checkpoint;
}

} // namespace

class TestContinuationEnd : public QObject
{
    Q_OBJECT

private slots:
    void contextFull();
    void endsWithEndOfText();
    void endOfTextFillsTheContext();
    void endsOfTheConfig();
    void badLogits_data();
    void badLogits();
    void badLogitsLater();
    void impossibleTokensAreNeverDrawn();
};

void TestContinuationEnd::contextFull()
{
    for (const std::string prompt : {"a", "abc", "abcdefghijklmno"}) {
        auto continuation = begin(openEndless(12, {.contextLength = 16}), prompt);
        const int room = 16 - static_cast<int>(prompt.size());
        for (int number = 1; number <= room; ++number) {
            QVERIFY(!continuation.end());
            advance(continuation);
            QCOMPARE(continuation.steps(), number);
        }
        QVERIFY(continuation.end() == StopReason::ContextFull);
        QVERIFY(!continuation.endedText());
    }
}

void TestContinuationEnd::endsWithEndOfText()
{
    const auto certain = open(fixedModel({{endOfText, 100.0f}}));
    auto continuation = begin(certain, "abc");
    QVERIFY(!continuation.end());
    QVERIFY(!continuation.endedText());
    const auto step = advance(continuation);
    QCOMPARE(step.token, endOfText);
    QCOMPARE(step.rank, 0);
    QCOMPARE(step.bytes, std::string("<|endoftext|>"));
    QVERIFY(continuation.endedText());
    QVERIFY(continuation.end() == StopReason::EndOfText);
    QCOMPARE(continuation.steps(), 1);
}

void TestContinuationEnd::endOfTextFillsTheContext()
{
    auto continuation = begin(open(fixedModel({{endOfText, 100.0f}})), "abcdefg"); // 7 of 8
    advance(continuation);
    QVERIFY(continuation.end() == StopReason::EndOfText);
}

// Those that the config names, and then <|endoftext|> is a token like others.
void TestContinuationEnd::endsOfTheConfig()
{
    for (const TokenId token : {TokenId{'x'}, TokenId{'y'}, endOfText}) {
        auto checkpoint = fixedModel({{token, 100.0f}});
        checkpoint.config["eos_token_id"] = {'x', 'y'};
        auto continuation = begin(open(checkpoint), "abc");
        QCOMPARE(advance(continuation).token, token);
        QCOMPARE(continuation.endedText(), token != endOfText);
        QCOMPARE(continuation.end() == StopReason::EndOfText, token != endOfText);
    }
}

void TestContinuationEnd::badLogits_data()
{
    QTest::addColumn<float>("logit");
    QTest::addColumn<QString>("what");
    QTest::newRow("NaN") << notANumber << "NaN";
    QTest::newRow("+inf") << infinity << "+inf";
}

void TestContinuationEnd::badLogits()
{
    QFETCH(float, logit);
    QFETCH(QString, what);
    auto continuation = begin(open(fixedModel({{200, logit}})), "abc");
    const QString message =
        "step 1: the logit of token 200 is " + what + ", expected a finite number";
    QCOMPARE(failure(continuation), message);
    QCOMPARE(continuation.steps(), 0);
    QCOMPARE(failure(continuation), message); // and again: nothing has moved
}

// NaN from the third position on: after a prompt of two tokens the second step reads it.
void TestContinuationEnd::badLogitsLater()
{
    auto checkpoint = randomCheckpoint({.contextLength = 8}, 13);
    removeEndOfText(checkpoint);
    checkpoint.weights.at("wpe.weight").values[2 * 8 + 3] = notANumber;
    auto continuation = begin(open(checkpoint), "ab");
    advance(continuation);
    const QString message = "step 2: the logit of token 0 is NaN, expected a finite number";
    for (int tries = 0; tries < 10; ++tries) // more than there is room: the token is read once
        QCOMPARE(failure(continuation), message);
    QCOMPARE(continuation.steps(), 1);
}

void TestContinuationEnd::impossibleTokensAreNeverDrawn()
{
    std::vector<std::pair<TokenId, float>> impossible;
    for (TokenId token = 0; token < vocabularySize; ++token) {
        if (token != 65 && token != 66)
            impossible.emplace_back(token, -infinity);
    }
    const auto model = open(fixedModel(impossible));
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        auto continuation = begin(model, "A", seed);
        while (!continuation.end()) {
            const auto step = advance(continuation, basicChain({.temperature = 100}));
            QCOMPARE(step.token, step.u < 0.5 ? 65 : 66);
            QCOMPARE(step.info.kept, 2);
            QVERIFY(std::fabs(step.info.modelEntropy - 1.0) <= 1e-9);
        }
    }
}

LOGITSCOPE_TEST(TestContinuationEnd)
#include "tst_continuation_end.moc"
