#include "app/engine/engine.h"
#include "core/generation/continuation.h"
#include "core/sampling/distribution.h"
#include "tests/test_program.h"

#include <QSignalSpy>
#include <QTest>

using namespace logitscope;

namespace
{

// The tokens that the core alone draws.
std::vector<TokenId> coresTokens(const std::string& prompt, int count, std::uint64_t seed)
{
    const auto model = openModelFolder(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu}).value();
    auto continuation = Continuation::begin(model, prompt, seed).value();
    std::vector<TokenId> tokens;
    for (int i = 0; i < count; ++i)
        tokens.push_back(continuation.advance({}).value().token);
    return tokens;
}

void collect(Engine& engine, std::vector<TokenId>& tokens)
{
    for (const auto& record : engine.takeSteps())
        tokens.push_back(record.step.token);
}

} // namespace

class EngineTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { engine_.reset(); }

    void drawsWhatTheCoreDraws();
    void everyStepBringsTheLogitsThatChoseIt();
    void aStopBeforeTheStartIsNotLost();
    void aNewRunShowsNothingOfTheOldOne();
    void proceedsWhereItStopped();
    void aModelThatCantBeOpenedChangesNothing();
    void openingSaysHowFarItIs();
    void ofTwoOpeningsTheLaterCounts();
    void aLaterOpeningThatFailsChangesNothing();
    void anOpeningEndsTheRunAndLosesNoStep();
    void clearingEndsNoOpening();
    void withoutAModelTheRunFails();
    void endsInTheMiddleOfARun();
    void endsInTheMiddleOfAnOpening();

private:
    bool open(const QString& folder = LOGITSCOPE_STARTER_MODEL);

    std::unique_ptr<Engine> engine_;
};

void EngineTest::init()
{
    engine_ = std::make_unique<Engine>();
    QVERIFY(open());
}

bool EngineTest::open(const QString& folder)
{
    QSignalSpy opened(engine_.get(), &Engine::modelOpened);
    engine_->openModel(folder, {.device = Device::Cpu});
    return opened.wait(30'000);
}

void EngineTest::drawsWhatTheCoreDraws()
{
    QSignalSpy ended(engine_.get(), &Engine::runEnded);
    engine_->generate({"Once upon", 9, 20});
    QVERIFY(engine_->isRunning());
    QVERIFY(ended.wait());
    QVERIFY(!engine_->isRunning());
    QCOMPARE(ended.front().front().value<StopReason>(), StopReason::Length);

    std::vector<TokenId> tokens;
    collect(*engine_, tokens);
    QCOMPARE(tokens, coresTokens("Once upon", 20, 9));
}

void EngineTest::everyStepBringsTheLogitsThatChoseIt()
{
    QSignalSpy ended(engine_.get(), &Engine::runEnded);
    engine_->generate({"Once upon", 9, 5});
    QVERIFY(ended.wait());
    const auto records = engine_->takeSteps();
    QCOMPARE(records.size(), std::size_t(5));
    for (const auto& [step, logits] : records) {
        const auto distribution = Distribution::rank(logits).value();
        const auto shaped = distribution.shape(step.settings);
        QCOMPARE(distribution.token(shaped.draw(step.u)), step.token);
        QCOMPARE(shaped.info, step.info);
    }
}

void EngineTest::aStopBeforeTheStartIsNotLost()
{
    QSignalSpy ended(engine_.get(), &Engine::runEnded);
    engine_->generate({"Once upon", 1, 500});
    engine_->stop(); // the worker has hardly heard of the run
    QVERIFY(ended.wait());
    QCOMPARE(ended.front().front().value<StopReason>(), StopReason::Stopped);
    QVERIFY(engine_->takeSteps().size() < 500); // how many depends on which thread is quicker
}

void EngineTest::aNewRunShowsNothingOfTheOldOne()
{
    QSignalSpy arrived(engine_.get(), &Engine::stepsArrived);
    QSignalSpy ended(engine_.get(), &Engine::runEnded);
    engine_->generate({"Once upon", 1, 500});
    QVERIFY(arrived.wait());
    engine_->generate({"A ship", 2, 12});
    QCOMPARE(ended.count(), 1); // the old one ended at once, as far as anybody here is concerned
    QVERIFY(ended.wait());
    std::vector<TokenId> tokens;
    collect(*engine_, tokens);
    QCOMPARE(tokens, coresTokens("A ship", 12, 2));
    QCOMPARE(ended.count(), 2);
}

void EngineTest::proceedsWhereItStopped()
{
    QSignalSpy ended(engine_.get(), &Engine::runEnded);
    std::vector<TokenId> tokens;
    engine_->generate({"A ship", 2, 4});
    QVERIFY(ended.wait());
    for (int i = 0; i < 3; ++i) {
        engine_->proceed(2);
        QVERIFY(ended.wait());
    }
    collect(*engine_, tokens);
    QCOMPARE(tokens, coresTokens("A ship", 10, 2));
}

void EngineTest::aModelThatCantBeOpenedChangesNothing()
{
    QSignalSpy ended(engine_.get(), &Engine::runEnded);
    engine_->generate({"A ship", 2, 4});
    QVERIFY(ended.wait());

    QSignalSpy failed(engine_.get(), &Engine::modelOpeningFailed);
    engine_->openModel("/nowhere/at/all", {.device = Device::Cpu});
    QVERIFY(failed.wait());
    QVERIFY(failed.front().front().toString().contains("/nowhere/at/all"));

    engine_->proceed(2);
    QVERIFY(ended.wait());
    std::vector<TokenId> tokens;
    collect(*engine_, tokens);
    QCOMPARE(tokens, coresTokens("A ship", 6, 2));
}

void EngineTest::openingSaysHowFarItIs()
{
    QSignalSpy progressed(engine_.get(), &Engine::modelOpeningProgressed);
    QVERIFY(open());
    QVERIFY(!progressed.isEmpty());
    QVERIFY(progressed.size() <= 101); // no more than a bar can show
    int last = -1;
    for (const auto& arguments : progressed) {
        QVERIFY(arguments.front().toInt() > last);
        last = arguments.front().toInt();
    }
    QCOMPARE(last, 100);
}

void EngineTest::ofTwoOpeningsTheLaterCounts()
{
    QSignalSpy opened(engine_.get(), &Engine::modelOpened);
    QSignalSpy failed(engine_.get(), &Engine::modelOpeningFailed);
    engine_->openModel("/nowhere/at/all", {.device = Device::Cpu});
    engine_->openModel(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu});
    engine_->openModel(LOGITSCOPE_STARTER_MODEL,
                       {.device = Device::Cpu, .precision = Precision::BF16});
    QVERIFY(engine_->isOpening());
    QVERIFY(opened.wait(30'000));
    QVERIFY(!engine_->isOpening());
    QCOMPARE(opened.count(), 1);
    QCOMPARE(failed.count(), 0);
    const auto model = opened.front().front().value<std::shared_ptr<const OpenModel>>();
    QCOMPARE(model->model->info().precision, std::string("BF16"));
}

void EngineTest::aLaterOpeningThatFailsChangesNothing()
{
    QSignalSpy ended(engine_.get(), &Engine::runEnded);
    engine_->generate({"A ship", 2, 4});
    QVERIFY(ended.wait());

    QSignalSpy failed(engine_.get(), &Engine::modelOpeningFailed);
    engine_->openModel(LOGITSCOPE_STARTER_MODEL,
                       {.device = Device::Cpu, .precision = Precision::INT8});
    engine_->openModel("/nowhere/at/all", {.device = Device::Cpu});
    QVERIFY(failed.wait(30'000));
    engine_->proceed(2); // by the model that was open, whether or not the first one came as far
    QVERIFY(ended.wait());
    std::vector<TokenId> tokens;
    collect(*engine_, tokens);
    QCOMPARE(tokens, coresTokens("A ship", 6, 2));
}

void EngineTest::anOpeningEndsTheRunAndLosesNoStep()
{
    QSignalSpy arrived(engine_.get(), &Engine::stepsArrived);
    QSignalSpy ended(engine_.get(), &Engine::runEnded);
    QSignalSpy failed(engine_.get(), &Engine::modelOpeningFailed);
    engine_->generate({"A ship", 2, 500});
    QVERIFY(arrived.wait());
    engine_->openModel("/nowhere/at/all", {.device = Device::Cpu});
    QVERIFY(failed.wait(30'000));
    QCOMPARE(ended.count(), 1);
    QVERIFY(!engine_->isRunning());

    std::vector<TokenId> tokens;
    collect(*engine_, tokens);
    const auto before = tokens.size();
    QVERIFY(before < 500);
    engine_->proceed(2);
    QVERIFY(ended.wait());
    collect(*engine_, tokens);
    QCOMPARE(tokens.size(), before + 2);
    QCOMPARE(tokens, coresTokens("A ship", static_cast<int>(tokens.size()), 2));
}

void EngineTest::clearingEndsNoOpening()
{
    QSignalSpy opened(engine_.get(), &Engine::modelOpened);
    engine_->openModel(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu});
    engine_->clear();
    QVERIFY(opened.wait(30'000));
}

void EngineTest::withoutAModelTheRunFails()
{
    Engine empty;
    QSignalSpy failed(&empty, &Engine::runFailed);
    empty.generate({"A ship", 1, 3});
    QVERIFY(failed.wait());
    QVERIFY(failed.front().front().toString().contains("No model is open"));
    QVERIFY(!empty.isRunning());
}

void EngineTest::endsInTheMiddleOfARun()
{
    QSignalSpy arrived(engine_.get(), &Engine::stepsArrived);
    engine_->generate({"Once upon", 1, 500});
    QVERIFY(arrived.wait());
    engine_.reset(); // joins the worker's thread
}

void EngineTest::endsInTheMiddleOfAnOpening()
{
    QSignalSpy progressed(engine_.get(), &Engine::modelOpeningProgressed);
    engine_->openModel(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu});
    QVERIFY(progressed.wait(30'000));
    engine_.reset();
}

LOGITSCOPE_TEST(EngineTest)
#include "tst_engine.moc"
