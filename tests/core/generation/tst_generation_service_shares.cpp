// Clients share the processor's time: the small one doesn't wait for the large one, nor for ever.
// What comes before what is checked, no time.
#include "tests/core/generation/gated_model.h"
#include "tests/test_program.h"

#include <QTest>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

#ifdef NDEBUG
constexpr int manySteps = 100;
#else
constexpr int manySteps = 12; // each takes fifty times as long
#endif

} // namespace

class TestGenerationServiceShares : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void smallComesNext_data();
    void smallComesNext();
    void smallIsDoneBeforeLarge();
    void largeIsNotHeldUpForEver();
    void readingTakesTurnsToo();
    void secondTextsDontWaitForAllFirstOnes();
    void whoHadTheMachineAloneOwesNothing_data();
    void whoHadTheMachineAloneOwesNothing();

private:
    void runAndLetGo(GenerationClient& client);

    std::shared_ptr<const OpenModel> starter_; // so large that passes of many rows take long
};

void TestGenerationServiceShares::initTestCase()
{
    starter_ = openModelFolder(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu}).value();
}

// Something large, until the service's thread has forgotten what is kept of it, and so has nothing
// to do.
void TestGenerationServiceShares::runAndLetGo(GenerationClient& client)
{
    auto model = watched(starter_, [](const Pass&) -> Result<void> { return {}; });
    const std::weak_ptr<const OpenModel> watch = model;
    const auto job = NotedJob(client, shortJob(std::exchange(model, nullptr), 3, 16, manySteps));
    QVERIFY(!job.notes().error);
    client.forgetTexts();
    QTRY_VERIFY(watch.expired());
}

void TestGenerationServiceShares::smallComesNext_data()
{
    QTest::addColumn<int>("jobs");
    QTest::addColumn<int>("prompts"); // of each
    QTest::newRow("a job with many prompts") << 1 << 64;
    QTest::newRow("many jobs") << 64 << 1;
}

// After the pass that runs, however much of the large one's is unread.
void TestGenerationServiceShares::smallComesNext()
{
    QFETCH(int, jobs);
    QFETCH(int, prompts);
    Gated gated(1);
    std::size_t passes = 0;
    {
        GenerationService service;
        GenerationClient large(service);
        GenerationClient small(service);
        auto job = shortJob(gated.model, 250, prompts);
        job.prompts.assign(static_cast<std::size_t>(prompts), job.prompts.front());
        for (int row = 0; row < prompts; ++row)
            job.rows[static_cast<std::size_t>(row)].prompt = row;
        std::vector<NotedJob> ofTheLarge;
        for (int i = 0; i < jobs; ++i)
            ofTheLarge.emplace_back(large, job);
        gated.gate.awaitArrival(1);
        const NotedJob ofTheSmall(small, shortJob(gated.model, 5),
                                  {.finished = [&](const auto&) { passes = gated.passes.size(); }});
        gated.gate.open();
        QCOMPARE(wrong(ofTheSmall.notes(), gated.inner, shortJob(gated.inner, 5)), QString());
        for (const auto& one : ofTheLarge)
            one.cancel();
    }
    const auto lengths = gated.passLengths();
    QCOMPARE(lengths.at(0), 64); // in which the small one came
    QCOMPARE(lengths.at(1), 5);
    QVERIFY(passes < 125); // when half of the large one's texts are unread, or nearly all
}

// It comes when the large one is under way, and has as many tokens to draw.
void TestGenerationServiceShares::smallIsDoneBeforeLarge()
{
    GenerationService service;
    GenerationClient large(service);
    GenerationClient small(service);
    const auto before = std::make_shared<std::atomic<bool>>(false);
    std::optional<NotedJob> ofTheSmall;
    const auto begin = [&](int row, const Step&, std::span<const float>) {
        if (row == 0 && !ofTheSmall)
            ofTheSmall.emplace(small, shortJob(starter_, 3, 1, manySteps));
    };
    const NotedJob ofTheLarge(
        large, shortJob(starter_, 3, 16, manySteps),
        {.stepped = begin, .finished = [&](const auto&) { *before = ofTheSmall->hasEnded(); }});
    QVERIFY(!ofTheLarge.notes().error);
    QVERIFY(*before);
    QVERIFY(!ofTheSmall->notes().error);
}

// By small jobs that come one after the other.
void TestGenerationServiceShares::largeIsNotHeldUpForEver()
{
    GenerationService service;
    GenerationClient large(service);
    GenerationClient small(service);
    std::atomic<bool> isDone = false;
    const NotedJob ofTheLarge(large, shortJob(starter_, 3, 16, 20),
                              {.finished = [&](const auto&) { isDone = true; }});
    int count = 0;
    for (; !isDone && count < 2000; ++count)
        QVERIFY(!NotedJob(small, shortJob(starter_, 3, 1, 3)).notes().error);
    QVERIFY(isDone);
    QVERIFY(!ofTheLarge.notes().error);
}

// Who reads one long text after the other doesn't get a piece for every token of the others.
void TestGenerationServiceShares::readingTakesTurnsToo()
{
    std::atomic<int> pieces = 0;
    const auto model = watched(starter_, [&](const Pass& pass) -> Result<void> {
        pieces += pass.prompt && pass.tokens == 64;
        return {};
    });
    GenerationService service;
    GenerationClient reads(service);
    GenerationClient draws(service);
    auto texts = readJob(model, std::vector<TokenId>(512, 'a')); // eight pieces
    texts.prompts.resize(1000, texts.prompts.front());
    int atTheEnd = 0;
    constexpr int steps = 2 * manySteps;
    const NotedJob reading(reads, texts);
    const NotedJob drawing(draws, shortJob(model, 3, 1, steps),
                           {.finished = [&](const auto&) { atTheEnd = pieces; }});
    QVERIFY(!drawing.notes().error);
    reading.cancel();
    QVERIFY2(atTheEnd < steps * 3 / 4, qPrintable(QString::number(atTheEnd)));
}

// Nor for those that keep coming: one client asks for texts as long as anybody else waits.
void TestGenerationServiceShares::secondTextsDontWaitForAllFirstOnes()
{
    const auto model = openEndless(2, roomy);
    GenerationService service;
    GenerationClient many(service);
    GenerationClient few(service);
    std::atomic<bool> stops = false;
    std::atomic<int> asked = 0;
    const std::function<void(const std::optional<Error>&)> again = [&](const auto&) {
        if (!stops && ++asked < 3000)
            many.submit(readJob(model, std::vector<TokenId>(64, 'a')), {.finished = again});
    };
    for (int i = 0; i < 3; ++i)
        again({});
    auto job = readJob(model, {'b'});
    job.prompts.resize(20, job.prompts.front());
    QVERIFY(!NotedJob(few, job, {.finished = [&](const auto&) { stops = true; }}).notes().error);
    QVERIFY2(asked < 3000, "only when there was nothing else to read");
}

void TestGenerationServiceShares::whoHadTheMachineAloneOwesNothing_data()
{
    QTest::addColumn<bool>("later");
    QTest::newRow("beside an idle one") << false;
    QTest::newRow("before another came") << true;
}

// Nobody saves up time: a client that comes isn't served alone for as long as the first one was.
void TestGenerationServiceShares::whoHadTheMachineAloneOwesNothing()
{
    QFETCH(bool, later);
    GenerationService service;
    GenerationClient one(service, {.keptTokens = 1});
    auto two = std::make_unique<GenerationClient>(service);
    runAndLetGo(one);
    if (later)
        two = std::make_unique<GenerationClient>(service);
    std::optional<NotedJob> again;
    bool before = false;
    const auto begin = [&](int, const Step&, std::span<const float>) {
        if (!again)
            again.emplace(one, shortJob(starter_, 3, 2, 5));
    };
    const NotedJob other(
        *two, shortJob(starter_, 3, 1, manySteps),
        {.stepped = begin, .finished = [&](const auto&) { before = again->hasEnded(); }});
    QVERIFY(!other.notes().error);
    QVERIFY(before);
    QVERIFY(!again->notes().error);
}

LOGITSCOPE_TEST(TestGenerationServiceShares)
#include "tst_generation_service_shares.moc"
