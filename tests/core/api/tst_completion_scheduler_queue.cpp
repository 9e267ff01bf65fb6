// Which requests wait, run and leave, and when.
#include "core/api/completion_scheduler.h"
#include "tests/core/api/gated_model.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestCompletionSchedulerQueue : public QObject
{
    Q_OBJECT

private slots:
    void queueIsBounded();
    void roomIsNoQueue();
    void firstComeFirstRun();
    void manyPromptsLetOthersIn();
    void needsMoreThanThereIs();
    void otherModelsWait();
    void cancelledLeaves();
    void cancelledBeforeItRan();
    void cancelledWhileItReads();
    void cancelledWhileAnotherReads();
    void counters();
};

void TestCompletionSchedulerQueue::queueIsBounded()
{
    Gated gated(6);
    CompletionScheduler scheduler({.rows = 1, .queue = 2});
    auto first = scheduler.submit(gated.model, shortRequest(1));
    gated.gate.awaitArrival(1); // it runs
    std::vector<Job> waiting;
    for (int i = 0; i < 2; ++i)
        waiting.push_back(scheduler.submit(gated.model, shortRequest(2)));
    QVERIFY(waiting[0] && waiting[1]);
    QVERIFY(!scheduler.submit(gated.model, shortRequest(3)));
    QVERIFY(!scheduler.submit(gated.model, shortRequest(3)));
    QCOMPARE(scheduler.counters().waiting, 2);
    waiting[1]->cancel(); // makes room
    waiting[1] = scheduler.submit(gated.model, shortRequest(4));
    QVERIFY(waiting[1]);
    QVERIFY(!scheduler.submit(gated.model, shortRequest(5)));
    gated.gate.open();
    for (const auto& job : {first, waiting[0], waiting[1]})
        QVERIFY(!answerOf(*job).error);
    QVERIFY(scheduler.submit(gated.model, shortRequest(6)));
}

// All at once, while the scheduler is busy: those that it has room for don't wait for any.
void TestCompletionSchedulerQueue::roomIsNoQueue()
{
    const auto other = openEndless(24, roomy);
    for (const int queue : {0, 2}) {
        Gated gated(23);
        CompletionScheduler scheduler({.rows = 8, .queue = queue});
        std::vector<Job> jobs = {scheduler.submit(gated.model, shortRequest(1, 3))};
        QVERIFY(jobs.back());
        gated.gate.awaitArrival(1);
        for (const int rows : {1, 2, 2}) // 8 in all
            jobs.push_back(scheduler.submit(gated.model, shortRequest(2, rows)));
        for (int i = 0; i < queue; ++i)
            jobs.push_back(scheduler.submit(i == 0 ? gated.model : other, shortRequest(3, 1)));
        QVERIFY(!std::ranges::count(jobs, nullptr));
        QVERIFY(!scheduler.submit(gated.model, shortRequest(4)));
        QVERIFY(!scheduler.submit(other, shortRequest(4)));
        gated.gate.open();
        for (const auto& job : jobs)
            QVERIFY(!answerOf(*job).error);
    }
}

void TestCompletionSchedulerQueue::firstComeFirstRun()
{
    Gated gated(7);
    std::vector<int> lengths;
    {
        CompletionScheduler scheduler({.rows = 2, .queue = 64});
        std::vector<Job> jobs;
        for (int i = 0; i < 20; ++i) {
            lengths.push_back(1 + (i * 7) % 20);
            // Those that need both rows don't let the small ones behind them pass.
            jobs.push_back(scheduler.submit(gated.model, shortRequest(lengths.back(), 1 + i % 2)));
        }
        gated.gate.open();
        for (const auto& job : jobs)
            QVERIFY(!answerOf(*job).error);
    }
    QCOMPARE(gated.promptsRead(), lengths);
}

// Who comes while a request reads its first prompt doesn't wait for its last.
void TestCompletionSchedulerQueue::manyPromptsLetOthersIn()
{
    Gated gated(25);
    auto many = shortRequest(64);
    many.prompts.assign(3, many.prompts.front());
    {
        CompletionScheduler scheduler;
        const auto first = scheduler.submit(gated.model, many);
        gated.gate.awaitArrival(1);
        const auto second = scheduler.submit(gated.model, shortRequest(5));
        gated.gate.open();
        QCOMPARE(wrong(answerOf(*second), gated.inner, shortRequest(5)), QString());
        QCOMPARE(wrong(answerOf(*first), gated.inner, many), QString());
    }
    QCOMPARE(gated.promptsRead(), (std::vector<int>{64, 5, 59, 5, 59, 5}));
}

void TestCompletionSchedulerQueue::needsMoreThanThereIs()
{
    Gated gated(8);
    std::vector<CompletionRequest> requests = {shortRequest(1), shortRequest(2, 7),
                                               shortRequest(3)};
    {
        CompletionScheduler scheduler({.rows = 4});
        std::vector<Job> jobs;
        for (const auto& request : requests)
            jobs.push_back(scheduler.submit(gated.model, request));
        gated.gate.open();
        for (std::size_t i = 0; i < jobs.size(); ++i)
            QCOMPARE(wrong(answerOf(*jobs[i]), gated.inner, requests[i]), QString());
    }
    QCOMPARE(gated.promptsRead(), (std::vector<int>{1, 2, 3}));
    for (const auto& pass : gated.passes) // it runs alone
        QVERIFY(pass.prompt || pass.tokens == 1 || pass.tokens == 7);
}

void TestCompletionSchedulerQueue::otherModelsWait()
{
    Gated gated(9);
    const auto other = openEndless(10, roomy);
    CompletionScheduler scheduler;
    const auto first = scheduler.submit(gated.model, shortRequest(1));
    gated.gate.awaitArrival(1);
    const auto second = scheduler.submit(other, shortRequest(2));
    const auto third = scheduler.submit(gated.model, shortRequest(3)); // no overtaking
    gated.gate.letThrough(1);
    gated.gate.awaitArrival(2); // the first one's only step
    QCOMPARE(scheduler.counters().running, 1);
    QCOMPARE(scheduler.counters().waiting, 2);
    QVERIFY(second->wait(std::chrono::milliseconds(0)).pieces.empty());
    gated.gate.letThrough(1);
    QVERIFY(!answerOf(*first).error);
    QCOMPARE(wrong(answerOf(*second), other, shortRequest(2)), QString());
    gated.gate.open();
    QCOMPARE(wrong(answerOf(*third), gated.inner, shortRequest(3)), QString());
}

// In the middle of a step: it isn't in the next one.
void TestCompletionSchedulerQueue::cancelledLeaves()
{
    Gated gated(11);
    {
        CompletionScheduler scheduler;
        const auto first = scheduler.submit(gated.model, longRequest(1));
        gated.gate.awaitArrival(1);
        auto request = longRequest(2);
        request.n = request.bestOf = 3;
        const auto second = scheduler.submit(gated.model, request);
        gated.gate.letThrough(12);
        gated.gate.awaitArrival(13);
        QCOMPARE(scheduler.counters().running, 2);
        second->cancel();
        gated.gate.letThrough(1);
        gated.gate.awaitArrival(14); // the next step
        QCOMPARE(scheduler.counters().running, 1);
        QCOMPARE(gated.passes.back().tokens, 1);
        QVERIFY(answerOf(*second).choices.size() == 3); // it has ended, too early

        first->cancel();
        gated.gate.open();
        answerOf(*first);
        // None runs: the next answer's tokens are all that come.
        const auto before = scheduler.counters().generatedTokens;
        QVERIFY(!answerOf(*scheduler.submit(gated.model, shortRequest(3))).error);
        QCOMPARE(scheduler.counters().generatedTokens, before + 2);
    }
    QCOMPARE(gated.passes[12].tokens, 4);
    QCOMPARE(gated.passes.size(), std::size_t{14 + 2});
}

// One that wouldn't have had room doesn't hold up those behind it.
void TestCompletionSchedulerQueue::cancelledBeforeItRan()
{
    Gated gated(12);
    {
        CompletionScheduler scheduler({.rows = 2});
        const auto first = scheduler.submit(gated.model, longRequest(1));
        gated.gate.awaitArrival(1);
        const auto large = scheduler.submit(gated.model, shortRequest(2, 2));
        const auto small = scheduler.submit(gated.model, shortRequest(3));
        large->cancel();
        gated.gate.open();
        QVERIFY(!answerOf(*small).error);
        QCOMPARE(scheduler.counters().waiting, 0);
        QVERIFY(answerOf(*large).choices.empty());
        first->cancel();
        answerOf(*first);
    }
    QCOMPARE(gated.promptsRead(), (std::vector<int>{1, 3}));
}

void TestCompletionSchedulerQueue::cancelledWhileItReads()
{
    Gated gated(13);
    {
        CompletionScheduler scheduler;
        const auto job = scheduler.submit(gated.model, longRequest(280));
        gated.gate.letThrough(1);
        gated.gate.awaitArrival(2);
        job->cancel();
        gated.gate.open();
        QVERIFY(answerOf(*job).choices.empty());
    }
    QCOMPARE(gated.passes.size(), std::size_t{2});
}

// Between two steps: it isn't in the next one either.
void TestCompletionSchedulerQueue::cancelledWhileAnotherReads()
{
    Gated gated(25);
    {
        CompletionScheduler scheduler;
        const auto first = scheduler.submit(gated.model, longRequest());
        gated.gate.awaitArrival(1);
        const auto second = scheduler.submit(gated.model, shortRequest(100, 2));
        gated.gate.letThrough(1);
        gated.gate.awaitArrival(2);
        while (!gated.passes.back().prompt) {
            gated.gate.letThrough(1);
            gated.gate.awaitArrival(static_cast<int>(gated.passes.size()) + 1);
        }
        first->cancel();
        gated.gate.open();
        QVERIFY(!answerOf(*second).error);
    }
    const auto reads = std::ranges::find(gated.passes, 64, &Pass::tokens);
    QVERIFY(reads != gated.passes.end());
    std::vector<int> rest;
    for (auto pass = reads; pass != gated.passes.end(); ++pass)
        rest.push_back(pass->tokens);
    QCOMPARE(rest, (std::vector<int>{64, 36, 2}));
}

// They don't count a request as running whose answer has ended.
void TestCompletionSchedulerQueue::counters()
{
    const auto model = openEndless(14, roomy);
    CompletionScheduler scheduler;
    for (int i = 1; i <= 200; ++i) {
        answerOf(*scheduler.submit(model, shortRequest(1)));
        const auto counters = scheduler.counters();
        QCOMPARE(counters.running, 0);
        QCOMPARE(counters.waiting, 0);
        QCOMPARE(counters.generatedTokens, static_cast<std::uint64_t>(2 * i));
    }
}

LOGITSCOPE_TEST(TestCompletionSchedulerQueue)
#include "tst_completion_scheduler_queue.moc"
