// Jobs whose keys and values don't fit into what is free.
#include "tests/core/generation/gated_model.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <cstdint>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

// Memory for so many tokens' keys and values, and what the service leaves to other programs.
std::uint64_t memoryFor(int tokens, const OpenModel& model)
{
    const auto& info = model.model->info();
    return static_cast<std::uint64_t>(tokens) * info.contextBytes /
               static_cast<std::uint64_t>(info.contextLength) * 16 / 15 +
           1;
}

} // namespace

class TestGenerationServiceMemory : public QObject
{
    Q_OBJECT

private slots:
    void isRefusedAlone();
    void rowsShareTheirPrompt();
    void waitsForOthers();
    void waitingOnesCountInTheQueue();
    void keptTextsMakeRoom();
    void countsNoMoreThanTheContext();
    void aRunningTextCanOnlyFillItsContext();
    void unknownIsEnough();
};

void TestGenerationServiceMemory::isRefusedAlone()
{
    Gated gated(41);
    gated.gate.open();
    GenerationService service([&] { return memoryFor(36, *gated.model); });
    GenerationClient client(service);
    const auto done = client.run(shortJob(gated.model, 35, 1, 2), {}); // 37 tokens
    QVERIFY(!done);
    QVERIFY2(done.error().message.find("for keys and values, but") != std::string::npos,
             done.error().message.c_str());
    QVERIFY(client.run(shortJob(gated.model, 34, 1, 2), {}));
    QVERIFY(client.run(shortJob(gated.model, 4, 2, 2), {})); // 4 + 2 × (2 + 14)
    QVERIFY(!client.run(shortJob(gated.model, 5, 2, 2), {}));
}

// In copies they would take 64 × 908.
void TestGenerationServiceMemory::rowsShareTheirPrompt()
{
    const auto model = openEndless(48, {.contextLength = 1000});
    constexpr int needed = 900 + 64 * (8 + 14);
    int free = needed;
    GenerationService service([&] { return memoryFor(free, *model); });
    GenerationClient client(service);
    const auto job = shortJob(model, 900, 64, 8);
    const auto done = client.run(job, {});
    QVERIFY2(done, done ? "" : done.error().message.c_str());
    free = needed - 1;
    QVERIFY(!client.run(job, {}));
}

void TestGenerationServiceMemory::waitsForOthers()
{
    Gated gated(42);
    GenerationService service([&] { return memoryFor(14, *gated.model); });
    GenerationClient client(service);
    GenerationClient other(service);
    const NotedJob first(client, shortJob(gated.model, 10, 1, 2));
    gated.gate.awaitArrival(1); // it runs
    const NotedJob second(client, shortJob(gated.model, 12, 1, 2));
    const NotedJob third(other, shortJob(gated.model, 12, 1, 2));
    gated.gate.open();
    for (const auto* job : {&first, &second, &third})
        QVERIFY(!job->notes().error);
    // Each prompt is read when the job before it has ended: no pass has rows of two.
    for (const auto& pass : gated.passes)
        QVERIFY(pass.prompt || pass.tokens == 1);
}

void TestGenerationServiceMemory::waitingOnesCountInTheQueue()
{
    Gated gated(43);
    GenerationService service([&] { return memoryFor(14, *gated.model); });
    GenerationClient client(service, {.rows = 8, .queue = 1});
    const NotedJob first(client, shortJob(gated.model, 10, 1, 3));
    gated.gate.awaitArrival(1);
    const NotedJob second(client, shortJob(gated.model, 12, 1, 2));
    gated.gate.letThrough(2);
    gated.gate.awaitArrival(3); // the service has seen that the second must wait
    QVERIFY(second.isAccepted());
    QVERIFY(!NotedJob(client, shortJob(gated.model, 12, 1, 2)).isAccepted());
    gated.gate.open();
    QVERIFY(!first.notes().error);
    QVERIFY(!second.notes().error);
}

void TestGenerationServiceMemory::keptTextsMakeRoom()
{
    Gated gated(44);
    gated.gate.open();
    std::atomic<int> free = 30;
    GenerationService service([&] { return memoryFor(free, *gated.model); });
    GenerationClient client(service, {.keptTokens = 1000});
    QVERIFY(client.run(shortJob(gated.model, 20, 1, 2), {}));
    gated.passes.clear();
    QVERIFY(client.run(shortJob(gated.model, 20, 1, 2), {}));
    QVERIFY(!gated.promptsRead().empty());
    QCOMPARE_LT(gated.promptsRead().front(), 20); // the rest was kept
    free = 10;
    QVERIFY(!client.run(shortJob(gated.model, 20, 1, 2), {}));
    free = 30;
    gated.passes.clear();
    QVERIFY(client.run(shortJob(gated.model, 20, 1, 2), {}));
    QCOMPARE(gated.promptsRead(), std::vector<int>{20}); // it had made room
}

// A job may ask for more tokens than a text can have.
void TestGenerationServiceMemory::countsNoMoreThanTheContext()
{
    Gated gated(45);
    gated.gate.open();
    GenerationService service([&] { return memoryFor(roomy.contextLength, *gated.model); });
    GenerationClient client(service);
    auto job = shortJob(gated.model, roomy.contextLength - 2, 1, 1'000'000);
    QVERIFY(client.run(std::move(job), {}));
}

// What it asked for beyond that holds up nobody.
void TestGenerationServiceMemory::aRunningTextCanOnlyFillItsContext()
{
    Gated gated(47);
    GenerationService service([&] { return memoryFor(roomy.contextLength, *gated.model); });
    GenerationClient client(service);
    const NotedJob first(client, shortJob(gated.model, roomy.contextLength - 9, 1, 1'000'000));
    gated.gate.awaitArrival(1);
    const NotedJob second(client, shortJob(gated.model, 10, 1, 20)); // steps when both are read
    gated.gate.open();
    QVERIFY(!first.notes().error);
    QVERIFY(!second.notes().error);
    QVERIFY(std::ranges::any_of(gated.passes,
                                [](const Pass& pass) { return !pass.prompt && pass.tokens == 2; }));
}

void TestGenerationServiceMemory::unknownIsEnough()
{
    Gated gated(46);
    gated.gate.open();
    GenerationService service([] { return std::nullopt; });
    GenerationClient client(service);
    QVERIFY(client.run(shortJob(gated.model, 10, 3, 2), {}));
}

LOGITSCOPE_TEST(TestGenerationServiceMemory)
#include "tst_generation_service_memory.moc"
