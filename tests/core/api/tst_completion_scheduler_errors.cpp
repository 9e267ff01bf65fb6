// What ends too early: the scheduler, the model, one request of many.
#include "core/api/completion_scheduler.h"
#include "tests/core/api/gated_model.h"
#include "tests/test_program.h"

#include <QTest>

#include <atomic>
#include <limits>
#include <stdexcept>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestCompletionSchedulerErrors : public QObject
{
    Q_OBJECT

private slots:
    void endsWithJobs();
    void endsWithoutAny();
    void errorOfTheModel();
    void exceptionInAStep();
    void exceptionInAPrompt();
    void oneOfThemFails();
};

// In the middle of texts that would take minutes.
void TestCompletionSchedulerErrors::endsWithJobs()
{
    std::atomic<int> passes = 0;
    const auto model =
        watched(openEndless(15, {.contextLength = 100'000}), [&](const Pass&) -> Result<void> {
            ++passes;
            passes.notify_one();
            return {};
        });
    std::vector<Job> jobs;
    {
        CompletionScheduler scheduler({.rows = 2, .queue = 10});
        auto request = longRequest();
        request.maxTokens = 99'000;
        for (int i = 0; i < 3; ++i)
            jobs.push_back(scheduler.submit(model, request));
        jobs.push_back(scheduler.submit(openEndless(16), shortRequest(1)));
        passes.wait(0);
    }
    for (const auto& job : jobs)
        QCOMPARE(errorOf(answerOf(*job)), QString("the server is stopping"));
    QVERIFY(passes < 99'000);
}

void TestCompletionSchedulerErrors::endsWithoutAny()
{
    for (int i = 0; i < 100; ++i)
        CompletionScheduler();
}

// All that step get it; the next request doesn't.
void TestCompletionSchedulerErrors::errorOfTheModel()
{
    const auto inner = openEndless(17, roomy);
    int left = 10;
    const auto model = watched(inner, [&](const Pass&) -> Result<void> {
        if (--left == 0)
            return fail("the model could not compute this step: no memory");
        return {};
    });
    CompletionScheduler scheduler;
    const auto answer = answerOf(*scheduler.submit(model, longRequest()));
    QVERIFY(errorOf(answer).contains("no memory"));
    QVERIFY(!answer.choices.at(0).text.empty() && !answer.choices.at(0).end);
    QCOMPARE(scheduler.counters().running, 0);
    QCOMPARE(wrong(answerOf(*scheduler.submit(model, shortRequest(1))), inner, shortRequest(1)),
             QString());
}

void TestCompletionSchedulerErrors::exceptionInAStep()
{
    const auto inner = openEndless(18, roomy);
    int left = 10;
    const auto model = watched(inner, [&](const Pass&) -> Result<void> {
        if (--left == 0)
            throw std::runtime_error("no memory\nfrom somewhere");
        return {};
    });
    CompletionScheduler scheduler;
    QCOMPARE(errorOf(answerOf(*scheduler.submit(model, longRequest()))),
             QString("the request was given up: no memory"));
    QCOMPARE(scheduler.counters().running, 0);
    QCOMPARE(wrong(answerOf(*scheduler.submit(model, shortRequest(1))), inner, shortRequest(1)),
             QString());
}

// The others go on.
void TestCompletionSchedulerErrors::exceptionInAPrompt()
{
    Gate gate;
    const auto inner = openEndless(19, roomy);
    const auto model = watched(inner, [&](const Pass& pass) -> Result<void> {
        if (pass.tokens == 13)
            throw std::bad_alloc();
        gate.pass();
        return {};
    });
    CompletionScheduler scheduler;
    const auto good = scheduler.submit(model, longRequest());
    gate.letThrough(3);
    gate.awaitArrival(4);
    const auto bad = scheduler.submit(model, shortRequest(13));
    gate.open();
    QVERIFY(errorOf(answerOf(*bad)).contains("no room for this prompt's choices"));
    QCOMPARE(wrong(answerOf(*good), inner, longRequest()), QString());
}

// NaN from position 40 on: a text that ends before doesn't notice.
void TestCompletionSchedulerErrors::oneOfThemFails()
{
    auto checkpoint = randomCheckpoint(roomy, 20);
    removeEndOfText(checkpoint);
    checkpoint.weights.at("wpe.weight").values[40 * 8] = std::numeric_limits<float>::quiet_NaN();
    const auto model = open(checkpoint);
    CompletionScheduler scheduler;
    auto good = shortRequest(2, 3);
    good.maxTokens = 30;
    auto bad = shortRequest(20, 2);
    bad.maxTokens = 30;
    const auto one = scheduler.submit(model, good);
    const auto two = scheduler.submit(model, bad);
    const auto three = scheduler.submit(model, good);
    QCOMPARE(errorOf(answerOf(*two)),
             QString("step 22: the logit of token 0 is NaN, expected a finite number"));
    QCOMPARE(wrong(answerOf(*one), model, good), QString());
    QCOMPARE(wrong(answerOf(*three), model, good), QString());
}

LOGITSCOPE_TEST(TestCompletionSchedulerErrors)
#include "tst_completion_scheduler_errors.moc"
