// Many requests at once: none notices the others.
#include "tests/core/api/answers.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

#include <future>
#include <random>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

constexpr Sizes roomy{.contextLength = 300};

QString wrong(const Answer& answer, const std::shared_ptr<const OpenModel>& model,
              const CompletionRequest& request)
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
        request.settings.set(StageKind::TopK, static_cast<int>(random() % 60));
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

class TestCompletionRunMany : public QObject
{
    Q_OBJECT

private slots:
    void manyAtOnce();
    void manyModels();
};

// From several threads, of every kind: each is what it is alone.
void TestCompletionRunMany::manyAtOnce()
{
    const auto model = openEndless(1, roomy);
    std::mt19937 random(1);
    const auto requests = someRequests(48, random);
    GenerationService service;
    GenerationClient client(service, {.rows = 20, .queue = 100});
    std::vector<std::future<std::vector<Answer>>> askers;
    for (std::size_t asker = 0; asker < 4; ++asker)
        askers.push_back(std::async(std::launch::async, [&, asker] {
            std::vector<std::shared_ptr<CompletionJob>> jobs;
            for (std::size_t i = asker; i < requests.size(); i += 4)
                jobs.push_back(submitCompletion(client, model, requests[i]));
            std::vector<Answer> answers;
            for (const auto& job : jobs)
                answers.push_back(answerOf(*job));
            return answers;
        }));
    std::uint64_t generated = 0;
    for (std::size_t asker = 0; asker < 4; ++asker) {
        const auto answers = askers[asker].get();
        for (std::size_t i = 0; i < answers.size(); ++i) {
            QCOMPARE(wrong(answers[i], model, requests[asker + 4 * i]), QString());
            generated += static_cast<std::uint64_t>(answers[i].usage.completionTokens);
        }
    }
    QCOMPARE(client.counters().generatedTokens, generated);
    QCOMPARE(client.counters().running, 0);
    QCOMPARE(client.counters().waiting, 0);
}

// The model changes all the time, and somebody else uses the same one.
void TestCompletionRunMany::manyModels()
{
    const std::vector<std::shared_ptr<const OpenModel>> models = {openEndless(2, roomy),
                                                                  openEndless(3, roomy)};
    std::mt19937 random(2);
    const auto requests = someRequests(16, random);
    GenerationService service;
    GenerationClient client(service);
    auto window = std::async(std::launch::async,
                             [&] { return plainRun(models[0], {'a'}, {.seed = 5, .count = 250}); });
    std::vector<std::shared_ptr<CompletionJob>> jobs;
    for (std::size_t i = 0; i < requests.size(); ++i)
        jobs.push_back(submitCompletion(client, models[i / 3 % 2], requests[i]));
    for (std::size_t i = 0; i < requests.size(); ++i)
        QCOMPARE(wrong(answerOf(*jobs[i]), models[i / 3 % 2], requests[i]), QString());
    QCOMPARE(window.get().bytes, plainRun(models[0], {'a'}, {.seed = 5, .count = 250}).bytes);
}

LOGITSCOPE_TEST(TestCompletionRunMany)
#include "tst_completion_run_many.moc"
