// Jobs that are called off while the model waits for a server. No answer comes in these tests until
// the test lets it, so that a job which ends has not waited for one.
#include "tests/core/generation/gated_model.h"
#include "tests/core/generation/held_model.h"
#include "tests/core/generation/noted_job.h"
#include "tests/test_program.h"

#include <QTest>

#include <atomic>
#include <numeric>
#include <optional>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestGenerationServiceInterrupt : public QObject
{
    Q_OBJECT

private slots:
    void theOnlyJob_data();
    void theOnlyJob();
    void othersStepOn();
    void othersReadOn_data();
    void othersReadOn();
    void tellsExpectedOnce();
    void oneThatWaits_data();
    void oneThatWaits();
    void clientLeaves();
    void anErrorIsStillOne();

private:
    std::shared_ptr<const OpenModel> inner_ = openEndless(71, roomy);
    std::shared_ptr<const OpenModel> model_;

    GenerationJob job(int promptLength, int rows, int tokens)
    {
        return shortJob(model_, promptLength, rows, tokens);
    }

    // What is not as the same job has it alone.
    QString wrongOf(const NotedJob& run, const GenerationJob& job)
    {
        return wrong(run.notes(), inner_, job);
    }
};

void TestGenerationServiceInterrupt::theOnlyJob_data()
{
    QTest::addColumn<int>("heldFrom"); // after so many steps; 0: its text
    QTest::newRow("text") << 0;
    QTest::newRow("step") << 3;
}

void TestGenerationServiceInterrupt::theOnlyJob()
{
    QFETCH(int, heldFrom);
    HeldAnswers answers;
    model_ = held(inner_, answers);
    GenerationService service;
    GenerationClient client(service);
    if (heldFrom == 0)
        answers.hold();
    int steps = 0;
    const NotedJob run(client, job(5, 1, 50), {.stepped = [&](int, const Step&, auto) {
                           if (++steps == heldFrom)
                               answers.hold();
                       }});
    answers.awaitHeld(1);
    run.cancel();
    QCOMPARE(run.notes().sentence(), QString());
    QCOMPARE(run.notes().reasons(), std::vector{StopReason::Stopped});
    QCOMPARE(run.notes().lengths(), std::vector{heldFrom});

    answers.letGo(); // the next one finds nothing of it
    const auto next = job(5, 1, 4);
    QCOMPARE(wrongOf(NotedJob(client, next), next), QString());
}

// They have been in one pass with it.
void TestGenerationServiceInterrupt::othersStepOn()
{
    HeldAnswers answers;
    model_ = held(inner_, answers);
    GenerationService service;
    GenerationClient client(service);
    GenerationClient other(service);
    std::atomic<int> steps = 0;
    const auto hold = [&](int, const Step&, auto) {
        if (++steps == 20)
            answers.hold();
    };
    const auto mine = job(5, 2, 30);
    const NotedJob one(client, mine, {.stepped = hold});
    const NotedJob two(client, longJob(model_, 4, 3), {.stepped = hold});
    const auto theirs = job(3, 1, 30);
    const NotedJob three(other, theirs, {.stepped = hold});
    answers.awaitHeld(1);
    two.cancel();
    QCOMPARE(two.notes().sentence(), QString());
    QCOMPARE(two.notes().rows[0].reason, std::optional(StopReason::Stopped));
    answers.awaitHeld(2); // the others' part
    QVERIFY(!one.hasEnded() && !three.hasEnded());
    answers.letGo();
    QCOMPARE(wrongOf(one, mine), QString());
    QCOMPARE(wrongOf(three, theirs), QString());
}

void TestGenerationServiceInterrupt::othersReadOn_data()
{
    QTest::addColumn<int>("kept");
    QTest::newRow("no texts are kept") << 0;
    QTest::newRow("texts are kept") << 1'000;
}

// Of several texts in one pass and of one that takes several.
void TestGenerationServiceInterrupt::othersReadOn()
{
    QFETCH(int, kept);
    HeldAnswers answers;
    model_ = held(inner_, answers);
    GenerationService service;
    GenerationClient client(service, {.keptTokens = kept});
    GenerationClient other(service, {.keptTokens = kept});
    answers.hold();
    auto mine = job(9, 1, 5);
    mine.prompts.push_back(std::vector<TokenId>(7, 'b'));
    mine.prompts.push_back(std::vector<TokenId>(120, 'c'));
    mine.rows.push_back({.prompt = 1, .seed = 8});
    mine.rows.push_back({.prompt = 2, .seed = 9});
    const NotedJob one(client, mine);
    const NotedJob two(other, longJob(model_, 150));
    answers.awaitHeld(1); // perhaps of the first alone
    answers.letThrough(1);
    answers.awaitHeld(2);
    two.cancel();
    QCOMPARE(two.notes().sentence(), QString());
    answers.awaitHeld(3);
    answers.letGo();
    QCOMPARE(wrongOf(one, mine), QString());
}

// Though the text's piece is read twice.
void TestGenerationServiceInterrupt::tellsExpectedOnce()
{
    HeldAnswers answers;
    model_ = held(inner_, answers);
    GenerationService service;
    GenerationClient client(service);
    GenerationClient other(service);
    std::atomic<int> steps = 0;
    const NotedJob two(other, longJob(model_), {.stepped = [&](int, const Step&, auto) {
                           if (++steps == 1)
                               answers.hold();
                       }});
    answers.awaitHeld(1);
    std::vector<int> told;
    const NotedJob one(client, readJob(model_, std::vector<TokenId>(100, 'a')),
                       {.expected = [&](int, int position, auto) { told.push_back(position); }});
    answers.letThrough(1);
    answers.awaitHeld(2);
    two.cancel();
    QCOMPARE(two.notes().sentence(), QString());
    answers.awaitHeld(3);
    answers.letGo();
    QCOMPARE(one.notes().sentence(), QString());
    std::vector<int> all(100);
    std::iota(all.begin(), all.end(), 0);
    QCOMPARE(told, all);
}

void TestGenerationServiceInterrupt::oneThatWaits_data()
{
    QTest::addColumn<bool>("ofThisModel");
    QTest::newRow("of this model") << true;
    QTest::newRow("of another model") << false;
}

// Behind a pass that has no answer.
void TestGenerationServiceInterrupt::oneThatWaits()
{
    QFETCH(bool, ofThisModel);
    HeldAnswers answers;
    model_ = held(inner_, answers);
    GenerationService service;
    GenerationClient client(service);
    answers.hold();
    const auto mine = job(5, 1, 3);
    const NotedJob one(client, mine);
    answers.awaitHeld(1);
    const NotedJob two(client, longJob(ofThisModel ? model_ : inner_));
    two.cancel();
    QCOMPARE(two.notes().reasons(), std::vector{StopReason::Stopped});
    QVERIFY(!one.hasEnded());
    answers.letGo();
    QCOMPARE(wrongOf(one, mine), QString());
}

void TestGenerationServiceInterrupt::clientLeaves()
{
    HeldAnswers answers;
    model_ = held(inner_, answers);
    GenerationService service;
    auto client = std::make_unique<GenerationClient>(service);
    answers.hold();
    const NotedJob run(*client, longJob(model_, 5));
    answers.awaitHeld(1);
    client.reset();
    QCOMPARE(run.notes().sentence(), QString("generation was stopped"));
}

// Of a pass that fails by itself when somebody else's job has been called off.
void TestGenerationServiceInterrupt::anErrorIsStillOne()
{
    HeldAnswers answers;
    std::atomic<bool> fails = false;
    const auto failing = watched(inner_, [&](const Pass&) -> Result<void> {
        if (fails)
            return fail("the server is gone");
        return {};
    });
    model_ = held(failing, answers);
    GenerationService service;
    GenerationClient client(service);
    GenerationClient other(service);
    answers.hold();
    const NotedJob one(client, longJob(model_, 5));
    const NotedJob two(other, longJob(model_, 6));
    answers.awaitHeld(1);
    fails = true;
    two.cancel();
    QCOMPARE(two.notes().sentence(), QString());
    answers.letGo();
    QCOMPARE(one.notes().sentence(), QString("the server is gone"));
}

LOGITSCOPE_TEST(TestGenerationServiceInterrupt)
#include "tst_generation_service_interrupt.moc"
