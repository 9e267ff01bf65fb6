// What ends too early: the model, one job of many. The others go on.
#include "tests/core/generation/gated_model.h"
#include "tests/test_program.h"

#include <QTest>

#include <limits>
#include <new>
#include <stdexcept>
#include <utility>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestGenerationServiceErrors : public QObject
{
    Q_OBJECT

private slots:
    void endsWithoutAny();
    void errorOfTheModel();
    void exceptionInAStep();
    void exceptionInAPrompt();
    void oneOfThemFails();
};

void TestGenerationServiceErrors::endsWithoutAny()
{
    for (int i = 0; i < 100; ++i)
        GenerationService();
}

// All that step get it; the next job doesn't.
void TestGenerationServiceErrors::errorOfTheModel()
{
    const auto inner = openEndless(17, roomy);
    int left = 10;
    const auto model = watched(inner, [&](const Pass&) -> Result<void> {
        if (--left == 0)
            return fail("the model could not compute this step: no memory");
        return {};
    });
    GenerationService service;
    GenerationClient client(service);
    const NotedJob job(client, longJob(model));
    QVERIFY(job.notes().sentence().contains("no memory"));
    QVERIFY(!job.notes().rows[0].steps.empty() && !job.notes().rows[0].reason);
    QCOMPARE(client.counters().running, 0);
    QCOMPARE(wrong(NotedJob(client, shortJob(model, 1)).notes(), inner, shortJob(inner, 1)),
             QString());
}

// Nobody knows in whose rows: jobs of all clients end, and all may ask again.
void TestGenerationServiceErrors::exceptionInAStep()
{
    const auto inner = openEndless(18, roomy);
    Gate gate;
    bool throws = false;
    const auto model = watched(inner, [&](const Pass&) -> Result<void> {
        gate.pass();
        if (std::exchange(throws, false))
            throw std::runtime_error("no memory\nfrom somewhere");
        return {};
    });
    GenerationService service;
    GenerationClient one(service, {.keptTokens = 1000});
    GenerationClient two(service);
    const NotedJob first(one, longJob(model));
    gate.awaitArrival(1);
    const NotedJob second(two, longJob(model, 3));
    gate.letThrough(9);
    gate.awaitArrival(10);
    throws = true;
    gate.open();
    for (const auto* job : {&first, &second})
        QCOMPARE(job->notes().sentence(), QString("the run was given up: no memory"));
    for (auto* client : {&one, &two}) {
        QCOMPARE(client->counters().running, 0);
        QCOMPARE(wrong(NotedJob(*client, shortJob(model, 1)).notes(), inner, shortJob(inner, 1)),
                 QString());
    }
}

void TestGenerationServiceErrors::exceptionInAPrompt()
{
    Gate gate;
    const auto inner = openEndless(19, roomy);
    const auto model = watched(inner, [&](const Pass& pass) -> Result<void> {
        if (pass.tokens == 13)
            throw std::bad_alloc();
        gate.pass();
        return {};
    });
    GenerationService service;
    GenerationClient client(service);
    const NotedJob good(client, longJob(model));
    gate.letThrough(3);
    gate.awaitArrival(4);
    const NotedJob bad(client, shortJob(model, 13));
    gate.open();
    QVERIFY(bad.notes().sentence().contains("not enough memory"));
    QCOMPARE(wrong(good.notes(), inner, longJob(inner)), QString());
}

// NaN from position 40 on: a text that ends before doesn't notice.
void TestGenerationServiceErrors::oneOfThemFails()
{
    auto checkpoint = randomCheckpoint(roomy, 20);
    removeEndOfText(checkpoint);
    checkpoint.weights.at("wpe.weight").values[40 * 8] = std::numeric_limits<float>::quiet_NaN();
    const auto model = open(checkpoint);
    GenerationService service;
    GenerationClient client(service);
    GenerationClient other(service);
    const auto good = shortJob(model, 2, 3, 30);
    const NotedJob one(client, good);
    const NotedJob two(client, shortJob(model, 20, 2, 30));
    const NotedJob three(client, good);
    const NotedJob four(other, good);
    QCOMPARE(two.notes().sentence(),
             QString("step 22: the logit of token 0 is NaN, expected a finite number"));
    for (const auto* job : {&one, &three, &four})
        QCOMPARE(wrong(job->notes(), model, good), QString());
}

LOGITSCOPE_TEST(TestGenerationServiceErrors)
#include "tst_generation_service_errors.moc"
