#include "core/generation/compare.h"
#include "core/generation/prompt_tokens.h"
#include "tests/core/generation/noted_job.h"
#include "tests/core/run/branches.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <limits>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Model = std::shared_ptr<const OpenModel>;

std::vector<Strategy> all()
{
    return {strategies().begin(), strategies().end()};
}

struct Row
{
    std::string strategy;
    std::uint64_t seed;
    std::uint64_t stream;

    friend bool operator==(const Row&, const Row&) = default;
};

std::vector<Row> inShort(const std::vector<Branch>& rows)
{
    std::vector<Row> result;
    for (const auto& row : rows)
        result.push_back({row.name, row.seed, streamOf(row)});
    return result;
}

// What compare() returned, and what its callbacks were told meanwhile.
struct Compared
{
    Result<Run> comparison;
    std::vector<Ended> rows = {};
};

// Somebody asks to stop when the rows have had so many steps together.
Compared run(const Model& model, const CompareRequest& request,
             int steps = std::numeric_limits<int>::max())
{
    Compared compared{.comparison = Run(), .rows = std::vector<Ended>(rowsOf(request).size())};
    const auto at = [&](int row) -> Ended& {
        return compared.rows.at(static_cast<std::size_t>(row));
    };
    GenerationService service;
    GenerationClient client(service);
    int asked = 0;
    compared.comparison =
        compare(client, model, request,
                {.stepped = [&](int row, const Step& step) { at(row).steps.push_back(step); },
                 .ended = [&](int row, StopReason reason) { at(row).reason = reason; },
                 .stopRequested = [&] { return ++asked >= steps; }});
    return compared;
}

// Whether the rows are what the callbacks were told.
bool asTold(const Compared& compared)
{
    const auto& rows = compared.comparison.value().branches;
    return std::ranges::equal(rows, compared.rows, [](const auto& row, const auto& told) {
        return sameSteps(stepsOf(row), told.steps) && told.reason == row.stopReason;
    });
}

QString failure(const Compared& compared)
{
    return compared.comparison ? "it was compared"
                               : QString::fromStdString(compared.comparison.error().message);
}

} // namespace

class TestCompare : public QObject
{
    Q_OBJECT

private slots:
    void rowsInOrder();
    void repeatsHaveConsecutiveSeeds();
    void ownRandomNumbers();
    void rowsAreAsked();
    void noRows();
    void likeTheRowsAlone_data();
    void likeTheRowsAlone();
    void sameDiceSameRolls();
    void repeatsOfGreedyAgree();
    void strategiesOfTheUser();
    void whyRowsEnded();
    void stopStrings();
    void stops();
    void rowsGoOn();
    void fullPrompt();
    void emptyPrompt();
    void specialTokens();
    void noStrategies();
    void promptTooLong();
    void errors();
};

void TestCompare::rowsInOrder()
{
    const auto rows =
        rowsOf({.prompt = "the sea", .strategies = all(), .seed = 7, .tokens = 12, .stop = {"x"}});
    QCOMPARE(rows.size(), std::size_t{9});
    for (std::size_t i = 0; i < 9; ++i) {
        QCOMPARE(rows[i].name, strategies()[i].name);
        QVERIFY(rows[i].settings == strategies()[i].settings);
        QCOMPARE(rows[i].seed, std::uint64_t{7});
        QCOMPARE(rows[i].stream, std::uint64_t{0});
        QCOMPARE(rows[i].limit, 12);
        QCOMPARE(rows[i].stop, std::vector<std::string>{"x"});
        QVERIFY(!rows[i].leaf);
    }
}

void TestCompare::repeatsHaveConsecutiveSeeds()
{
    const CompareRequest request{.prompt = "abc",
                                 .strategies = {{"one", "", {}}, {"two", "", {}}},
                                 .seed = 41,
                                 .repeats = 3};
    QVERIFY(inShort(rowsOf(request)) == (std::vector<Row>{{"one", 41, 0},
                                                          {"one", 42, 0},
                                                          {"one", 43, 0},
                                                          {"two", 41, 0},
                                                          {"two", 42, 0},
                                                          {"two", 43, 0}}));

    auto last = request; // after the largest seed comes 0
    last.seed = ~std::uint64_t{0};
    QCOMPARE(rowsOf(last)[1].seed, std::uint64_t{0});
}

void TestCompare::ownRandomNumbers()
{
    const auto rows = rowsOf({.prompt = "abc",
                              .strategies = {{"one", "", {}}, {"two", "", {}}, {"two", "", {}}},
                              .seed = 5,
                              .repeats = 2,
                              .sameRandomNumbers = false});
    QVERIFY(inShort(rows) == (std::vector<Row>{{"one", 5, 0},
                                               {"one", 6, 0},
                                               {"two", 5, 1},
                                               {"two", 6, 1},
                                               {"two", 5, 2},
                                               {"two", 6, 2}}));
}

// rowsOf() says before what compare() returns.
void TestCompare::rowsAreAsked()
{
    const auto model = openEndless(1);
    const CompareRequest request{.prompt = "abc",
                                 .strategies = all(),
                                 .seed = 3,
                                 .repeats = 2,
                                 .sameRandomNumbers = false,
                                 .tokens = 2};
    const auto compared = run(model, request);
    QVERIFY(compared.comparison);
    QVERIFY(inShort(compared.comparison->branches) == inShort(rowsOf(request)));
    QCOMPARE(compared.comparison->prompt, std::string("abc"));
    QCOMPARE(compared.comparison->promptTokens, (std::vector<TokenId>{'a', 'b', 'c'}));
    for (const auto& row : compared.comparison->branches)
        for (const auto& step : stepsOf(row))
            QVERIFY(step.settings == row.settings && step.stream == row.stream);
    QCOMPARE(compared.comparison->model, model->model->info().name);
    QVERIFY(compared.comparison->version.empty());
}

void TestCompare::noRows()
{
    QVERIFY(rowsOf({.prompt = "abc", .strategies = {}}).empty());
    QVERIFY(rowsOf({.prompt = "abc", .strategies = all(), .repeats = 0}).empty());
}

void TestCompare::likeTheRowsAlone_data()
{
    QTest::addColumn<QString>("folder"); // empty: a made-up model
    QTest::addColumn<int>("repeats");
    QTest::addColumn<bool>("sameRandomNumbers");
    QTest::newRow("made up") << "" << 1 << true;
    QTest::newRow("made up, repeated") << "" << 7 << true;
    QTest::newRow("made up, own dice") << "" << 5 << false;
    QTest::newRow("starter") << LOGITSCOPE_STARTER_MODEL << 1 << true;
    QTest::newRow("starter, own dice") << LOGITSCOPE_STARTER_MODEL << 2 << false;
}

void TestCompare::likeTheRowsAlone()
{
    QFETCH(QString, folder);
    QFETCH(int, repeats);
    QFETCH(bool, sameRandomNumbers);
    const auto model = folder.isEmpty()
                           ? open(randomCheckpoint({.contextLength = 40}, 2))
                           : openModelFolder(folder.toStdString(), {.device = Device::Cpu}).value();
    const auto compared = run(model, {.prompt = "the sea",
                                      .strategies = all(),
                                      .seed = 11,
                                      .repeats = repeats,
                                      .sameRandomNumbers = sameRandomNumbers,
                                      .tokens = 20});
    QVERIFY(compared.comparison);
    QVERIFY(asTold(compared));
    QCOMPARE(compared.rows.size(), static_cast<std::size_t>(9 * repeats));
    for (const auto& row : compared.comparison->branches) {
        const auto expected =
            runAlone(begin(model, "the sea", row.seed, row.stream), row.settings, 20);
        QVERIFY2(sameSteps(stepsOf(row), expected.steps), row.name.c_str());
        QVERIFY(row.stopReason == expected.reason);
    }
}

void TestCompare::sameDiceSameRolls()
{
    const auto model = openEndless(3);
    CompareRequest request{.prompt = "abc", .strategies = all(), .seed = 9, .tokens = 6};
    for (const bool same : {true, false}) {
        request.sameRandomNumbers = same;
        const auto compared = run(model, request);
        for (std::size_t row = 0; row < 9; ++row) {
            for (std::size_t step = 0; step < 6; ++step) {
                const double u = compared.rows[row].steps[step].u;
                QCOMPARE(u, Dice(9, same ? 0 : row).roll(step));
                QVERIFY((u == compared.rows[0].steps[step].u) == (same || row == 0));
            }
        }
    }
}

// What the page shows with it: argmax doesn't depend on the seed.
void TestCompare::repeatsOfGreedyAgree()
{
    const auto compared =
        run(openEndless(4), {.prompt = "abc",
                             .strategies = {{"argmax", "", basicChain({.temperature = 0})},
                                            {"hot", "", basicChain({.temperature = 3})}},
                             .repeats = 3,
                             .tokens = 10});
    QVERIFY(compared.comparison);
    const auto textOf = [&](std::size_t row) { return compared.rows[row].bytes(); };
    QVERIFY(textOf(0) == textOf(1) && textOf(1) == textOf(2));
    QVERIFY(textOf(3) != textOf(4) && textOf(4) != textOf(5));
}

// Names need not be different, and settings may be anything.
void TestCompare::strategiesOfTheUser()
{
    const SamplerChain first =
        basicChain({.temperature = 2.5, .topK = 3, .order = FilterOrder::TemperatureThenFilter});
    const SamplerChain second = basicChain({.topP = 0.2});
    const auto compared = run(
        openEndless(5),
        {.prompt = "abc", .strategies = {{"mine", "", first}, {"mine", "", second}}, .tokens = 5});
    QVERIFY(compared.comparison);
    const auto& rows = compared.comparison->branches;
    QCOMPARE(rows[0].name, std::string("mine"));
    QVERIFY(settingsOf(rows[0]) == first);
    QCOMPARE(stepsOf(rows[0])[0].info.kept, 3);
    QVERIFY(settingsOf(rows[1]) == second);
}

// One draws <|endoftext|>, one doesn't get there, and the context has no room for the third.
void TestCompare::whyRowsEnded()
{
    std::vector<float> logits(vocabularySize, 0.0f);
    logits[fixtures::endOfText] = 3.0f;
    auto checkpoint = randomCheckpoint({.contextLength = 9}, 6);
    fixLogits(checkpoint, logits);
    const auto model = open(checkpoint);
    CompareRequest request{.prompt = "abc",
                           .strategies = {{"argmax", "", basicChain({.temperature = 0})},
                                          {"hot", "", basicChain({.temperature = 1000})}},
                           .tokens = 5};
    const auto early = run(model, request);
    QVERIFY(asTold(early));
    QVERIFY(early.comparison->branches[0].stopReason == StopReason::EndOfText);
    QCOMPARE(early.comparison->branches[0].length(), 1);
    QVERIFY(continuationOf(early.comparison->branches[0]).empty());
    QVERIFY(early.comparison->branches[1].stopReason == StopReason::Length);
    QCOMPARE(early.comparison->branches[1].length(), 5);

    request.tokens = 50;
    const auto late = run(model, request);
    QVERIFY(asTold(late));
    QVERIFY(late.comparison->branches[0].stopReason == StopReason::EndOfText);
    QVERIFY(late.comparison->branches[1].stopReason == StopReason::ContextFull);
    QCOMPARE(late.comparison->branches[1].length(), 6);
}

// Nothing but "a" is drawn.
void TestCompare::stopStrings()
{
    std::vector<float> logits(vocabularySize, -200.0f);
    logits['a'] = 0.0f;
    auto checkpoint = randomCheckpoint({}, 8);
    fixLogits(checkpoint, logits);
    const CompareRequest request{
        .prompt = "aa", .strategies = all(), .tokens = 10, .stop = {"b", "aaa"}};
    const auto compared = run(open(checkpoint), request);
    QVERIFY(asTold(compared));
    for (const auto& row : compared.comparison->branches) {
        QCOMPARE(continuationOf(row), std::string("aaa"));
        QVERIFY(row.stopReason == StopReason::StopString);
        QCOMPARE(row.stop, request.stop);
    }
}

// What is there is kept, and is the beginning of what would have come.
void TestCompare::stops()
{
    const auto model = openEndless(7);
    const CompareRequest request{.prompt = "abc", .strategies = all(), .tokens = 10};
    const auto whole = run(model, request);
    for (const int steps : {1, 2, 4}) {
        const auto compared = run(model, request, 9 * steps - 5); // in the middle of that step
        QVERIFY(compared.comparison);
        QVERIFY(asTold(compared));
        for (std::size_t row = 0; row < 9; ++row) {
            const auto& branch = compared.comparison->branches[row];
            QVERIFY(branch.stopReason == StopReason::Stopped);
            const auto& all = whole.rows[row].steps;
            QVERIFY(sameSteps(stepsOf(branch), {all.begin(), all.begin() + steps}));
        }
    }
}

// Where a row stopped, mirostat's bound is that of its last step.
void TestCompare::rowsGoOn()
{
    const auto model = openEndless(7, {.contextLength = 40});
    SamplerChain mirostat;
    mirostat.put({StageKind::Mirostat, {3.0, 0.5}});
    auto penalties = mirostat;
    penalties.put({StageKind::RepetitionPenalty, {1.3}});
    CompareRequest request{
        .prompt = "abc",
        .strategies = {{"mirostat", "", mirostat}, {"penalties", "", penalties}, {"none", "", {}}},
        .tokens = 30};
    const auto whole = run(model, request);
    request.tokens = 11;
    auto rows = run(model, request).comparison->branches;
    const auto more = runJob(jobOf(model, whole.comparison->promptTokens, rows, 19));
    for (std::size_t row = 0; row < 3; ++row) {
        const auto& all = whole.rows[row].steps;
        QCOMPARE(all[10].mu.has_value(), row < 2);
        QVERIFY(sameSteps(more.rows[row].steps, {all.begin() + 11, all.end()}));
    }

    rows[0] = changedAt(rows[0], 10, [](Step& step) { step.mu = 1.0; });
    const auto otherwise = runJob(jobOf(model, whole.comparison->promptTokens, rows, 19));
    QVERIFY(!sameSteps(otherwise.rows[0].steps, more.rows[0].steps));
}

void TestCompare::fullPrompt()
{
    const auto compared = run(openEndless(8, {.contextLength = 16}),
                              {.prompt = std::string(16, 'a'), .strategies = all(), .tokens = 10});
    QVERIFY(compared.comparison);
    QVERIFY(asTold(compared));
    QCOMPARE(compared.comparison->promptTokens.size(), std::size_t{16});
    for (const auto& row : compared.comparison->branches) {
        QVERIFY(row.stopReason == StopReason::ContextFull);
        QVERIFY(!row.leaf);
    }
}

void TestCompare::emptyPrompt()
{
    const auto compared =
        run(open(randomCheckpoint({}, 9)), {.prompt = "", .strategies = all(), .tokens = 2});
    QVERIFY(compared.comparison);
    QCOMPARE(compared.comparison->promptTokens, std::vector<TokenId>{fixtures::endOfText});

    const auto none = openEndless(9);
    QCOMPARE(failure(run(none, {.prompt = "", .strategies = all(), .tokens = 2})),
             QString::fromStdString(tokensOf(*none, "").error().message));
}

void TestCompare::specialTokens()
{
    const auto model = open(randomCheckpoint({.contextLength = 40}, 9));
    CompareRequest request{.prompt = "<|endoftext|>", .strategies = all(), .tokens = 2};
    const auto recognised = run(model, request);
    QVERIFY(recognised.comparison);
    QCOMPARE(recognised.comparison->promptTokens, std::vector<TokenId>{fixtures::endOfText});
    QVERIFY(recognised.comparison->special == SpecialTokens::Recognised);
    request.special = SpecialTokens::AsText;
    const auto asText = run(model, request);
    QVERIFY(asText.comparison);
    QCOMPARE(asText.comparison->promptTokens.size(), std::size_t{13});
    QVERIFY(asText.comparison->special == SpecialTokens::AsText);
}

void TestCompare::noStrategies()
{
    const auto compared = run(openEndless(10), {.prompt = "abc", .strategies = {}, .tokens = 10});
    QVERIFY(compared.comparison);
    QVERIFY(compared.comparison->branches.empty());
}

void TestCompare::promptTooLong()
{
    const auto model = openEndless(11, {.contextLength = 16});
    const std::string prompt(17, 'a');
    const auto compared = run(model, {.prompt = prompt, .strategies = all(), .tokens = 10});
    QCOMPARE(failure(compared),
             QString("the prompt has 17 tokens, but this model's context holds 16; shorten it"));
    QCOMPARE(failure(compared), QString::fromStdString(tokensOf(*model, prompt).error().message));
    for (const auto& row : compared.rows)
        QVERIFY(row.steps.empty() && !row.reason);
}

void TestCompare::errors()
{
    auto checkpoint = randomCheckpoint({}, 12);
    removeEndOfText(checkpoint);
    checkpoint.weights.at("wpe.weight").values[6 * 8] = std::numeric_limits<float>::quiet_NaN();
    const auto compared =
        run(open(checkpoint), {.prompt = "abc", .strategies = all(), .tokens = 10});
    QCOMPARE(failure(compared),
             QString("step 5: the logit of token 0 is NaN, expected a finite number"));
    for (const auto& row : compared.rows)
        QCOMPARE(row.steps.size(), std::size_t{4});
}

LOGITSCOPE_TEST(TestCompare)
#include "tst_compare.moc"
