// Rows that join and leave; how they end is in tst_generation_service_rows.cpp.
#include "core/generation/batch.h"
#include "tests/core/generation/plain_run.h"
#include "tests/core/generation/run_alone.h"
#include "tests/core/generation/watched_model.h"
#include "tests/core/model/random_floats.h"
#include "tests/fixtures/read_token.h"
#include "tests/test_program.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Model = std::shared_ptr<const OpenModel>;

// A batch whose events are noted.
struct Noted
{
    Batch batch = {};
    std::map<int, Ended> rows = {};
    std::map<int, std::string> errors = {};
    std::vector<int> order = {}; // of the rows that stepped
    std::set<int> running = {};
    std::map<int, int> drawnBefore = {};

    int add(BatchRow row, int count)
    {
        const int drawn = row.continuation.steps();
        const int number = batch.add(std::move(row), count);
        running.insert(number);
        drawnBefore[number] = drawn;
        return number;
    }

    std::optional<Continuation> remove(int row)
    {
        running.erase(row);
        return batch.remove(row);
    }

    BatchEvents events()
    {
        return {.stepped =
                    [this](int row, const Step& step, std::span<const float>) {
                        if (!running.contains(row))
                            qFatal("row %d steps after its end", row);
                        rows[row].steps.push_back(step);
                        order.push_back(row);
                    },
                .ended =
                    [this](int row, StopReason reason, const Continuation& continuation) {
                        if (running.erase(row) != 1)
                            qFatal("row %d ends twice", row);
                        const auto drawn = static_cast<int>(rows[row].steps.size());
                        if (continuation.steps() != drawnBefore[row] + drawn)
                            qFatal("row %d gives back another's continuation", row);
                        rows[row].reason = reason;
                    },
                .failed =
                    [this](int row, const Error& error) {
                        if (running.erase(row) != 1)
                            qFatal("row %d ends twice", row);
                        errors[row] = error.message;
                    }};
    }

    Result<void> step() { return step({running.begin(), running.end()}); }

    Result<void> step(const std::vector<int>& which) { return batch.step(which, events()); }

    void removeEnded() { batch.removeEnded(events()); }

    void run()
    {
        for (removeEnded(); !running.empty(); removeEnded()) {
            if (const auto stepped = step(); !stepped)
                qFatal("%s", stepped.error().message.c_str());
        }
    }
};

} // namespace

class TestBatch : public QObject
{
    Q_OBJECT

private slots:
    void isEmptyAtFirst();
    void rowsJoinAndLeave();
    void numbersDontComeTwice();
    void removeOthersThanThere();
    void lengthsOfTheirOwn();
    void removedRowsComeBack();
    void stepsTheRowsItIsAskedFor();
    void settingsOfEveryStep();
    void givesTheLogitsOfTheStep();
    void penaltiesAndBiasOfTheirOwn();
    void failedRowsLeave();
    void allFail();
    void anErrorOfTheModelChangesNothing();
};

void TestBatch::isEmptyAtFirst()
{
    Noted noted;
    QCOMPARE(noted.batch.size(), 0);
    noted.removeEnded();
    QVERIFY(noted.rows.empty());
}

// At random, for as long as it takes: each draws what it draws alone, to the last bit.
void TestBatch::rowsJoinAndLeave()
{
    const auto model = openEndless(1, {.contextLength = 48, .width = 12, .heads = 3});
    QRandomGenerator random(1);
    Noted noted;
    std::map<int, Ended> expected;
    std::vector<int> removed;
    for (int round = 0; round < 150; ++round) {
        for (auto joins = round < 100 ? random.bounded(3) : 0; joins > 0; --joins) {
            const std::string prompt(1 + random.bounded(47), static_cast<char>('a' + round % 26));
            const auto seed = random.generate64();
            const int count = random.bounded(20);
            const SamplerChain settings =
                basicChain({.temperature = 0.5 + random.bounded(1.0), .topK = random.bounded(100)});
            const int row = noted.add({begin(model, prompt, seed), settings}, count);
            expected[row] = runAlone(begin(model, prompt, seed), settings, count);
        }
        if (random.bounded(4) == 0 && noted.batch.size() > 0) {
            // Any that runs.
            const auto runs = std::ranges::find_if(expected, [&](const auto& one) {
                return !noted.rows[one.first].reason && !std::ranges::count(removed, one.first);
            });
            noted.remove(runs->first);
            removed.push_back(runs->first);
        }
        noted.removeEnded();
        if (!noted.running.empty())
            QVERIFY(noted.step());
    }
    noted.run();
    QVERIFY(expected.size() > 60 && removed.size() > 10);
    for (auto& [row, alone] : expected) {
        const auto& together = noted.rows[row];
        if (std::ranges::count(removed, row)) {
            QVERIFY(!together.reason); // there is no callback
            QVERIFY(together.steps.size() <= alone.steps.size());
            alone.steps.resize(together.steps.size());
        } else {
            QVERIFY(together.reason == alone.reason);
        }
        QVERIFY(sameSteps(together.steps, alone.steps));
    }
}

void TestBatch::numbersDontComeTwice()
{
    const auto prompt = begin(openEndless(2));
    Noted noted;
    QCOMPARE(noted.add({prompt.fork(1, 0), {}}, 1), 0);
    QCOMPARE(noted.add({prompt.fork(2, 0), {}}, 3), 1);
    QVERIFY(noted.step());
    noted.removeEnded(); // 0
    noted.remove(1);
    QVERIFY(noted.running.empty());
    QCOMPARE(noted.add({prompt.fork(3, 0), {}}, 2), 2);
    noted.run();
    QCOMPARE(noted.order, (std::vector<int>{0, 1, 2, 2}));
}

void TestBatch::removeOthersThanThere()
{
    const auto model = openEndless(3);
    Noted noted;
    noted.add({begin(model), {}}, 2);
    noted.remove(-1);
    noted.remove(1);
    QCOMPARE(noted.batch.size(), 1);
    noted.run();
    noted.remove(0); // has ended
    QVERIFY(noted.rows[0].reason == StopReason::Length);
}

void TestBatch::lengthsOfTheirOwn()
{
    const auto prompt = begin(openEndless(4));
    Noted noted;
    for (const int count : {3, 0, 5, -1, 1})
        noted.add({prompt.fork(1, 0), {}}, count);
    noted.run();
    std::vector<std::size_t> lengths;
    for (const auto& [row, ended] : noted.rows) {
        lengths.push_back(ended.steps.size());
        QVERIFY(ended.reason == StopReason::Length);
    }
    QCOMPARE(lengths, (std::vector<std::size_t>{3, 0, 5, 0, 1}));
}

// With what it has drawn; it may go on elsewhere.
void TestBatch::removedRowsComeBack()
{
    const auto model = openEndless(5);
    Noted noted;
    noted.add({begin(model, "abc", 1), {}}, 9);
    noted.add({begin(model, "abc", 2), {}}, 9);
    for (int step = 0; step < 3; ++step)
        QVERIFY(noted.step());
    auto removed = noted.remove(0);
    QVERIFY(removed && removed->steps() == 3);
    QCOMPARE(noted.batch.size(), 1);
    noted.run();
    const auto expected = runAlone(begin(model, "abc", 1), {}, 9).steps;
    QVERIFY(sameSteps(noted.rows[0].steps, {expected.begin(), expected.begin() + 3}));
    QVERIFY(sameSteps(runAlone(*std::move(removed), {}, 6).steps,
                      {expected.begin() + 3, expected.end()}));
    QVERIFY(sameSteps(noted.rows[1].steps, runAlone(begin(model, "abc", 2), {}, 9).steps));
}

// The others stay as they are.
void TestBatch::stepsTheRowsItIsAskedFor()
{
    const auto model = openEndless(14, {.contextLength = 40});
    QRandomGenerator random(2);
    Noted noted;
    for (std::uint64_t row = 0; row < 6; ++row)
        noted.add({begin(model, "abc", row), {}}, 12);
    for (; !noted.running.empty(); noted.removeEnded()) {
        std::vector<int> which;
        for (const int row : noted.running)
            if (random.bounded(2) == 0 || row == *noted.running.begin())
                which.push_back(row);
        noted.order.clear();
        QVERIFY(noted.step(which));
        QCOMPARE(noted.order, which);
    }
    for (std::uint64_t row = 0; row < 6; ++row)
        QVERIFY(sameSteps(noted.rows[static_cast<int>(row)].steps,
                          runAlone(begin(model, "abc", row), {}, 12).steps));
}

void TestBatch::settingsOfEveryStep()
{
    const auto model = openEndless(15);
    std::vector<int> asked;
    Noted noted;
    auto late = begin(model, "abc", 1); // has drawn two tokens already
    advance(late);
    advance(late);
    noted.add({.continuation = std::move(late),
               .settings = {},
               .settingsAt =
                   [&](int step) {
                       asked.push_back(step);
                       return basicChain({.topK = step});
                   }},
              5);
    noted.add({begin(model, "abc", 1), basicChain({.topK = 9})}, 5);
    noted.run();
    QCOMPARE(asked, (std::vector<int>{2, 3, 4, 5, 6}));
    for (std::size_t i = 0; i < 5; ++i) {
        QCOMPARE(noted.rows[0].steps[i].settings.value(StageKind::TopK), static_cast<int>(i) + 2);
        QCOMPARE(noted.rows[0].steps[i].info.kept, static_cast<int>(i) + 2);
        QCOMPARE(noted.rows[1].steps[i].settings.value(StageKind::TopK), 9);
    }
}

// Also of a row that stood elsewhere before others left.
void TestBatch::givesTheLogitsOfTheStep()
{
    const auto model = openEndless(6);
    std::map<int, std::unique_ptr<Context>> contexts;
    Batch batch;
    for (int row = 0; row < 6; ++row) {
        const std::string prompt(static_cast<std::size_t>(row + 1), 'a');
        batch.add({begin(model, prompt, 1), {}}, row % 2 == 0 ? 2 : 8);
        contexts[row] = model->model->newContext();
        QVERIFY(contexts[row]->prefill(model->tokenizer.encode(prompt).value()));
    }
    int steps = 0;
    std::vector<int> running = {0, 1, 2, 3, 4, 5};
    const BatchEvents events{
        .stepped =
            [&](int row, const Step& step, std::span<const float> logits) {
                ++steps;
                QVERIFY(sameBits(logits, contexts[row]->logits()));
                QVERIFY(readToken(*contexts[row], step.token));
            },
        .ended = [&](int row, StopReason, const Continuation&) { std::erase(running, row); },
        .failed = [](int, const Error& error) { qFatal("%s", error.message.c_str()); }};
    for (; !running.empty(); batch.removeEnded(events))
        QVERIFY(batch.step(running, events));
    QCOMPARE(steps, 3 * 2 + 3 * 8);
}

void TestBatch::penaltiesAndBiasOfTheirOwn()
{
    const auto model = openEndless(7, {.contextLength = 60});

    struct Case
    {
        Bias bias = {};
        double presence = 0.0;
        double frequency = 0.0;
        double repetition = 1.0;
    };

    const std::vector<Case> cases = {
        {},
        {.bias = {{'x', 5.0f}, {'y', -100.0f}}},
        {.presence = 2.0},
        {.frequency = 1.5},
        {.bias = {{'z', 3.0f}}, .presence = -2.0, .frequency = -0.5},
        {.repetition = 1.4},
        {.bias = {{'z', 3.0f}}, .presence = 1.0, .frequency = 0.25, .repetition = 0.9},
    };
    const auto chainOf = [](const Case& one) {
        auto chain = basicChain({.temperature = 0.7});
        chain.set(StageKind::PresencePenalty, one.presence);
        chain.set(StageKind::FrequencyPenalty, one.frequency);
        chain.set(StageKind::RepetitionPenalty, one.repetition);
        return chain;
    };
    Noted noted;
    for (const auto& one : cases)
        noted.add({begin(model, "abc", 5), chainOf(one), {}, one.bias}, 50);
    noted.run();
    for (std::size_t row = 0; row < cases.size(); ++row) {
        const auto expected = plainRun(
            model, {'a', 'b', 'c'},
            {.seed = 5, .settings = chainOf(cases[row]), .bias = cases[row].bias, .count = 50});
        const auto& steps = noted.rows[static_cast<int>(row)].steps;
        QCOMPARE(steps.size(), expected.draws.size());
        for (std::size_t i = 0; i < steps.size(); ++i) {
            QCOMPARE(steps[i].token, expected.draws[i].token);
            QCOMPARE(steps[i].samplingProbability, expected.draws[i].samplingProbability);
            const auto raw =
                std::exp(logSoftmax(expected.logits[i])[static_cast<std::size_t>(steps[i].token)]);
            QVERIFY(std::abs(steps[i].modelProbability - raw) < 1e-14L);
        }
    }
    const auto counted = [&](int row, TokenId token) {
        return std::ranges::count(noted.rows[row].steps, token, &Step::token);
    };
    QVERIFY(counted(1, 'x') > counted(0, 'x'));
    QCOMPARE(counted(1, 'y'), 0);
}

// NaN where a row reads position 6: the longer prompts come there first.
void TestBatch::failedRowsLeave()
{
    auto checkpoint = randomCheckpoint({}, 11);
    removeEndOfText(checkpoint);
    checkpoint.weights.at("wpe.weight").values[6 * 8] = std::numeric_limits<float>::quiet_NaN();
    const auto model = open(checkpoint);
    Noted noted;
    const std::vector<std::size_t> lengths = {1, 5, 2, 4, 5};
    for (const auto length : lengths)
        noted.add({begin(model, std::string(length, 'a'), 1), {}}, length == 2 ? 4 : 9);
    noted.run();
    for (int row = 0; row < 5; ++row) {
        const auto length = lengths[static_cast<std::size_t>(row)];
        const auto steps = length == 2 ? std::size_t{4} : 7 - length;
        QCOMPARE(noted.rows[row].steps.size(), steps);
        QVERIFY(sameSteps(noted.rows[row].steps, runAlone(begin(model, std::string(length, 'a'), 1),
                                                          {}, static_cast<int>(steps))
                                                     .steps));
        QCOMPARE(noted.rows[row].reason.has_value(), length == 2);
        QCOMPARE(noted.errors[row],
                 length == 2 ? std::string()
                             : "step " + std::to_string(steps + 1) +
                                   ": the logit of token 0 is NaN, expected a finite number");
    }
}

void TestBatch::allFail()
{
    std::vector<float> logits(vocabularySize, -std::numeric_limits<float>::infinity());
    auto checkpoint = randomCheckpoint({}, 12);
    fixLogits(checkpoint, logits);
    const auto prompt = begin(open(checkpoint));
    Noted noted;
    noted.add({prompt.fork(1, 0), {}}, 2);
    noted.add({prompt.fork(2, 0), {}}, 2);
    QVERIFY(noted.step());
    QCOMPARE(noted.errors.size(), std::size_t{2});
    QVERIFY(noted.running.empty());
}

void TestBatch::anErrorOfTheModelChangesNothing()
{
    const auto inner = openEndless(13);
    int left = 3; // until one fails
    const auto model = watched(inner, [&](const Pass&) -> Result<void> {
        if (--left == 0)
            return fail("the model could not compute this step: no memory");
        return {};
    });
    Noted noted;
    noted.add({begin(model, "abc", 1), {}}, 5);
    QVERIFY(noted.step());
    QVERIFY(noted.step());
    const auto failed = noted.step();
    QVERIFY(!failed);
    QCOMPARE(failed.error().message,
             std::string("step 3: the model could not compute this step: no memory"));
    QCOMPARE(noted.batch.size(), 1);
    noted.run();
    const auto expected = runAlone(begin(inner, "abc", 1), {}, 5);
    QVERIFY(sameSteps(noted.rows[0].steps, expected.steps));
}

LOGITSCOPE_TEST(TestBatch)
#include "tst_batch.moc"
