// Jobs that share a service: none notices the others.
#include "tests/core/generation/gated_model.h"
#include "tests/core/model/random_floats.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <future>
#include <random>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

GenerationJob someJob(const std::shared_ptr<const OpenModel>& model, std::mt19937& random)
{
    GenerationJob job{.model = model, .prompts = {}, .tokens = static_cast<int>(random() % 40)};
    for (auto left = 1 + random() % 3; left > 0; --left) {
        std::vector<TokenId> prompt(1 + random() % 150);
        for (auto& token : prompt)
            token = static_cast<TokenId>(random() % 258);
        job.prompts.push_back(prompt);
    }
    for (auto left = random() % 5; left > 0; --left) {
        JobRow row{.prompt = static_cast<int>(random() % job.prompts.size()), .seed = random()};
        row.settings.set(StageKind::TopK, static_cast<int>(random() % 60));
        if (random() % 2)
            row.stop = {std::string(1, static_cast<char>('a' + random() % 26))};
        if (random() % 2) {
            row.bias = {{'x', 2.0f}};
            row.settings.set(StageKind::PresencePenalty, 1.0);
        }
        job.rows.push_back(row);
    }
    return job;
}

// Empty, or what isn't as it is alone: the rows, or the logits after a prompt that was only read.
QString wrongInAny(const JobNotes& notes, const GenerationJob& job)
{
    if (job.rows.empty())
        for (std::size_t i = 0; i < job.prompts.size(); ++i)
            if (!sameBits(notes.logits.at(static_cast<int>(i)),
                          begin(job.model, job.prompts[i]).logits()))
                return QString("the logits of prompt %1").arg(i);
    return wrong(notes, job.model, job);
}

} // namespace

class TestGenerationService : public QObject
{
    Q_OBJECT

private slots:
    void manyAtOnce();
    void twoModelsInTurn();
    void twoModelsAtOnce();
    void sharesTheSteps();
    void clientsShareTheSteps();
    void longPromptsLetOthersStep();
    void readsWithoutRows();
    void nothingToDo();
    void letsGoOfTheModel();
};

// Of several clients, from several threads, of every kind, some cancelled.
void TestGenerationService::manyAtOnce()
{
    const auto model = openEndless(1, roomy);
    GenerationService service;
    std::vector<std::future<QString>> threads;
    for (unsigned thread = 0; thread < 4; ++thread)
        threads.push_back(std::async(std::launch::async, [&, thread]() -> QString {
            std::mt19937 random(thread);
            GenerationClient client(service,
                                    {.rows = 20, .queue = 100, .keptTokens = thread % 2 ? 500 : 0});
            std::vector<GenerationJob> asked;
            std::vector<NotedJob> jobs;
            for (int i = 0; i < 15; ++i) {
                asked.push_back(someJob(model, random));
                jobs.emplace_back(client, asked.back());
                if (i % 5 == 4)
                    jobs[jobs.size() - 2].cancel();
            }
            for (std::size_t i = 0; i < jobs.size(); ++i) {
                const auto& notes = jobs[i].notes();
                if (i % 5 == 3) { // cancelled, if that wasn't too late
                    if (notes.error || notes.reasons().size() != asked[i].rows.size())
                        return "a cancelled job has no end";
                } else if (const auto what = wrongInAny(notes, asked[i]); !what.isEmpty()) {
                    return QString("job %1 of client %2: %3").arg(i).arg(thread).arg(what);
                }
            }
            const auto counters = client.counters();
            return counters.running == 0 && counters.waiting == 0 ? "" : "some still run";
        }));
    for (auto& thread : threads)
        QCOMPARE(thread.get(), QString());
}

// One client's, so that one waits for the other; and somebody else uses the same model.
void TestGenerationService::twoModelsInTurn()
{
    const std::vector<std::shared_ptr<const OpenModel>> models = {openEndless(2, roomy),
                                                                  openEndless(3, roomy)};
    std::mt19937 random(2);
    GenerationService service;
    GenerationClient client(service);
    auto window = std::async(std::launch::async,
                             [&] { return plainRun(models[0], {'a'}, {.seed = 5, .count = 250}); });
    std::vector<GenerationJob> asked;
    std::vector<NotedJob> jobs;
    for (std::size_t i = 0; i < 16; ++i) {
        asked.push_back(someJob(models[i / 3 % 2], random));
        jobs.emplace_back(client, asked.back());
    }
    for (std::size_t i = 0; i < 16; ++i)
        QCOMPARE(wrongInAny(jobs[i].notes(), asked[i]), QString());
    QCOMPARE(window.get().bytes, plainRun(models[0], {'a'}, {.seed = 5, .count = 250}).bytes);
}

// Two clients', of which neither waits for the other's end, which comes when the test wants it.
void TestGenerationService::twoModelsAtOnce()
{
    const std::vector<std::shared_ptr<const OpenModel>> models = {
        openEndless(4, {.contextLength = 100'000}), openEndless(5, {.contextLength = 100'000})};
    GenerationService service;
    GenerationClient one(service);
    GenerationClient two(service);
    const NotedJob first(one, shortJob(models[0], 3, 2, 99'000));
    const NotedJob second(two, shortJob(models[1], 4, 1, 99'000));
    for (int i = 0; i < 3; ++i) {
        const auto more = shortJob(models[1], 5, 2, 30);
        QCOMPARE(wrong(NotedJob(two, more).notes(), models[1], more), QString());
        const auto others = shortJob(models[0], 6, 2, 30);
        QCOMPARE(wrong(NotedJob(one, others).notes(), models[0], others), QString());
    }
    QVERIFY(!first.hasEnded() && !second.hasEnded());
    first.cancel();
    second.cancel();
    QVERIFY(first.notes().reasons() == std::vector(2, StopReason::Stopped));
    QVERIFY(second.notes().reasons() == std::vector(1, StopReason::Stopped));
}

// Two jobs in one pass over the weights; the second joins when the first is under way.
void TestGenerationService::sharesTheSteps()
{
    Gated gated(6);
    {
        GenerationService service;
        GenerationClient client(service);
        const NotedJob first(client, longJob(gated.model));
        gated.gate.letThrough(4);
        gated.gate.awaitArrival(5);
        const NotedJob second(client, shortJob(gated.model, 3, 2, 20));
        gated.gate.open();
        QCOMPARE(wrong(second.notes(), gated.inner, shortJob(gated.inner, 3, 2, 20)), QString());
        QCOMPARE(wrong(first.notes(), gated.inner, longJob(gated.inner)), QString());
    }
    // Of a job's tokens the first takes no pass of its own, the last is never read.
    QCOMPARE(std::ranges::count(gated.passes, 3, &Pass::tokens), 1 + 19);
    QCOMPARE(gated.passes.size(), std::size_t{2 + 199});
}

// Those that begin together and have as many rows. One pass reads their prompts, too.
void TestGenerationService::clientsShareTheSteps()
{
    Gated gated(7);
    {
        GenerationService service;
        GenerationClient one(service);
        GenerationClient two(service);
        GenerationClient before(service);
        const NotedJob holds(before, longJob(gated.model, 7));
        gated.gate.awaitArrival(1);
        const NotedJob first(one, shortJob(gated.model, 1, 2, 20));
        const NotedJob second(two, shortJob(gated.model, 3, 2, 20));
        holds.cancel();
        gated.gate.open();
        QCOMPARE(wrong(first.notes(), gated.inner, shortJob(gated.inner, 1, 2, 20)), QString());
        QCOMPARE(wrong(second.notes(), gated.inner, shortJob(gated.inner, 3, 2, 20)), QString());
    }
    std::vector<int> expected = {7, 1 + 3};
    expected.resize(2 + 19, 4);
    QCOMPARE(gated.passLengths(), expected);
}

// Never more than a piece between two steps of a client's other jobs.
void TestGenerationService::longPromptsLetOthersStep()
{
    Gated gated(8);
    {
        GenerationService service;
        GenerationClient client(service);
        const NotedJob first(client, longJob(gated.model));
        gated.gate.letThrough(4);
        gated.gate.awaitArrival(5);
        std::vector<NotedJob> jobs;
        for (const int length : {250, 30, 30, 200})
            jobs.emplace_back(client, shortJob(gated.model, length));
        jobs.emplace_back(client, shortJob(gated.model, 150),
                          JobEvents{.expected = [](int, int, std::span<const float>) {}});
        gated.gate.open();
        for (const auto& job : jobs)
            QVERIFY(!job.notes().error);
        QVERIFY(!first.notes().error);
    }
    int inARow = 0;
    for (const auto& pass : gated.passes) {
        inARow = pass.prompt ? inARow + pass.tokens : 0;
        QVERIFY(inARow <= 64);
    }
}

void TestGenerationService::readsWithoutRows()
{
    const auto model = openEndless(9, roomy);
    GenerationJob job{.model = model, .prompts = {{'a', 256}, std::vector<TokenId>(300, 'b'), {}}};
    for (int i = 0; i < 200; ++i)
        job.prompts[2].push_back(static_cast<TokenId>(i));
    const auto notes = runJob(job);
    QVERIFY(!notes.error);
    QVERIFY(notes.order.empty());
    QCOMPARE(notes.logits.size(), job.prompts.size());
    QCOMPARE(wrongInAny(notes, job), QString());
}

// Ends like others.
void TestGenerationService::nothingToDo()
{
    const auto notes = runJob({.model = openEndless(10), .prompts = {}});
    QVERIFY(!notes.error && notes.order.empty() && notes.logits.empty());
}

// When all is done nothing holds it any more: another may need its memory.
void TestGenerationService::letsGoOfTheModel()
{
    GenerationService service;
    GenerationClient client(service);
    auto model = openEndless(21, roomy);
    const std::weak_ptr<const OpenModel> watch = model;
    NotedJob(client, shortJob(std::exchange(model, nullptr), 1)).notes();
    // The service's thread has let go when it takes the next job.
    NotedJob(client, shortJob(openEndless(22, roomy), 1)).notes();
    QVERIFY(watch.expired());
}

LOGITSCOPE_TEST(TestGenerationService)
#include "tst_generation_service.moc"
