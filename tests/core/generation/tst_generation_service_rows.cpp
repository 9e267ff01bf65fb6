// Rows of a job: each draws what it draws alone, and ends on its own.
#include "core/sampling/strategy.h"
#include "tests/core/generation/gated_model.h"
#include "tests/test_program.h"

#include <QTest>

#include <limits>
#include <set>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Model = std::shared_ptr<const OpenModel>;

#ifdef NDEBUG
constexpr bool slow = false;
#else
constexpr bool slow = true; // vectors that aren't optimised take fifty times as long
#endif

// Tokens 'a' and <|endoftext|>, each as likely whatever was read: rows that end by luck.
Model coinModel(int contextLength)
{
    std::vector<float> logits(vocabularySize, -200.0f); // as good as impossible
    logits['a'] = 0.0f;
    logits[fixtures::endOfText] = 0.0f;
    auto checkpoint = randomCheckpoint({.contextLength = contextLength}, 2);
    fixLogits(checkpoint, logits);
    return open(checkpoint);
}

// A row for each of these prompts, as many times "a".
GenerationJob rowsAfter(const Model& model, const std::vector<std::size_t>& promptLengths,
                        int tokens)
{
    GenerationJob job{.model = model, .prompts = {}, .tokens = tokens};
    for (const auto length : promptLengths) {
        job.rows.push_back({.prompt = static_cast<int>(job.prompts.size())});
        job.prompts.emplace_back(length, 'a');
    }
    return job;
}

} // namespace

class TestGenerationServiceRows : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everyStrategyAsAlone_data();
    void everyStrategyAsAlone();
    void sixtyFourRows();
    void differentPrompts();
    void noneAskedFor();
    void rowsEndOnTheirOwn();
    void endOfTextAlone();
    void contextFull();
    void rowsOfAJobStandSideBySide();
    void stops();
    void whatIsToldWhen();
    void errorsEndAll();
    void errorAtTheFirstStep();

private:
    Model starter_;
};

void TestGenerationServiceRows::initTestCase()
{
    starter_ = openModelFolder(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu}).value();
}

void TestGenerationServiceRows::everyStrategyAsAlone_data()
{
    QTest::addColumn<bool>("large");
    QTest::addColumn<bool>("sameRandomNumbers");
    QTest::newRow("starter, same random numbers") << false << true;
    QTest::newRow("starter, their own") << false << false;
    QTest::newRow("124M, their own") << true << false;
}

// The promise: every number of every step is what the row has alone.
void TestGenerationServiceRows::everyStrategyAsAlone()
{
    QFETCH(bool, large);
    QFETCH(bool, sameRandomNumbers);
    const auto model = large ? open(randomCheckpoint(gpt2Sizes, 1)) : starter_;
    const int tokens = large && slow ? 3 : 64;
    const auto prompt = tokensOf(*model, "In a world where").value();
    GenerationJob job{.model = model, .prompts = {prompt}, .tokens = tokens};
    for (const auto& strategy : strategies()) {
        const auto stream = sameRandomNumbers ? 0 : job.rows.size();
        job.rows.push_back({.seed = 7, .stream = stream, .settings = strategy.settings});
    }
    const auto run = runJob(job);
    QVERIFY(!run.error);

    std::set<std::string> texts;
    for (std::size_t row = 0; row < strategies().size(); ++row) {
        const auto& strategy = strategies()[row];
        const auto expected =
            runAlone(begin(model, prompt, 7, job.rows[row].stream), strategy.settings, tokens);
        QVERIFY2(sameSteps(run.rows[row].steps, expected.steps), strategy.name.c_str());
        QVERIFY(run.rows[row].reason == expected.reason);
        texts.insert(expected.bytes());
    }
    QVERIFY(texts.size() > 2); // they are not the same for another reason
}

void TestGenerationServiceRows::sixtyFourRows()
{
    const auto prompt = tokensOf(*starter_, "The sea").value();
    GenerationJob job{.model = starter_, .prompts = {prompt}, .tokens = 24};
    for (std::uint64_t row = 0; row < 64; ++row)
        job.rows.push_back(
            {.seed = 100 + row / 9, .stream = row, .settings = strategies()[row % 9].settings});
    const auto run = runJob(job);
    QVERIFY(!run.error);
    const auto begun = begin(starter_, prompt);
    for (std::uint64_t row = 0; row < 64; ++row) {
        const auto expected =
            runAlone(begun.fork(100 + row / 9, row), strategies()[row % 9].settings, 24);
        QVERIFY(sameSteps(run.rows[row].steps, expected.steps));
        QVERIFY(run.rows[row].reason == expected.reason);
    }
}

// Of different lengths, so that rows are at different places in their contexts, and end there.
void TestGenerationServiceRows::differentPrompts()
{
    const auto model = openEndless(3, {.contextLength = 30, .width = 12, .heads = 3});
    auto job = rowsAfter(model, {1, 5, 9, 13, 17, 21, 25, 29}, 12);
    for (std::size_t row = 0; row < job.rows.size(); ++row)
        job.rows[row].seed = row;
    const auto run = runJob(job);
    QVERIFY(!run.error);
    for (std::size_t row = 0; row < run.rows.size(); ++row) {
        const auto expected = runAlone(begin(model, job.prompts[row], row), {}, 12);
        QVERIFY(sameSteps(run.rows[row].steps, expected.steps));
        QVERIFY(run.rows[row].reason == expected.reason);
    }
}

void TestGenerationServiceRows::noneAskedFor()
{
    const auto run = runJob(rowsAfter(openEndless(5), {3, 16}, 0));
    QVERIFY(!run.error);
    QCOMPARE(run.lengths(), (std::vector<int>{0, 0}));
    QVERIFY(run.reasons() == (std::vector{StopReason::Length, StopReason::ContextFull}));
}

void TestGenerationServiceRows::rowsEndOnTheirOwn()
{
    const auto model = coinModel(200);
    GenerationJob job{.model = model, .prompts = {{'a', 'b', 'c'}}, .tokens = 4};
    for (std::uint64_t seed = 0; seed < 30; ++seed)
        job.rows.push_back({.seed = seed});
    const auto run = runJob(job);
    QVERIFY(!run.error);
    std::set<std::pair<std::size_t, StopReason>> ends;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const auto expected = runAlone(begin(model, "abc", seed), {}, 4);
        QVERIFY(sameSteps(run.rows[seed].steps, expected.steps));
        QVERIFY(run.rows[seed].reason == expected.reason);
        ends.emplace(expected.steps.size(), *expected.reason);
    }
    QCOMPARE(ends.size(), std::size_t{5}); // after 1, 2, 3 and 4 tokens, and the length
}

// One row draws <|endoftext|> at once, being the most likely; others are too hot to.
void TestGenerationServiceRows::endOfTextAlone()
{
    std::vector<float> logits(vocabularySize, 0.0f);
    logits[fixtures::endOfText] = 3.0f;
    auto checkpoint = randomCheckpoint({.contextLength = 16}, 6);
    fixLogits(checkpoint, logits);
    GenerationJob job{.model = open(checkpoint), .prompts = {{'a'}}, .tokens = 8};
    for (const double temperature : {100.0, 0.0, 100.0})
        job.rows.push_back({.settings = basicChain({.temperature = temperature})});
    const auto run = runJob(job);
    QVERIFY(!run.error);
    QCOMPARE(run.lengths(), (std::vector<int>{8, 1, 8}));
    QVERIFY(run.reasons() ==
            (std::vector{StopReason::Length, StopReason::EndOfText, StopReason::Length}));
    QCOMPARE(run.rows[1].steps[0].token, fixtures::endOfText);
}

void TestGenerationServiceRows::contextFull()
{
    const auto run =
        runJob(rowsAfter(openEndless(7, {.contextLength = 16}), {16, 15, 3, 6, 8}, 10));
    QVERIFY(!run.error);
    QCOMPARE(run.lengths(), (std::vector<int>{0, 1, 10, 10, 8}));
    constexpr auto full = StopReason::ContextFull;
    QVERIFY(run.reasons() == (std::vector{full, full, StopReason::Length, full, full}));
}

// In their fifth step; the second row is full before, the last just then.
// Whoever comes between them: what they share is found between neighbours only.
void TestGenerationServiceRows::rowsOfAJobStandSideBySide()
{
    Gated gated(49);
    GenerationService service;
    GenerationClient client(service);
    const NotedJob first(client, rowsAfter(gated.model, {17, 200}, 40));
    gated.gate.awaitArrival(1); // the second text waits for other passes
    const NotedJob second(client, rowsAfter(gated.model, {60}, 40));
    gated.gate.open();
    QVERIFY(!first.notes().error);
    QVERIFY(!second.notes().error);
    int together = 0;
    for (const auto& pass : gated.passes) {
        if (pass.prompt || pass.tokens < 3)
            continue;
        ++together;
        const int middle = pass.lengths[1];
        QVERIFY(middle < 60 || middle >= 200); // one of the first job's
    }
    QVERIFY(together > 0);
}

void TestGenerationServiceRows::stops()
{
    const auto model = openEndless(8, {.contextLength = 16});
    const auto run = runJob(rowsAfter(model, {3, 13, 3, 11}, 10), 3 * 4 + 3 + 1);
    QVERIFY(!run.error);
    QCOMPARE(run.lengths(), (std::vector<int>{5, 3, 5, 5}));
    QVERIFY(run.reasons() == (std::vector{StopReason::Stopped, StopReason::ContextFull,
                                          StopReason::Stopped, StopReason::ContextFull}));
    QVERIFY(sameSteps(run.rows[0].steps, runAlone(begin(model, "aaa"), {}, 5).steps));
}

// Step by step, row by row; a row that has ended is told after the step, before the next.
void TestGenerationServiceRows::whatIsToldWhen()
{
    const auto run = runJob(rowsAfter(openEndless(10, {.contextLength = 16}), {14, 16, 3}, 3));
    const std::vector<std::pair<int, bool>> expected = {{1, true},              // no room for one
                                                        {0, false}, {2, false}, // the first step
                                                        {0, false}, {2, false}, {0, true}, // full
                                                        {2, false}, {2, true}};
    QVERIFY(run.order == expected);
}

// A row that reads position 6 ends all: what the others have drawn before was told.
void TestGenerationServiceRows::errorsEndAll()
{
    auto checkpoint = randomCheckpoint({}, 11);
    removeEndOfText(checkpoint);
    checkpoint.weights.at("wpe.weight").values[6 * 8] = std::numeric_limits<float>::quiet_NaN();
    const auto model = open(checkpoint);
    const auto run = runJob(rowsAfter(model, {1, 3, 2}, 10));
    QCOMPARE(run.sentence(),
             QString("step 5: the logit of token 0 is NaN, expected a finite number"));
    QCOMPARE(run.rows[1].steps.size(), std::size_t{4});
    QVERIFY(run.rows[0].steps.size() >= 4 && run.rows[2].steps.size() >= 4);
    QVERIFY(sameSteps({run.rows[0].steps.begin(), run.rows[0].steps.begin() + 4},
                      runAlone(begin(model, "a"), {}, 4).steps));
    for (const auto& row : run.rows)
        QVERIFY(!row.reason); // none of them has ended as it should
}

void TestGenerationServiceRows::errorAtTheFirstStep()
{
    std::vector<float> logits(vocabularySize, 0.0f);
    logits[200] = std::numeric_limits<float>::infinity();
    auto checkpoint = randomCheckpoint({}, 12);
    fixLogits(checkpoint, logits);
    const auto run = runJob(rowsAfter(open(checkpoint), {3}, 10));
    QCOMPARE(run.sentence(),
             QString("step 1: the logit of token 200 is +inf, expected a finite number"));
    QVERIFY(run.order.empty());
}

LOGITSCOPE_TEST(TestGenerationServiceRows)
#include "tst_generation_service_rows.moc"
