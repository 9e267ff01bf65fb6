// Texts that are read in one pass, and what waits for them.
#include "tests/core/generation/gated_model.h"
#include "tests/core/model/random_floats.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <utility>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

constexpr int mostInAPass = 64; // tokens

// As many prompts of 12 tokens, each of them another, a row after each.
GenerationJob manyPrompts(const std::shared_ptr<const OpenModel>& model, int count, int first = 0)
{
    GenerationJob job{.model = model, .prompts = {}, .tokens = 3};
    for (int i = 0; i < count; ++i) {
        job.prompts.emplace_back(12, static_cast<TokenId>(first + i));
        job.rows.push_back({.prompt = i, .seed = 5});
    }
    return job;
}

std::vector<GenerationJob> manyJobs(const std::shared_ptr<const OpenModel>& model, int count)
{
    std::vector<GenerationJob> jobs;
    for (int i = 0; i < count; ++i)
        jobs.push_back(manyPrompts(model, 1, i));
    return jobs;
}

// The most passes over prompts between two steps.
int mostPromptsInARow(const Gated& gated)
{
    int most = 0;
    int inARow = 0;
    for (const auto& pass : gated.passes) {
        inARow = pass.prompt ? inARow + 1 : 0;
        most = std::max(most, inARow);
    }
    return most;
}

// 300 jobs of one short prompt and one token, which come while the gate is shut. False: one failed.
bool manyShortOnesRun(GenerationClient& client, Gated& gated)
{
    std::vector<NotedJob> jobs;
    for (int i = 0; i < 300; ++i) {
        auto job = manyPrompts(gated.model, 1);
        job.tokens = 1;
        jobs.emplace_back(client, job);
    }
    gated.gate.open();
    return std::ranges::none_of(jobs,
                                [](const NotedJob& job) { return job.notes().error.has_value(); });
}

} // namespace

class TestGenerationServiceReading : public QObject
{
    Q_OBJECT

private slots:
    void shortPromptsShareAPass_data();
    void shortPromptsShareAPass();
    void logitsAreThoseAlone_data();
    void logitsAreThoseAlone();
    void shortBesideLong();
    void newOnesDontHoldUpRowsForEver();
    void newOnesDontHoldUpLongTextsForEver();
    void oneOfManyIsCancelled();
    void oneOfManyFails();
    void aPromptThatIsTooLong();
};

void TestGenerationServiceReading::shortPromptsShareAPass_data()
{
    QTest::addColumn<bool>("ofOneJob");
    QTest::newRow("of one job") << true;
    QTest::newRow("of many jobs") << false;
}

// No pass has room left, each row has its first token after the pass that ends its prompt, and none
// its second before all have their first.
void TestGenerationServiceReading::shortPromptsShareAPass()
{
    QFETCH(bool, ofOneJob);
    constexpr int count = 64;
    Gated gated(51);
    std::vector<std::size_t> passes; // before each first token
    {
        GenerationService service;
        GenerationClient client(service);
        const NotedJob holds(client, readJob(gated.model, {'a', 'b'}));
        gated.gate.awaitArrival(1);
        auto asked =
            ofOneJob ? std::vector{manyPrompts(gated.model, count)} : manyJobs(gated.model, count);
        std::vector<NotedJob> jobs;
        for (const auto& job : asked)
            jobs.emplace_back(client, job,
                              JobEvents{.stepped = [&](int, const Step&, std::span<const float>) {
                                  passes.push_back(gated.passes.size());
                              }});
        gated.gate.open();
        for (std::size_t i = 0; i < jobs.size(); ++i)
            QCOMPARE(wrong(jobs[i].notes(), gated.inner, asked[i]), QString());
    }
    std::vector<int> expected = {2};
    expected.resize(1 + count * 12 / mostInAPass, mostInAPass);
    expected.resize(expected.size() + 2, count); // two more tokens for each
    QCOMPARE(gated.passLengths(), expected);
    for (std::size_t i = 0; i < count; ++i)
        QCOMPARE(passes.at(i), 1 + (12 * (i + 1) + mostInAPass - 1) / mostInAPass);
}

void TestGenerationServiceReading::logitsAreThoseAlone_data()
{
    shortPromptsShareAPass_data();
}

// To the last bit, of prompts of many lengths.
void TestGenerationServiceReading::logitsAreThoseAlone()
{
    QFETCH(bool, ofOneJob);
    const auto starter = openModelFolder(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu}).value();
    int passes = 0;
    Gate gate;
    const auto model = watched(starter, [&](const Pass&) -> Result<void> {
        ++passes;
        gate.pass();
        return {};
    });
    std::vector<GenerationJob> jobs = {{.model = model, .prompts = {}}};
    for (const int length : {1, 5, 20, 3, 40, 9, 100, 2, 2, 17, 33, 1}) {
        std::vector<TokenId> prompt;
        for (int i = 0; i < length; ++i)
            prompt.push_back((length * 31 + i * 7) % 256);
        if (ofOneJob)
            jobs.front().prompts.push_back(prompt);
        else
            jobs.push_back(readJob(model, prompt));
    }
    {
        GenerationService service;
        GenerationClient client(service);
        const NotedJob holds(client, readJob(model, {'a'}));
        gate.awaitArrival(1);
        std::vector<NotedJob> noted;
        for (const auto& job : jobs)
            noted.emplace_back(client, job);
        gate.open();
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            QVERIFY(!noted[i].notes().error);
            for (std::size_t prompt = 0; prompt < jobs[i].prompts.size(); ++prompt)
                QVERIFY(sameBits(noted[i].notes().logits.at(static_cast<int>(prompt)),
                                 begin(starter, jobs[i].prompts[prompt]).logits()));
        }
    }
    QCOMPARE(passes, 1 + 4); // 233 tokens
}

// It comes in while the long one is read and another row steps.
void TestGenerationServiceReading::shortBesideLong()
{
    Gated gated(52, {.contextLength = 1000});
    const auto asked = manyPrompts(gated.model, 1);
    std::vector<Pass> before; // from the pass in which it comes up to its first token
    bool isLongRead = false;
    bool cameAfterIt = false;
    {
        GenerationService service;
        GenerationClient client(service);
        const NotedJob steps(client, longJob(gated.model));
        gated.gate.letThrough(4);
        gated.gate.awaitArrival(5);
        const NotedJob reads(client, shortJob(gated.model, 900),
                             {.read = [&](int, std::span<const float>) { isLongRead = true; }});
        gated.gate.letThrough(4);
        gated.gate.awaitArrival(9);
        const auto came = static_cast<std::ptrdiff_t>(gated.passes.size()) - 1;
        const NotedJob comes(client, asked,
                             {.stepped = [&](int, const Step&, std::span<const float>) {
                                 if (!before.empty())
                                     return;
                                 before.assign(gated.passes.begin() + came, gated.passes.end());
                                 cameAfterIt = isLongRead;
                             }});
        gated.gate.open();
        QCOMPARE(wrong(comes.notes(), gated.inner, asked), QString());
        QVERIFY(!reads.notes().error && !steps.notes().error);
    }
    QVERIFY(!cameAfterIt);
    const auto isStep = [](const Pass& pass) { return !pass.prompt; };
    QCOMPARE_LE(std::ranges::count_if(before, isStep), 2);
    int read = 0; // tokens
    for (const auto& pass : before)
        read += pass.prompt ? pass.tokens : 0;
    QCOMPARE_LE(read, mostInAPass + 12);
}

// They come as long as there is room, and end at once.
void TestGenerationServiceReading::newOnesDontHoldUpRowsForEver()
{
    Gated gated(53);
    {
        GenerationService service;
        GenerationClient client(service, {.rows = 8, .queue = 400});
        const NotedJob steps(client, longJob(gated.model));
        gated.gate.letThrough(1);
        gated.gate.awaitArrival(2);
        QVERIFY(manyShortOnesRun(client, gated));
        steps.cancel();
    }
    QCOMPARE_GT(gated.promptsRead().size(), std::size_t{50});
    QCOMPARE_LE(mostPromptsInARow(gated), 17);
}

void TestGenerationServiceReading::newOnesDontHoldUpLongTextsForEver()
{
    Gated gated(54);
    std::size_t passes = 0;
    {
        GenerationService service;
        GenerationClient client(service, {.rows = 8, .queue = 400});
        const NotedJob reads(client, shortJob(gated.model, 250, 1, 1),
                             {.finished = [&](const auto&) { passes = gated.passes.size(); }});
        gated.gate.awaitArrival(1);
        QVERIFY(manyShortOnesRun(client, gated));
        QVERIFY(!reads.notes().error);
    }
    // Every other pass is for all, and a turn is 16 tokens.
    QCOMPARE_LE(passes, std::size_t{2 * 250 / 16});
}

// While the pass that reads it runs, and before.
void TestGenerationServiceReading::oneOfManyIsCancelled()
{
    Gated gated(55);
    const auto asked = manyJobs(gated.model, 10);
    {
        GenerationService service;
        GenerationClient client(service);
        const NotedJob holds(client, readJob(gated.model, {'a', 'b'}));
        gated.gate.awaitArrival(1);
        std::vector<NotedJob> jobs;
        for (const auto& job : asked)
            jobs.emplace_back(client, job);
        gated.gate.letThrough(1);
        gated.gate.awaitArrival(2); // reads five of them and a part of the sixth
        for (const std::size_t i : {1, 5, 8})
            jobs[i].cancel();
        gated.gate.open();
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            if (i == 1 || i == 5 || i == 8) {
                QCOMPARE(jobs[i].notes().lengths(), std::vector<int>{0});
                QVERIFY(jobs[i].notes().reasons() == std::vector{StopReason::Stopped});
            } else {
                QCOMPARE(wrong(jobs[i].notes(), gated.inner, asked[i]), QString());
            }
        }
    }
    QCOMPARE(gated.passLengths(), (std::vector<int>{2, 64, 3 * 12, 7, 7}));
}

// The model refuses a pass with a token that it doesn't know.
void TestGenerationServiceReading::oneOfManyFails()
{
    Gated gated(56);
    auto asked = manyJobs(gated.model, 10);
    asked.push_back(manyPrompts(gated.model, 3, 20));
    asked.back().prompts[1][7] = 9999;
    asked[3].prompts[0][2] = -1;
    GenerationService service;
    GenerationClient client(service);
    const NotedJob holds(client, readJob(gated.model, {'a', 'b'}));
    gated.gate.awaitArrival(1);
    std::vector<NotedJob> jobs;
    for (const auto& job : asked)
        jobs.emplace_back(client, job);
    gated.gate.open();
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const auto& notes = jobs[i].notes();
        if (i == 3)
            QVERIFY2(notes.sentence().contains("token -1 is outside"),
                     qPrintable(notes.sentence()));
        else if (i == 10)
            QVERIFY2(notes.sentence().contains("token 9999 is outside"),
                     qPrintable(notes.sentence()));
        else
            QCOMPARE(wrong(notes, gated.inner, asked[i]), QString());
    }
    QVERIFY(client.run(manyPrompts(gated.model, 3), {}));
}

// Which is found out when the pass is put together.
void TestGenerationServiceReading::aPromptThatIsTooLong()
{
    Gated gated(57);
    gated.gate.open();
    auto job = manyPrompts(gated.model, 4);
    job.prompts[2].resize(301);
    GenerationService service;
    GenerationClient client(service);
    const NotedJob other(client, longJob(gated.model));
    const NotedJob fails(client, job);
    QVERIFY2(fails.notes().sentence().contains("301 tokens"), qPrintable(fails.notes().sentence()));
    QCOMPARE(wrong(other.notes(), gated.inner, longJob(gated.model)), QString());
}

LOGITSCOPE_TEST(TestGenerationServiceReading)
#include "tst_generation_service_reading.moc"
