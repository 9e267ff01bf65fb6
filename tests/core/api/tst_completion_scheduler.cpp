// Requests that share a model: none notices the others. What an answer says is in
// tst_completion_run.cpp.
#include "core/api/completion_scheduler.h"
#include "tests/core/api/gated_model.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <future>
#include <random>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

std::vector<CompletionRequest> someRequests(int count, std::mt19937& random)
{
    std::vector<CompletionRequest> requests;
    for (int i = 0; i < count; ++i) {
        CompletionRequest request;
        for (auto left = 1 + random() % 2; left > 0; --left) {
            std::vector<TokenId> prompt(1 + random() % 150);
            for (auto& token : prompt)
                token = static_cast<TokenId>(random() % 258);
            request.prompts.push_back(prompt);
        }
        request.maxTokens = static_cast<int>(random() % 40);
        request.settings.topK = static_cast<int>(random() % 60);
        request.n = static_cast<int>(1 + random() % 3);
        request.bestOf = request.n + static_cast<int>(random() % 2);
        request.echo = random() % 2;
        if (random() % 2)
            request.logprobs = static_cast<int>(random() % 4);
        if (random() % 2)
            request.stop = {std::string(1, static_cast<char>('a' + random() % 26))};
        request.seed = random();
        requests.push_back(request);
    }
    return requests;
}

} // namespace

class TestCompletionScheduler : public QObject
{
    Q_OBJECT

private slots:
    void manyAtOnce();
    void manyModels();
    void sharesTheSteps();
    void longPromptsLetOthersStep();
    void letsGoOfTheModel();
};

// From several threads, of every kind: each is what it is alone.
void TestCompletionScheduler::manyAtOnce()
{
    const auto model = openEndless(1, roomy);
    std::mt19937 random(1);
    const auto requests = someRequests(48, random);
    CompletionScheduler scheduler({.rows = 20, .queue = 100});
    std::vector<std::future<std::vector<Answer>>> clients;
    for (std::size_t client = 0; client < 4; ++client)
        clients.push_back(std::async(std::launch::async, [&, client] {
            std::vector<Job> jobs;
            for (std::size_t i = client; i < requests.size(); i += 4)
                jobs.push_back(scheduler.submit(model, requests[i]));
            std::vector<Answer> answers;
            for (const auto& job : jobs)
                answers.push_back(answerOf(*job));
            return answers;
        }));
    std::uint64_t generated = 0;
    for (std::size_t client = 0; client < 4; ++client) {
        const auto answers = clients[client].get();
        for (std::size_t i = 0; i < answers.size(); ++i) {
            QCOMPARE(wrong(answers[i], model, requests[client + 4 * i]), QString());
            generated += static_cast<std::uint64_t>(answers[i].usage.completionTokens);
        }
    }
    QCOMPARE(scheduler.counters().generatedTokens, generated);
    QCOMPARE(scheduler.counters().running, 0);
    QCOMPARE(scheduler.counters().waiting, 0);
}

// The model changes all the time, and somebody else uses the same one.
void TestCompletionScheduler::manyModels()
{
    const std::vector<Model> models = {openEndless(2, roomy), openEndless(3, roomy)};
    std::mt19937 random(2);
    const auto requests = someRequests(16, random);
    CompletionScheduler scheduler;
    auto window = std::async(std::launch::async,
                             [&] { return plainRun(models[0], {'a'}, {.seed = 5, .count = 250}); });
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < requests.size(); ++i)
        jobs.push_back(scheduler.submit(models[i / 3 % 2], requests[i]));
    for (std::size_t i = 0; i < requests.size(); ++i)
        QCOMPARE(wrong(answerOf(*jobs[i]), models[i / 3 % 2], requests[i]), QString());
    QCOMPARE(window.get().bytes, plainRun(models[0], {'a'}, {.seed = 5, .count = 250}).bytes);
}

// Two requests in one pass over the weights; the second joins when the first is under way.
void TestCompletionScheduler::sharesTheSteps()
{
    Gated gated(4);
    CompletionScheduler scheduler;
    const auto first = scheduler.submit(gated.model, longRequest());
    gated.gate.letThrough(4);
    gated.gate.awaitArrival(5);
    auto request = shortRequest(3, 2);
    request.maxTokens = 20;
    const auto second = scheduler.submit(gated.model, request);
    gated.gate.open();
    QCOMPARE(wrong(answerOf(*second), gated.inner, request), QString());
    QCOMPARE(wrong(answerOf(*first), gated.inner, longRequest()), QString());
    // Of a request's tokens the first takes no pass of its own, the last is never read.
    QCOMPARE(std::ranges::count(gated.passes, 3, &Pass::tokens), 1 + 19);
    QCOMPARE(gated.passes.size(), std::size_t{2 + 199});
}

// Never more than a piece between two steps of the others.
void TestCompletionScheduler::longPromptsLetOthersStep()
{
    Gated gated(5);
    CompletionScheduler scheduler;
    const auto first = scheduler.submit(gated.model, longRequest());
    gated.gate.letThrough(4);
    gated.gate.awaitArrival(5);
    std::vector<Job> jobs;
    for (const int length : {250, 30, 30, 200})
        jobs.push_back(scheduler.submit(gated.model, shortRequest(length)));
    auto echoed = shortRequest(150);
    echoed.echo = true;
    echoed.logprobs = 0;
    jobs.push_back(scheduler.submit(gated.model, echoed));
    gated.gate.open();
    for (const auto& job : jobs)
        QVERIFY(!answerOf(*job).error);
    QVERIFY(!answerOf(*first).error);
    int inARow = 0;
    for (const auto& pass : gated.passes) {
        inARow = pass.prompt ? inARow + pass.tokens : 0;
        QVERIFY(inARow <= 64);
    }
}

// When all is done nothing holds it any more: another may need its memory.
void TestCompletionScheduler::letsGoOfTheModel()
{
    CompletionScheduler scheduler;
    auto model = openEndless(21, roomy);
    const std::weak_ptr<const OpenModel> watch = model;
    answerOf(*scheduler.submit(std::move(model), shortRequest(1)));
    // The scheduler's thread has let go when it takes the next request.
    answerOf(*scheduler.submit(openEndless(22, roomy), shortRequest(1)));
    QVERIFY(watch.expired());
}

LOGITSCOPE_TEST(TestCompletionScheduler)
#include "tst_completion_scheduler.moc"
