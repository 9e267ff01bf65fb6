// Requests that share a model: who runs when, and that nobody notices the others. What an answer
// says is in tst_completion_run.cpp.
#include "core/server/completion_scheduler.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/generation/watched_model.h"
#include "tests/core/server/answers.h"
#include "tests/core/server/gate.h"

#include <QTest>

#include <atomic>
#include <future>
#include <limits>
#include <random>
#include <stdexcept>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Model = std::shared_ptr<const OpenModel>;
using Job = std::shared_ptr<CompletionJob>;

constexpr Sizes roomy{.contextLength = 300};

// A model whose passes are noted, and wait at a gate. The passes are read when nothing runs.
struct Gated
{
    Gate gate;
    std::vector<Pass> passes;
    Model inner;
    Model model;

    explicit Gated(std::uint32_t seed) : inner(openEndless(seed, roomy))
    {
        model = watched(inner, [this](const Pass& pass) -> Result<void> {
            passes.push_back(pass);
            gate.pass();
            return {};
        });
    }

    // Prompt lengths, which say whose they are.
    std::vector<int> promptsRead() const
    {
        std::vector<int> lengths;
        for (const auto& pass : passes)
            if (pass.prompt)
                lengths.push_back(pass.tokens);
        return lengths;
    }
};

// Runs until somebody cancels it, as far as the context goes.
CompletionRequest longRequest(int promptLength = 1)
{
    return {.prompts = {std::vector<TokenId>(static_cast<std::size_t>(promptLength), 'a')},
            .maxTokens = 200};
}

CompletionRequest shortRequest(int promptLength, int rows = 1)
{
    return {.prompts = {std::vector<TokenId>(static_cast<std::size_t>(promptLength), 'a')},
            .maxTokens = 2,
            .n = rows,
            .bestOf = rows};
}

QString errorOf(const Answer& answer)
{
    return answer.error ? QString::fromStdString(answer.error->message) : QString();
}

QString wrong(const Answer& answer, const Model& model, const CompletionRequest& request)
{
    return QString::fromStdString(difference(answer, plainAnswer(model, request)));
}

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
    void queueIsBounded();
    void roomIsNoQueue();
    void firstComeFirstRun();
    void needsMoreThanThereIs();
    void otherModelsWait();
    void cancelledLeaves();
    void cancelledBeforeItRan();
    void cancelledWhileItReads();
    void cancelledWhileAnotherReads();
    void counters();
    void endsWithJobs();
    void endsWithoutAny();
    void errorOfTheModel();
    void exceptionInAStep();
    void exceptionInAPrompt();
    void oneOfThemFails();
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

void TestCompletionScheduler::queueIsBounded()
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
void TestCompletionScheduler::roomIsNoQueue()
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

void TestCompletionScheduler::firstComeFirstRun()
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

void TestCompletionScheduler::needsMoreThanThereIs()
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

void TestCompletionScheduler::otherModelsWait()
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
void TestCompletionScheduler::cancelledLeaves()
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
        // Nobody runs: the next answer's tokens are all that come.
        const auto before = scheduler.counters().generatedTokens;
        QVERIFY(!answerOf(*scheduler.submit(gated.model, shortRequest(3))).error);
        QCOMPARE(scheduler.counters().generatedTokens, before + 2);
    }
    QCOMPARE(gated.passes[12].tokens, 4);
    QCOMPARE(gated.passes.size(), std::size_t{14 + 2});
}

// One that wouldn't have had room doesn't hold up those behind it.
void TestCompletionScheduler::cancelledBeforeItRan()
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

void TestCompletionScheduler::cancelledWhileItReads()
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
void TestCompletionScheduler::cancelledWhileAnotherReads()
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

// They don't say that somebody runs who has the end of the answer.
void TestCompletionScheduler::counters()
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

// In the middle of texts that would take minutes.
void TestCompletionScheduler::endsWithJobs()
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

void TestCompletionScheduler::endsWithoutAny()
{
    for (int i = 0; i < 100; ++i)
        CompletionScheduler();
}

// All who step get it; the next request doesn't.
void TestCompletionScheduler::errorOfTheModel()
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

void TestCompletionScheduler::exceptionInAStep()
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
void TestCompletionScheduler::exceptionInAPrompt()
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

// NaN from position 40 on: who doesn't come there doesn't notice.
void TestCompletionScheduler::oneOfThemFails()
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

QTEST_APPLESS_MAIN(TestCompletionScheduler)
#include "tst_completion_scheduler.moc"
