// Which jobs of a client wait, run and leave, and when.
#include "tests/core/generation/gated_model.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestGenerationServiceQueue : public QObject
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

void TestGenerationServiceQueue::queueIsBounded()
{
    Gated gated(6);
    GenerationService service;
    GenerationClient client(service, {.rows = 1, .queue = 2});
    const auto submit = [&](int promptLength) {
        return NotedJob(client, shortJob(gated.model, promptLength));
    };
    const auto first = submit(1);
    gated.gate.awaitArrival(1); // it runs
    const auto second = submit(2);
    const auto third = submit(2);
    QVERIFY(second.isAccepted() && third.isAccepted());
    QVERIFY(!submit(3).isAccepted());
    QVERIFY(!submit(3).isAccepted());
    QVERIFY(!client.run(shortJob(gated.model, 3), {}));
    QCOMPARE(client.counters().waiting, 2);
    third.cancel(); // makes room
    const auto fourth = submit(4);
    QVERIFY(fourth.isAccepted());
    QVERIFY(!submit(5).isAccepted());
    gated.gate.open();
    for (const auto* job : {&first, &second, &third, &fourth})
        QVERIFY(!job->notes().error);
    QVERIFY(submit(6).isAccepted());
}

// All at once, while the service is busy: those that it has room for don't wait for any.
void TestGenerationServiceQueue::roomIsNoQueue()
{
    const auto other = openEndless(24, roomy);
    for (const int queue : {0, 2}) {
        Gated gated(23);
        GenerationService service;
        GenerationClient client(service, {.rows = 8, .queue = queue});
        std::vector<NotedJob> jobs;
        jobs.emplace_back(client, shortJob(gated.model, 1, 3));
        QVERIFY(jobs.back().isAccepted());
        gated.gate.awaitArrival(1);
        for (const int rows : {1, 2, 2}) // 8 in all
            jobs.emplace_back(client, shortJob(gated.model, 2, rows));
        for (int i = 0; i < queue; ++i)
            jobs.emplace_back(client, shortJob(i == 0 ? gated.model : other, 3));
        QVERIFY(std::ranges::all_of(jobs, &NotedJob::isAccepted));
        QVERIFY(!NotedJob(client, shortJob(gated.model, 4)).isAccepted());
        QVERIFY(!NotedJob(client, shortJob(other, 4)).isAccepted());
        gated.gate.open();
        for (const auto& job : jobs)
            QVERIFY(!job.notes().error);
    }
}

void TestGenerationServiceQueue::firstComeFirstRun()
{
    Gated gated(7);
    std::vector<int> lengths;
    {
        GenerationService service;
        GenerationClient client(service, {.rows = 2, .queue = 64});
        std::vector<NotedJob> jobs;
        for (int i = 0; i < 20; ++i) {
            lengths.push_back(1 + (i * 7) % 20);
            // Those that need both rows don't let the small ones behind them pass.
            jobs.emplace_back(client, shortJob(gated.model, lengths.back(), 1 + i % 2));
        }
        gated.gate.open();
        for (const auto& job : jobs)
            QVERIFY(!job.notes().error);
    }
    QCOMPARE(gated.promptsRead(), lengths);
}

// Who comes while a job reads its first prompt doesn't wait for its last.
void TestGenerationServiceQueue::manyPromptsLetOthersIn()
{
    Gated gated(25);
    auto many = shortJob(gated.model, 64, 3);
    many.prompts.assign(3, many.prompts.front());
    for (int row = 0; row < 3; ++row)
        many.rows[static_cast<std::size_t>(row)].prompt = row;
    {
        GenerationService service;
        GenerationClient client(service);
        const NotedJob first(client, many);
        gated.gate.awaitArrival(1);
        const NotedJob second(client, shortJob(gated.model, 5));
        gated.gate.open();
        QCOMPARE(wrong(second.notes(), gated.inner, shortJob(gated.inner, 5)), QString());
        QCOMPARE(wrong(first.notes(), gated.inner, many), QString());
    }
    QCOMPARE(gated.promptsRead(), (std::vector<int>{64, 5, 64, 64}));
}

void TestGenerationServiceQueue::needsMoreThanThereIs()
{
    Gated gated(8);
    const std::vector<GenerationJob> asked = {shortJob(gated.model, 1), shortJob(gated.model, 2, 7),
                                              shortJob(gated.model, 3)};
    {
        GenerationService service;
        GenerationClient client(service, {.rows = 4});
        std::vector<NotedJob> jobs;
        for (const auto& job : asked)
            jobs.emplace_back(client, job);
        gated.gate.open();
        for (std::size_t i = 0; i < jobs.size(); ++i)
            QCOMPARE(wrong(jobs[i].notes(), gated.inner, asked[i]), QString());
    }
    QCOMPARE(gated.promptsRead(), (std::vector<int>{1, 2, 3}));
    for (const auto& pass : gated.passes) // it runs alone
        QVERIFY(pass.prompt || pass.tokens == 1 || pass.tokens == 7);
}

void TestGenerationServiceQueue::otherModelsWait()
{
    Gated gated(9);
    const auto other = openEndless(10, roomy);
    GenerationService service;
    GenerationClient client(service);
    const NotedJob first(client, shortJob(gated.model, 1));
    gated.gate.awaitArrival(1);
    const NotedJob second(client, shortJob(other, 2));
    const NotedJob third(client, shortJob(gated.model, 3)); // no overtaking
    gated.gate.letThrough(1);
    gated.gate.awaitArrival(2); // the first one's only step
    QCOMPARE(client.counters().running, 1);
    QCOMPARE(client.counters().waiting, 2);
    QVERIFY(!second.hasEnded());
    gated.gate.letThrough(1);
    QVERIFY(!first.notes().error);
    QCOMPARE(wrong(second.notes(), other, shortJob(other, 2)), QString());
    gated.gate.open();
    QCOMPARE(wrong(third.notes(), gated.inner, shortJob(gated.inner, 3)), QString());
}

// In the middle of a step: it isn't in the next one.
void TestGenerationServiceQueue::cancelledLeaves()
{
    Gated gated(11);
    {
        GenerationService service;
        GenerationClient client(service);
        const NotedJob first(client, longJob(gated.model, 1));
        gated.gate.awaitArrival(1);
        const NotedJob second(client, longJob(gated.model, 2, 3));
        gated.gate.letThrough(12);
        gated.gate.awaitArrival(13);
        QCOMPARE(client.counters().running, 2);
        second.cancel();
        gated.gate.letThrough(1);
        gated.gate.awaitArrival(14); // the next step
        QCOMPARE(client.counters().running, 1);
        QCOMPARE(gated.passes.back().tokens, 1);
        QVERIFY(!second.notes().error); // it has ended, too early
        QVERIFY(second.notes().reasons() == std::vector(3, StopReason::Stopped));

        first.cancel();
        gated.gate.open();
        first.notes();
        // None runs: the next job's tokens are all that come.
        const auto before = client.counters().generatedTokens;
        QVERIFY(!NotedJob(client, shortJob(gated.model, 3)).notes().error);
        QCOMPARE(client.counters().generatedTokens, before + 2);
    }
    QCOMPARE(gated.passes[12].tokens, 4);
    QCOMPARE(gated.passes.size(), std::size_t{14 + 2});
}

// One that wouldn't have had room doesn't hold up those behind it.
void TestGenerationServiceQueue::cancelledBeforeItRan()
{
    Gated gated(12);
    {
        GenerationService service;
        GenerationClient client(service, {.rows = 2});
        const NotedJob first(client, longJob(gated.model, 1));
        gated.gate.awaitArrival(1);
        const NotedJob large(client, shortJob(gated.model, 2, 2));
        const NotedJob small(client, shortJob(gated.model, 3));
        large.cancel();
        gated.gate.open();
        QVERIFY(!small.notes().error);
        QCOMPARE(client.counters().waiting, 0);
        QCOMPARE(large.notes().lengths(), (std::vector<int>{0, 0}));
        QVERIFY(large.notes().reasons() == std::vector(2, StopReason::Stopped));
        first.cancel();
        first.notes();
    }
    QCOMPARE(gated.promptsRead(), (std::vector<int>{1, 3}));
}

void TestGenerationServiceQueue::cancelledWhileItReads()
{
    Gated gated(13);
    {
        GenerationService service;
        GenerationClient client(service);
        const NotedJob job(client, longJob(gated.model, 280));
        gated.gate.letThrough(1);
        gated.gate.awaitArrival(2);
        job.cancel();
        gated.gate.open();
        QCOMPARE(job.notes().lengths(), std::vector<int>{0});
    }
    QCOMPARE(gated.passes.size(), std::size_t{2});
}

// Between two steps: it isn't in the next one either.
void TestGenerationServiceQueue::cancelledWhileAnotherReads()
{
    Gated gated(25);
    {
        GenerationService service;
        GenerationClient client(service);
        const NotedJob first(client, longJob(gated.model));
        gated.gate.awaitArrival(1);
        const NotedJob second(client, shortJob(gated.model, 100, 2));
        gated.gate.letThrough(1);
        gated.gate.awaitArrival(2);
        while (!gated.passes.back().prompt) {
            gated.gate.letThrough(1);
            gated.gate.awaitArrival(static_cast<int>(gated.passes.size()) + 1);
        }
        first.cancel();
        gated.gate.open();
        QVERIFY(!second.notes().error);
    }
    const auto all = gated.passLengths();
    const auto reads = std::ranges::find(all, 64);
    QVERIFY(reads != all.end());
    QCOMPARE(std::vector<int>(reads, all.end()), (std::vector<int>{64, 36, 2}));
}

// They don't count a job as running whose end was told.
void TestGenerationServiceQueue::counters()
{
    const auto model = openEndless(14, roomy);
    GenerationService service;
    GenerationClient client(service);
    GenerationClient idle(service);
    for (int i = 1; i <= 200; ++i) {
        NotedJob(client, shortJob(model, 1)).notes();
        const auto counters = client.counters();
        QCOMPARE(counters.running, 0);
        QCOMPARE(counters.waiting, 0);
        QCOMPARE(counters.generatedTokens, static_cast<std::uint64_t>(2 * i));
    }
    QCOMPARE(idle.counters().generatedTokens, std::uint64_t{0});
}

LOGITSCOPE_TEST(TestGenerationServiceQueue)
#include "tst_generation_service_queue.moc"
