#include "core/generation/decode.h"
#include "core/sampling/strategy.h"
#include "tests/core/generation/batch_run.h"
#include "tests/core/generation/open_checkpoint.h"
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

std::vector<int> lengthsOf(const BatchRun& run)
{
    std::vector<int> lengths;
    for (const auto& row : run.rows)
        lengths.push_back(static_cast<int>(row.steps.size()));
    return lengths;
}

std::vector<StopReason> reasonsOf(const BatchRun& run)
{
    std::vector<StopReason> reasons;
    for (const auto& row : run.rows)
        reasons.push_back(row.reason.value());
    return reasons;
}

} // namespace

class TestDecodeBatch : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everyStrategyAsAlone_data();
    void everyStrategyAsAlone();
    void sixtyFourRows();
    void differentPrompts();
    void goesOnWhereContinuationsAre();
    void noRows();
    void noneAskedFor();
    void rowsEndOnTheirOwn();
    void endOfTextAlone();
    void contextFull();
    void stops();
    void stopsAtOnce();
    void whatIsToldWhen();
    void errorsEndAll();
    void errorAtTheFirstStep();

private:
    Model starter_;
};

void TestDecodeBatch::initTestCase()
{
    starter_ = openModelFolder(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu}).value();
}

void TestDecodeBatch::everyStrategyAsAlone_data()
{
    QTest::addColumn<bool>("large");
    QTest::addColumn<bool>("sameRandomNumbers");
    QTest::newRow("starter, same random numbers") << false << true;
    QTest::newRow("starter, their own") << false << false;
    QTest::newRow("124M, their own") << true << false;
}

// The promise: every number of every step is what the row has alone.
void TestDecodeBatch::everyStrategyAsAlone()
{
    QFETCH(bool, large);
    QFETCH(bool, sameRandomNumbers);
    const auto model = large ? open(randomCheckpoint(gpt2Sizes, 1)) : starter_;
    const int tokens = large && slow ? 3 : 64;
    const auto prompt = begin(model, "In a world where", 7);
    std::vector<BatchRow> rows;
    for (const auto& strategy : strategies()) {
        const auto stream = sameRandomNumbers ? 0 : rows.size();
        rows.push_back({prompt.fork(7, stream), strategy.settings, {}});
    }
    const auto run = runBatch(std::move(rows), tokens);
    QVERIFY(run.result);

    std::set<std::string> texts;
    for (std::size_t row = 0; row < strategies().size(); ++row) {
        const auto& strategy = strategies()[row];
        auto alone = begin(model, "In a world where", 7);
        const auto expected = runAlone(sameRandomNumbers ? std::move(alone) : alone.fork(7, row),
                                       strategy.settings, tokens);
        QVERIFY2(sameSteps(run.rows[row].steps, expected.steps), strategy.name.c_str());
        QVERIFY(run.rows[row].reason == expected.reason);
        texts.insert(expected.bytes());
    }
    QVERIFY(texts.size() > 2); // they are not the same for another reason
}

void TestDecodeBatch::sixtyFourRows()
{
    const auto prompt = begin(starter_, "The sea");
    std::vector<BatchRow> rows;
    for (std::uint64_t row = 0; row < 64; ++row)
        rows.push_back({prompt.fork(100 + row / 9, row), strategies()[row % 9].settings, {}});
    const auto run = runBatch(std::move(rows), 24);
    QVERIFY(run.result);
    for (std::uint64_t row = 0; row < 64; ++row) {
        const auto expected =
            runAlone(prompt.fork(100 + row / 9, row), strategies()[row % 9].settings, 24);
        QVERIFY(sameSteps(run.rows[row].steps, expected.steps));
        QVERIFY(run.rows[row].reason == expected.reason);
    }
}

// Of different lengths, so that rows are at different places in their contexts, and end there.
void TestDecodeBatch::differentPrompts()
{
    const auto model = openEndless(3, {.contextLength = 30, .width = 12, .heads = 3});
    std::vector<BatchRow> rows;
    for (std::size_t length = 1; length <= 30; length += 4)
        rows.push_back({begin(model, std::string(length, 'a'), length), {}, {}});
    const auto run = runBatch(std::move(rows), 12);
    QVERIFY(run.result);
    for (std::size_t row = 0; row < run.rows.size(); ++row) {
        const std::size_t length = 1 + 4 * row;
        const auto expected = runAlone(begin(model, std::string(length, 'a'), length), {}, 12);
        QVERIFY(sameSteps(run.rows[row].steps, expected.steps));
        QVERIFY(run.rows[row].reason == expected.reason);
    }
}

// `count` is how many tokens come, whatever came before.
void TestDecodeBatch::goesOnWhereContinuationsAre()
{
    const auto model = openEndless(4);
    const auto expected = runAlone(begin(model), {}, 9).steps;
    std::vector<BatchRow> rows;
    for (const int before : {0, 3, 5}) {
        auto continuation = begin(model);
        for (int i = 0; i < before; ++i)
            QVERIFY(continuation.advance({}));
        rows.push_back({std::move(continuation), {}, {}});
    }
    const auto run = runBatch(std::move(rows), 4);
    QVERIFY(run.result);
    QCOMPARE(lengthsOf(run), (std::vector<int>{4, 4, 4}));
    for (std::size_t row = 0; row < 3; ++row) {
        const auto from = expected.begin() + std::vector{0, 3, 5}[row];
        QVERIFY(sameSteps(run.rows[row].steps, {from, from + 4}));
    }
}

void TestDecodeBatch::noRows()
{
    const auto run = runBatch({}, 10);
    QVERIFY(run.result);
    QCOMPARE(run.timesAskedToStop, 0);
}

void TestDecodeBatch::noneAskedFor()
{
    const auto model = openEndless(5);
    std::vector<BatchRow> rows;
    rows.push_back({begin(model), {}, {}});
    rows.push_back({begin(model, std::string(16, 'a')), {}, {}});
    const auto run = runBatch(std::move(rows), 0);
    QVERIFY(run.result);
    QCOMPARE(lengthsOf(run), (std::vector<int>{0, 0}));
    QVERIFY(reasonsOf(run) == (std::vector{StopReason::Length, StopReason::ContextFull}));
    QCOMPARE(run.timesAskedToStop, 0);
}

void TestDecodeBatch::rowsEndOnTheirOwn()
{
    const auto model = coinModel(200);
    const auto prompt = begin(model);
    std::vector<BatchRow> rows;
    for (std::uint64_t seed = 0; seed < 30; ++seed)
        rows.push_back({prompt.fork(seed, 0), {}, {}});
    const auto run = runBatch(std::move(rows), 4);
    QVERIFY(run.result);
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
void TestDecodeBatch::endOfTextAlone()
{
    std::vector<float> logits(vocabularySize, 0.0f);
    logits[fixtures::endOfText] = 3.0f;
    auto checkpoint = randomCheckpoint({.contextLength = 16}, 6);
    fixLogits(checkpoint, logits);
    const auto prompt = begin(open(checkpoint));
    std::vector<BatchRow> rows;
    for (const double temperature : {100.0, 0.0, 100.0})
        rows.push_back({prompt.fork(1, 0), {.temperature = temperature}, {}});
    const auto run = runBatch(std::move(rows), 8);
    QVERIFY(run.result);
    QCOMPARE(lengthsOf(run), (std::vector<int>{8, 1, 8}));
    QVERIFY(reasonsOf(run) ==
            (std::vector{StopReason::Length, StopReason::EndOfText, StopReason::Length}));
    QCOMPARE(run.rows[1].steps[0].token, fixtures::endOfText);
}

void TestDecodeBatch::contextFull()
{
    const auto model = openEndless(7, {.contextLength = 16});
    std::vector<BatchRow> rows;
    for (const std::size_t length : {16, 15, 3, 6, 8})
        rows.push_back({begin(model, std::string(length, 'a')), {}, {}});
    const auto run = runBatch(std::move(rows), 10);
    QVERIFY(run.result);
    QCOMPARE(lengthsOf(run), (std::vector<int>{0, 1, 10, 10, 8}));
    constexpr auto full = StopReason::ContextFull;
    QVERIFY(reasonsOf(run) == (std::vector{full, full, StopReason::Length, full, full}));
}

void TestDecodeBatch::stops()
{
    const auto model = openEndless(8, {.contextLength = 16});
    std::vector<BatchRow> rows;
    for (const std::size_t length : {3, 13, 3, 11}) // the second is full before, the last just then
        rows.push_back({begin(model, std::string(length, 'a')), {}, {}});
    const auto run = runBatch(std::move(rows), 10, 5);
    QVERIFY(run.result);
    QCOMPARE(lengthsOf(run), (std::vector<int>{5, 3, 5, 5}));
    QVERIFY(reasonsOf(run) == (std::vector{StopReason::Stopped, StopReason::ContextFull,
                                           StopReason::Stopped, StopReason::ContextFull}));
    QCOMPARE(run.timesAskedToStop, 6);
    QVERIFY(sameSteps(run.rows[0].steps, runAlone(begin(model, "aaa"), {}, 5).steps));
}

void TestDecodeBatch::stopsAtOnce()
{
    const auto model = openEndless(9, {.contextLength = 16});
    std::vector<BatchRow> rows;
    rows.push_back({begin(model), {}, {}});
    rows.push_back({begin(model, std::string(16, 'a')), {}, {}}); // had ended anyway
    const auto run = runBatch(std::move(rows), 10, 0);
    QVERIFY(run.result);
    QCOMPARE(lengthsOf(run), (std::vector<int>{0, 0}));
    QVERIFY(reasonsOf(run) == (std::vector{StopReason::Stopped, StopReason::ContextFull}));
    QCOMPARE(run.timesAskedToStop, 1);
}

// Step by step, row by row; a row that has ended is told after the step, before the next.
void TestDecodeBatch::whatIsToldWhen()
{
    const auto model = openEndless(10, {.contextLength = 16});
    std::vector<BatchRow> rows;
    for (const std::size_t length : {14, 16, 3})
        rows.push_back({begin(model, std::string(length, 'a')), {}, {}});
    const auto run = runBatch(std::move(rows), 3);
    const std::vector<std::pair<int, bool>> expected = {{1, true},              // no room for one
                                                        {0, false}, {2, false}, // the first step
                                                        {0, false}, {2, false}, {0, true}, // full
                                                        {2, false}, {2, true}};
    QVERIFY(run.events == expected);
    QCOMPARE(run.timesAskedToStop, 3);
}

// A row that reads position 6 ends all: what the others have drawn before was told.
void TestDecodeBatch::errorsEndAll()
{
    auto checkpoint = randomCheckpoint({}, 11);
    removeEndOfText(checkpoint);
    checkpoint.weights.at("wpe.weight").values[6 * 8] = std::numeric_limits<float>::quiet_NaN();
    const auto model = open(checkpoint);
    std::vector<BatchRow> rows;
    for (const std::size_t length : {1, 3, 2})
        rows.push_back({begin(model, std::string(length, 'a')), {}, {}});
    const auto run = runBatch(std::move(rows), 10);
    QVERIFY(!run.result);
    QCOMPARE(run.result.error().message,
             std::string("step 5: the logit of token 0 is NaN, expected a finite number"));
    QCOMPARE(run.rows[1].steps.size(), std::size_t{4});
    QVERIFY(run.rows[0].steps.size() >= 4 && run.rows[2].steps.size() >= 4);
    QVERIFY(sameSteps({run.rows[0].steps.begin(), run.rows[0].steps.begin() + 4},
                      runAlone(begin(model, "a"), {}, 4).steps));
    for (const auto& row : run.rows)
        QVERIFY(!row.reason); // none of them has ended as it should
}

void TestDecodeBatch::errorAtTheFirstStep()
{
    std::vector<float> logits(vocabularySize, 0.0f);
    logits[200] = std::numeric_limits<float>::infinity();
    auto checkpoint = randomCheckpoint({}, 12);
    fixLogits(checkpoint, logits);
    std::vector<BatchRow> rows;
    rows.push_back({begin(open(checkpoint)), {}, {}});
    const auto run = runBatch(std::move(rows), 10);
    QVERIFY(!run.result);
    QCOMPARE(run.result.error().message,
             std::string("step 1: the logit of token 200 is +inf, expected a finite number"));
    QVERIFY(run.events.empty());
}

LOGITSCOPE_TEST(TestDecodeBatch)
#include "tst_decode_batch.moc"
