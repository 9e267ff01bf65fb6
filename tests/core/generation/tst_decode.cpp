#include "core/generation/decode.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

#include <limits>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

// Callbacks that note what they are asked and told.
struct Listener
{
    SamplerSettings settings = {};
    std::size_t stopAfter = std::numeric_limits<std::size_t>::max();
    int timesAskedForSettings = 0;
    int timesAskedToStop = 0;
    std::vector<Step> steps = {};

    DecodeCallbacks callbacks()
    {
        return {[this] {
                    ++timesAskedForSettings;
                    return settings;
                },
                [this](const Step& step) { steps.push_back(step); },
                [this] {
                    ++timesAskedToStop;
                    return steps.size() >= stopAfter;
                }};
    }

    std::vector<TokenId> tokens() const
    {
        std::vector<TokenId> result;
        for (const auto& step : steps)
            result.push_back(step.token);
        return result;
    }
};

std::vector<TokenId> tokensOneByOne(Continuation continuation, int count)
{
    std::vector<TokenId> tokens;
    for (int i = 0; i < count; ++i)
        tokens.push_back(continuation.advance({})->token);
    return tokens;
}

} // namespace

class TestDecode : public QObject
{
    Q_OBJECT

private slots:
    void asManyAsAskedFor();
    void noneAskedFor();
    void goesOnWhereItStopped();
    void stops();
    void stopsAtOnce();
    void settingsChangeBetweenSteps();
    void contextFull_data();
    void contextFull();
    void endOfText();
    void endOfTextIsTheLastAskedFor();
    void stopStrings();
    void stopStringIsNotEndOfText();
    void errors();
};

void TestDecode::asManyAsAskedFor()
{
    const auto model = openEndless(1);
    auto continuation = begin(model);
    Listener listener;
    QVERIFY(decode(continuation, 10, listener.callbacks()) == StopReason::Length);
    QCOMPARE(listener.tokens(), tokensOneByOne(begin(model), 10));
    QCOMPARE(continuation.steps(), 10);
    QCOMPARE(listener.timesAskedForSettings, 10);
    QCOMPARE(listener.timesAskedToStop, 10);
}

void TestDecode::noneAskedFor()
{
    auto continuation = begin(openEndless(2));
    Listener listener;
    QVERIFY(decode(continuation, 0, listener.callbacks()) == StopReason::Length);
    QVERIFY(listener.steps.empty());
    QCOMPARE(listener.timesAskedForSettings, 0);
}

void TestDecode::goesOnWhereItStopped()
{
    const auto model = openEndless(3);
    auto continuation = begin(model);
    Listener listener;
    QVERIFY(decode(continuation, 4, listener.callbacks()) == StopReason::Length);
    QVERIFY(decode(continuation, 1, listener.callbacks()) == StopReason::Length);
    QVERIFY(decode(continuation, 5, listener.callbacks()) == StopReason::Length);
    QCOMPARE(listener.tokens(), tokensOneByOne(begin(model), 10));
}

void TestDecode::stops()
{
    const auto model = openEndless(4);
    auto continuation = begin(model);
    Listener listener{.stopAfter = 5};
    QVERIFY(decode(continuation, 10, listener.callbacks()) == StopReason::Stopped);
    QCOMPARE(listener.tokens(), tokensOneByOne(begin(model), 5));

    listener.stopAfter = 100; // a stop is no end
    QVERIFY(!continuation.end());
    QVERIFY(decode(continuation, 5, listener.callbacks()) == StopReason::Length);
    QCOMPARE(listener.tokens(), tokensOneByOne(begin(model), 10));
}

void TestDecode::stopsAtOnce()
{
    auto continuation = begin(openEndless(5));
    Listener listener{.stopAfter = 0};
    QVERIFY(decode(continuation, 10, listener.callbacks()) == StopReason::Stopped);
    QVERIFY(listener.steps.empty());
    QCOMPARE(listener.timesAskedForSettings, 0);
}

void TestDecode::settingsChangeBetweenSteps()
{
    auto continuation = begin(openEndless(6));
    Listener listener;
    auto callbacks = listener.callbacks();
    const auto note = callbacks.stepped;
    callbacks.stepped = [&](const Step& step) {
        note(step);
        listener.settings.topK = static_cast<int>(listener.steps.size()); // 1 after the first
    };
    QVERIFY(decode(continuation, 10, callbacks) == StopReason::Length);
    QCOMPARE(listener.steps[0].info.kept, vocabularySize);
    for (std::size_t i = 1; i < listener.steps.size(); ++i) {
        QCOMPARE(listener.steps[i].info.kept, static_cast<int>(i));
        QCOMPARE(listener.steps[i].settings.topK, static_cast<int>(i));
    }
}

void TestDecode::contextFull_data()
{
    QTest::addColumn<int>("promptLength");
    QTest::addColumn<int>("asked");
    QTest::addColumn<int>("drawn");
    QTest::addColumn<StopReason>("reason");
    QTest::newRow("room for more") << 3 << 12 << 12 << StopReason::Length;
    QTest::newRow("just enough room") << 3 << 13 << 13 << StopReason::ContextFull;
    QTest::newRow("too little room") << 3 << 14 << 13 << StopReason::ContextFull;
    QTest::newRow("far too little room") << 3 << 1'000'000 << 13 << StopReason::ContextFull;
    QTest::newRow("room for one") << 15 << 10 << 1 << StopReason::ContextFull;
    QTest::newRow("no room") << 16 << 10 << 0 << StopReason::ContextFull;
    QTest::newRow("no room, none asked for") << 16 << 0 << 0 << StopReason::ContextFull;
}

void TestDecode::contextFull()
{
    QFETCH(int, promptLength);
    QFETCH(int, asked);
    QFETCH(int, drawn);
    QFETCH(StopReason, reason);
    auto continuation = begin(openEndless(7, {.contextLength = 16}),
                              std::string(static_cast<std::size_t>(promptLength), 'a'));
    Listener listener;
    QVERIFY(decode(continuation, asked, listener.callbacks()) == reason);
    QCOMPARE(static_cast<int>(listener.steps.size()), drawn);
}

void TestDecode::endOfText()
{
    // 'a' or <|endoftext|>, each as likely: texts of different lengths.
    std::vector<float> logits(vocabularySize, -std::numeric_limits<float>::infinity());
    logits['a'] = 0.0f;
    logits[fixtures::endOfText] = 0.0f;
    auto checkpoint = randomCheckpoint({.contextLength = 200}, 8);
    fixLogits(checkpoint, logits);
    const auto model = open(checkpoint);
    std::size_t longest = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        auto continuation = *Continuation::begin(model, "aaa", seed);
        Listener listener;
        QVERIFY(decode(continuation, 197, listener.callbacks()) == StopReason::EndOfText);
        auto expected = std::vector<TokenId>(listener.steps.size() - 1, 'a');
        expected.push_back(fixtures::endOfText);
        QCOMPARE(listener.tokens(), expected);
        longest = std::max(longest, expected.size());

        Listener none; // and nothing comes after it
        QVERIFY(decode(continuation, 5, none.callbacks()) == StopReason::EndOfText);
        QVERIFY(none.steps.empty());
    }
    QVERIFY(longest > 1);
}

void TestDecode::endOfTextIsTheLastAskedFor()
{
    std::vector<float> logits(vocabularySize, 0.0f);
    logits[fixtures::endOfText] = 100.0f;
    auto checkpoint = randomCheckpoint({.contextLength = 4}, 9);
    fixLogits(checkpoint, logits);
    auto continuation = begin(open(checkpoint)); // the fourth token fills the context as well
    Listener listener;
    QVERIFY(decode(continuation, 1, listener.callbacks()) == StopReason::EndOfText);
    QCOMPARE(listener.tokens(), std::vector<TokenId>{fixtures::endOfText});
}

void TestDecode::stopStrings()
{
    std::vector<float> logits(vocabularySize, 0.0f);
    logits['a'] = 100.0f;
    auto checkpoint = randomCheckpoint({.contextLength = 8}, 11);
    fixLogits(checkpoint, logits);
    const auto model = open(checkpoint);
    const auto drawn = [&](const char* stop, int asked, StopReason reason) {
        auto continuation = begin(model, "aa"); // the prompt doesn't count
        Listener listener;
        const auto ended =
            decode(continuation, asked, listener.callbacks(), std::vector<std::string>{"b", stop});
        return ended == reason ? static_cast<int>(listener.steps.size()) : -1;
    };
    QCOMPARE(drawn("a", 5, StopReason::StopString), 1);
    QCOMPARE(drawn("aaa", 5, StopReason::StopString), 3);
    QCOMPARE(drawn("aaaaa", 5, StopReason::StopString), 5); // not the length
    QCOMPARE(drawn("aaaaaa", 5, StopReason::Length), 5);
    QCOMPARE(drawn("aaaaaa", 10, StopReason::StopString), 6); // nor the context
    QCOMPARE(drawn("aaaaaaa", 10, StopReason::ContextFull), 6);
}

void TestDecode::stopStringIsNotEndOfText()
{
    std::vector<float> logits(vocabularySize, 0.0f);
    logits[fixtures::endOfText] = 100.0f;
    auto checkpoint = randomCheckpoint({}, 12);
    fixLogits(checkpoint, logits);
    auto continuation = begin(open(checkpoint));
    Listener listener;
    QVERIFY(decode(continuation, 5, listener.callbacks(), std::vector<std::string>{"<|"}) ==
            StopReason::EndOfText);
}

void TestDecode::errors()
{
    auto checkpoint = randomCheckpoint({}, 10);
    removeEndOfText(checkpoint);
    checkpoint.weights.at("wpe.weight").values[6 * 8] = std::numeric_limits<float>::quiet_NaN();
    auto continuation = begin(open(checkpoint)); // positions 0 to 2
    Listener listener;
    const auto reason = decode(continuation, 10, listener.callbacks());
    QVERIFY(!reason);
    QCOMPARE(reason.error().message,
             std::string("step 5: the logit of token 0 is NaN, expected a finite number"));
    QCOMPARE(listener.steps.size(), std::size_t{4}); // what came before it was shown
}

LOGITSCOPE_TEST(TestDecode)
#include "tst_decode.moc"
