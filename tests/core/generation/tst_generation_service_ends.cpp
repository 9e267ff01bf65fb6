// How a row ends, and who ends it.
#include "tests/core/generation/noted_job.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <limits>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

// One row after that many times "a".
GenerationJob oneRow(const std::shared_ptr<const OpenModel>& model, int promptLength, int tokens,
                     const JobRow& row = {})
{
    return {.model = model,
            .prompts = {std::vector<TokenId>(static_cast<std::size_t>(promptLength), 'a')},
            .rows = {row},
            .tokens = tokens};
}

// These logits whatever it reads, and 0 for all other tokens.
std::shared_ptr<const OpenModel> fixedModelOf(const std::map<TokenId, float>& exceptions,
                                              int contextLength)
{
    std::vector<float> logits(vocabularySize, 0.0f);
    for (const auto& [token, logit] : exceptions)
        logits[static_cast<std::size_t>(token)] = logit;
    auto checkpoint = randomCheckpoint({.contextLength = contextLength}, 9);
    fixLogits(checkpoint, logits);
    return open(checkpoint);
}

} // namespace

class TestGenerationServiceEnds : public QObject
{
    Q_OBJECT

private slots:
    void asManyAsAskedFor();
    void noneAskedFor();
    void stops_data();
    void stops();
    void stopsBeforeTheFirstStep();
    void stopsAsItBegins();
    void settingsChangeBetweenSteps();
    void contextFull_data();
    void contextFull();
    void endOfText();
    void endOfTextIsTheLastAskedFor();
    void nothingComesAfterEndOfText();
    void stopStrings_data();
    void stopStrings();
    void stopStringIsNotEndOfText();
    void errors();
};

void TestGenerationServiceEnds::asManyAsAskedFor()
{
    const auto model = openEndless(1);
    const auto row = runJob(oneRow(model, 3, 10)).rows.front();
    QVERIFY(row.reason == StopReason::Length);
    QVERIFY(sameSteps(row.steps, runAlone(begin(model, "aaa"), {}, 10).steps));
    QCOMPARE(row.steps.size(), std::size_t{10});
}

void TestGenerationServiceEnds::noneAskedFor()
{
    const JobRow row{.settingsAt = [](int) -> SamplerChain { qFatal("nothing is drawn"); }};
    const auto notes = runJob(oneRow(openEndless(2), 3, 0, row));
    QVERIFY(!notes.error);
    QVERIFY(notes.rows.front().steps.empty());
    QVERIFY(notes.rows.front().reason == StopReason::Length);
}

void TestGenerationServiceEnds::stops_data()
{
    QTest::addColumn<int>("steps");
    QTest::addColumn<StopReason>("reason");
    QTest::newRow("after one") << 1 << StopReason::Stopped;
    QTest::newRow("after some") << 5 << StopReason::Stopped;
    QTest::newRow("when it ends anyway") << 10 << StopReason::Length;
}

void TestGenerationServiceEnds::stops()
{
    QFETCH(int, steps);
    QFETCH(StopReason, reason);
    const auto model = openEndless(4);
    const auto notes = runJob(oneRow(model, 3, 10), steps);
    QVERIFY(!notes.error);
    QVERIFY(notes.rows.front().reason == reason);
    QVERIFY(sameSteps(notes.rows.front().steps, runAlone(begin(model, "aaa"), {}, steps).steps));
}

void TestGenerationServiceEnds::stopsBeforeTheFirstStep()
{
    GenerationService service;
    GenerationClient client(service);
    const auto ticket = std::make_shared<JobTicket>();
    ticket->cancel();
    const auto job = oneRow(openEndless(5), 3, 10);
    JobNotes notes;
    auto events = noting(notes, job);
    std::promise<std::optional<Error>> end;
    events.finished = [&](const std::optional<Error>& error) { end.set_value(error); };
    QVERIFY(client.submit(job, std::move(events), ticket) == ticket);
    QVERIFY(!end.get_future().get());
    QVERIFY(notes.rows.front().steps.empty());
    QVERIFY(notes.rows.front().reason == StopReason::Stopped);
}

// It is called off after the service has taken it up, and before it has looked at it: by the end of
// another job, which is told in between.
void TestGenerationServiceEnds::stopsAsItBegins()
{
    GenerationService service;
    GenerationClient client(service);
    const auto model = openEndless(5);
    const auto job = oneRow(model, 3, 10);
    const auto cancelled = std::make_shared<JobTicket>();
    cancelled->cancel();
    const auto ticket = std::make_shared<JobTicket>();
    JobNotes notes;
    auto events = noting(notes, job);
    std::promise<std::optional<Error>> end;
    events.finished = [&](const std::optional<Error>& error) { end.set_value(error); };
    const auto submitBoth = [&](const std::optional<Error>&) { // the service sees both at once
        client.submit(job, {.finished = [&](const std::optional<Error>&) { ticket->cancel(); }},
                      cancelled);
        client.submit(job, events, ticket);
    };
    client.submit(oneRow(model, 3, 1), {.finished = submitBoth});
    QVERIFY(!end.get_future().get());
    QVERIFY(notes.rows.front().steps.empty());
    QVERIFY(notes.rows.front().reason == StopReason::Stopped);

    // The next one is served.
    const NotedJob next(client, job);
    QCOMPARE(next.notes().lengths(), std::vector<int>{10});
}

// Asked before every step, and never for one that doesn't come.
void TestGenerationServiceEnds::settingsChangeBetweenSteps()
{
    std::vector<int> asked;
    const JobRow row{.settings = basicChain({.topK = 77}), .settingsAt = [&](int step) {
                         asked.push_back(step);
                         return basicChain({.topK = step}); // 0: all
                     }};
    const auto steps = runJob(oneRow(openEndless(6), 3, 10, row)).rows.front().steps;
    QCOMPARE(asked, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    QCOMPARE(steps[0].info.kept, vocabularySize);
    for (std::size_t i = 1; i < steps.size(); ++i) {
        QCOMPARE(steps[i].info.kept, static_cast<int>(i));
        QCOMPARE(steps[i].settings.value(StageKind::TopK), static_cast<int>(i));
    }
}

void TestGenerationServiceEnds::contextFull_data()
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

void TestGenerationServiceEnds::contextFull()
{
    QFETCH(int, promptLength);
    QFETCH(int, asked);
    QFETCH(int, drawn);
    QFETCH(StopReason, reason);
    const auto notes = runJob(oneRow(openEndless(7, {.contextLength = 16}), promptLength, asked));
    QVERIFY(!notes.error);
    QCOMPARE(notes.lengths(), std::vector<int>{drawn});
    QVERIFY(notes.rows.front().reason == reason);
}

// 'a' or <|endoftext|>, each as likely: texts of different lengths.
void TestGenerationServiceEnds::endOfText()
{
    constexpr float never = -std::numeric_limits<float>::infinity();
    std::map<TokenId, float> logits;
    for (TokenId token = 0; token < vocabularySize; ++token)
        logits[token] = token == 'a' || token == fixtures::endOfText ? 0.0f : never;
    const auto model = fixedModelOf(logits, 200);
    std::size_t longest = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto row = runJob(oneRow(model, 3, 197, {.seed = seed})).rows.front();
        QVERIFY(row.reason == StopReason::EndOfText);
        auto expected = std::vector<TokenId>(row.steps.size() - 1, 'a');
        expected.push_back(fixtures::endOfText);
        QCOMPARE(row.tokens(), expected);
        longest = std::max(longest, expected.size());
    }
    QVERIFY(longest > 1);
}

// The fourth token fills the context as well.
void TestGenerationServiceEnds::endOfTextIsTheLastAskedFor()
{
    const auto model = fixedModelOf({{fixtures::endOfText, 100.0f}}, 4);
    const auto row = runJob(oneRow(model, 3, 1)).rows.front();
    QVERIFY(row.reason == StopReason::EndOfText);
    QCOMPARE(row.tokens(), std::vector<TokenId>{fixtures::endOfText});
}

void TestGenerationServiceEnds::nothingComesAfterEndOfText()
{
    const auto row = runJob(oneRow(open(randomCheckpoint({}, 3)), 3, 5,
                                   {.continuation = {'b', fixtures::endOfText}}))
                         .rows.front();
    QVERIFY(row.reason == StopReason::EndOfText);
    QVERIFY(row.steps.empty());
}

void TestGenerationServiceEnds::stopStrings_data()
{
    QTest::addColumn<QByteArray>("stop");
    QTest::addColumn<int>("asked");
    QTest::addColumn<int>("drawn");
    QTest::addColumn<StopReason>("reason");
    constexpr auto found = StopReason::StopString;
    QTest::newRow("at once") << QByteArray("a") << 5 << 1 << found;
    QTest::newRow("later") << QByteArray("aaa") << 5 << 3 << found;
    QTest::newRow("not the length") << QByteArray("aaaaa") << 5 << 5 << found;
    QTest::newRow("too long") << QByteArray("aaaaaa") << 5 << 5 << StopReason::Length;
    QTest::newRow("nor the context") << QByteArray("aaaaaa") << 10 << 6 << found;
    QTest::newRow("no room") << QByteArray("aaaaaaa") << 10 << 6 << StopReason::ContextFull;
}

// Nothing but "a" is drawn; the prompt, "aa", doesn't count.
void TestGenerationServiceEnds::stopStrings()
{
    QFETCH(QByteArray, stop);
    QFETCH(int, asked);
    QFETCH(int, drawn);
    QFETCH(StopReason, reason);
    const auto notes = runJob(
        oneRow(fixedModelOf({{'a', 100.0f}}, 8), 2, asked, {.stop = {"b", stop.toStdString()}}));
    QCOMPARE(notes.lengths(), std::vector<int>{drawn});
    QVERIFY(notes.rows.front().reason == reason);
}

void TestGenerationServiceEnds::stopStringIsNotEndOfText()
{
    const auto model = fixedModelOf({{fixtures::endOfText, 100.0f}}, 16);
    QVERIFY(runJob(oneRow(model, 3, 5, {.stop = {"<|"}})).rows.front().reason ==
            StopReason::EndOfText);
}

// NaN where position 6 is read: what came before it was shown.
void TestGenerationServiceEnds::errors()
{
    auto checkpoint = randomCheckpoint({}, 10);
    removeEndOfText(checkpoint);
    checkpoint.weights.at("wpe.weight").values[6 * 8] = std::numeric_limits<float>::quiet_NaN();
    const auto notes = runJob(oneRow(open(checkpoint), 3, 10)); // positions 0 to 2
    QCOMPARE(notes.sentence(),
             QString("step 5: the logit of token 0 is NaN, expected a finite number"));
    QCOMPARE(notes.lengths(), std::vector<int>{4});
    QVERIFY(!notes.rows.front().reason);
}

LOGITSCOPE_TEST(TestGenerationServiceEnds)
#include "tst_generation_service_ends.moc"
