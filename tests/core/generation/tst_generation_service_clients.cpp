// Clients that go, forget, or are called off, while others run.
#include "tests/core/generation/gated_model.h"
#include "tests/test_program.h"

#include <QTest>

#include <atomic>
#include <optional>
#include <thread>
#include <utility>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestGenerationServiceClients : public QObject
{
    Q_OBJECT

private slots:
    void endsTheJobsOfWhoGoes();
    void nothingIsToldAfterwards();
    void twoGoAtOnce();
    void cancelledBetweenTwoRounds();
    void asksAgainFromAnEvent();
    void runsFromManyThreads();
    void forgetsTexts_data();
    void forgetsTexts();
    void forgetsWhatACancelledJobReads();
    void forgetsOnceOnly();
};

// In the middle of texts that would take minutes; others go on.
void TestGenerationServiceClients::endsTheJobsOfWhoGoes()
{
    const auto model = openEndless(1, {.contextLength = 100'000});
    GenerationService service;
    GenerationClient stays(service);
    std::vector<NotedJob> jobs;
    std::optional<NotedJob> other;
    {
        std::promise<void> begun;
        GenerationClient goes(service, {.rows = 2, .queue = 10, .keptTokens = 1000});
        const JobEvents first{.stepped = [&, told = false](auto&&...) mutable {
            if (!std::exchange(told, true))
                begun.set_value();
        }};
        for (int i = 0; i < 3; ++i) // the third waits
            jobs.emplace_back(goes, shortJob(model, 1, 1, 99'000), i == 0 ? first : JobEvents());
        jobs.emplace_back(goes, shortJob(openEndless(2), 1)); // for its model, too
        jobs.emplace_back(goes, readJob(model, std::vector<TokenId>(90'000, 'a')));
        begun.get_future().get();
        other.emplace(stays, shortJob(model, 3, 2, 300));
    }
    for (const auto& job : jobs) {
        QVERIFY(job.hasEnded());
        QCOMPARE(job.notes().sentence(), QString("generation was stopped"));
    }
    QCOMPARE(wrong(other->notes(), model, shortJob(model, 3, 2, 300)), QString());
}

void TestGenerationServiceClients::nothingIsToldAfterwards()
{
    const auto model = openEndless(3, {.contextLength = 100'000});
    GenerationService service;
    GenerationClient stays(service);
    const NotedJob other(stays, shortJob(model, 1, 1, 99'000));
    for (int round = 0; round < 50; ++round) {
        std::atomic<bool> isThere = true;
        std::atomic<int> steps = 0;
        std::atomic<bool> late = false;
        const auto note = [&] { late = late || !isThere; };
        {
            GenerationClient goes(service);
            goes.submit(shortJob(model, 2, 3, 99'000),
                        {.stepped =
                             [&](int, const Step&, std::span<const float>) {
                                 note();
                                 ++steps;
                                 steps.notify_one();
                             },
                         .ended = [&](int, StopReason) { note(); },
                         .finished = [&](const auto&) { note(); }});
            steps.wait(0);
        }
        isThere = false;
        // A round later nothing has come.
        QVERIFY(!NotedJob(stays, shortJob(model, 1)).notes().error);
        QVERIFY(!late);
    }
    other.cancel();
    QVERIFY(!other.notes().error);
}

// While the end of one's jobs is told the other begins to go.
void TestGenerationServiceClients::twoGoAtOnce()
{
    const auto model = openEndless(4, {.contextLength = 100'000});
    GenerationService service;
    for (int round = 0; round < 50; ++round) {
        auto first = std::make_unique<GenerationClient>(service);
        auto second = std::make_unique<GenerationClient>(service);
        std::atomic<bool> begins = false;
        const NotedJob ofTheFirst(*first, shortJob(model, 1, 1, 99'000),
                                  {.finished = [&](const auto&) {
                                      begins = true;
                                      begins.notify_one();
                                      for (int i = 0; i < 2000; ++i)
                                          std::this_thread::yield(); // and is there meanwhile
                                  }});
        const NotedJob ofTheSecond(*second, shortJob(model, 1, 1, 99'000));
        std::thread other([&] {
            begins.wait(false);
            second.reset();
        });
        first.reset();
        other.join();
        QVERIFY(ofTheFirst.hasEnded());
        QVERIFY(ofTheSecond.hasEnded());
        QCOMPARE(ofTheSecond.notes().sentence(), QString("generation was stopped"));
    }
}

// By the end of another, which is told when this one has just begun.
void TestGenerationServiceClients::cancelledBetweenTwoRounds()
{
    Gated gated(5);
    GenerationService service;
    GenerationClient one(service, {.rows = 1});
    GenerationClient two(service);
    const NotedJob first(one, shortJob(gated.model, 1));
    gated.gate.awaitArrival(1);
    const NotedJob second(two, longJob(gated.model));
    const NotedJob third(one, longJob(gated.model),
                         {.finished = [&](const auto&) { second.cancel(); }});
    third.cancel();
    first.cancel();
    gated.gate.open();
    for (const auto* job : {&first, &second, &third})
        QVERIFY(job->notes().reasons() == std::vector(1, StopReason::Stopped));
    QCOMPARE(wrong(NotedJob(two, shortJob(gated.model, 3)).notes(), gated.inner,
                   shortJob(gated.inner, 3)),
             QString());
}

void TestGenerationServiceClients::asksAgainFromAnEvent()
{
    const auto model = openEndless(6, roomy);
    GenerationService service;
    GenerationClient client(service);
    std::promise<void> end;
    int left = 20;
    const std::function<void(const std::optional<Error>&)> again = [&](const auto& error) {
        if (error || --left == 0)
            end.set_value();
        else
            client.submit(shortJob(model, 2), {.finished = again});
    };
    client.submit(shortJob(model, 1), {.finished = again});
    QVERIFY(end.get_future().wait_for(std::chrono::minutes(4)) == std::future_status::ready);
    QCOMPARE(left, 0);
}

void TestGenerationServiceClients::runsFromManyThreads()
{
    const auto model = openEndless(7, roomy);
    GenerationService service;
    GenerationClient client(service);
    std::vector<std::future<QString>> threads;
    for (int thread = 1; thread <= 4; ++thread)
        threads.push_back(std::async(std::launch::async, [&, thread]() -> QString {
            const auto job = shortJob(model, thread, thread, 20);
            for (int i = 0; i < 10; ++i) {
                JobNotes notes;
                bool told = false;
                auto events = noting(notes, job);
                events.finished = [&](const auto& error) { told = !error; };
                if (!client.run(job, std::move(events)) || !told)
                    return "it failed";
                if (const auto what = wrong(notes, model, job); !what.isEmpty())
                    return what;
            }
            return {};
        }));
    for (auto& thread : threads)
        QCOMPARE(thread.get(), QString());
}

void TestGenerationServiceClients::forgetsTexts_data()
{
    QTest::addColumn<bool>("rows");
    QTest::newRow("that were read") << false;
    QTest::newRow("that were drawn") << true;
}

void TestGenerationServiceClients::forgetsTexts()
{
    QFETCH(bool, rows);
    const auto other = openEndless(9, roomy);
    GenerationService service;
    GenerationClient client(service, {.keptTokens = 1000});
    GenerationClient another(service);
    auto model = openEndless(8, roomy);
    const std::weak_ptr<const OpenModel> watch = model;
    QVERIFY(
        !NotedJob(client, shortJob(std::exchange(model, nullptr), 5, rows ? 2 : 0)).notes().error);
    QVERIFY(!NotedJob(another, shortJob(other, 1)).notes().error);
    QVERIFY(!watch.expired()); // it is kept
    client.forgetTexts();
    QVERIFY(!NotedJob(another, shortJob(other, 1)).notes().error);
    QVERIFY(watch.expired());
}

// As when somebody opens another model in the middle of a text.
void TestGenerationServiceClients::forgetsWhatACancelledJobReads()
{
    const auto other = openEndless(10, roomy);
    for (const bool rows : {false, true}) {
        Gated gated(11);
        GenerationService service;
        GenerationClient client(service, {.keptTokens = 1000});
        GenerationClient another(service);
        const std::weak_ptr<const OpenModel> watch = gated.model;
        auto job = rows ? longJob(gated.model, 5, 2)
                        : readJob(gated.model, std::vector<TokenId>(200, 'a'));
        gated.model.reset();
        const NotedJob running(client, std::move(job));
        gated.gate.letThrough(2);
        gated.gate.awaitArrival(3);
        client.forgetTexts();
        running.cancel();
        gated.gate.open();
        running.notes();
        QVERIFY(!NotedJob(another, shortJob(other, 1)).notes().error);
        QVERIFY(watch.expired());
    }
}

// Texts that are read later are kept again.
void TestGenerationServiceClients::forgetsOnceOnly()
{
    int read = 0;
    const auto model = watched(openEndless(12, roomy), [&](const Pass& pass) -> Result<void> {
        read += pass.tokens;
        return {};
    });
    GenerationService service;
    GenerationClient client(service, {.keptTokens = 1000});
    client.forgetTexts();
    const auto reading = [&] {
        read = 0;
        NotedJob(client, readJob(model, {'a', 'b', 'c'})).notes();
        return read;
    };
    QCOMPARE(reading(), 3);
    QCOMPARE(reading(), 0);
    client.forgetTexts();
    QCOMPARE(reading(), 3);
    QCOMPARE(reading(), 0);
}

LOGITSCOPE_TEST(TestGenerationServiceClients)
#include "tst_generation_service_clients.moc"
