#include "app/compare/comparer.h"
#include "tests/core/generation/batch_run.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/model/random_floats.h"
#include "tests/test_program.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <limits>
#include <memory>
#include <variant>

using namespace logitscope;

namespace
{

using Tokens = std::vector<TokenId>;
using Model = std::shared_ptr<const OpenModel>;

CompareRequest someRequest(const std::string& prompt, int tokens)
{
    return {.prompt = prompt,
            .strategies = {strategies().begin(), strategies().end()},
            .seed = 9,
            .tokens = tokens};
}

// What the core alone says, in its order; stopped after `atMost` events.
std::vector<RowEvent> coresEvents(const Model& model, const CompareRequest& request,
                                  std::size_t atMost = std::numeric_limits<std::size_t>::max())
{
    std::vector<RowEvent> events;
    const auto done = compare(model, request,
                              {.stepped =
                                   [&](int row, const Step& step) {
                                       events.push_back({row, step});
                                   },
                               .ended =
                                   [&](int row, StopReason reason) {
                                       events.push_back({row, reason});
                                   },
                               .stopRequested = [&] { return events.size() >= atMost; }});
    if (!done)
        qFatal("%s", done.error().message.c_str());
    return events;
}

bool sameEvent(const RowEvent& a, const RowEvent& b)
{
    const auto* step = std::get_if<Step>(&a.what);
    const auto* other = std::get_if<Step>(&b.what);
    if (a.row != b.row || !step != !other)
        return false;
    return step ? sameStep(*step, *other)
                : std::get<StopReason>(a.what) == std::get<StopReason>(b.what);
}

std::vector<float> coresLogits(const OpenModel& model, const Tokens& tokens)
{
    const auto context = model.model->newContext();
    const auto logits = context->prefill(tokens).value();
    return {logits.begin(), logits.end()};
}

int stepsIn(const std::vector<RowEvent>& events)
{
    return static_cast<int>(std::ranges::count_if(
        events, [](const auto& event) { return std::holds_alternative<Step>(event.what); }));
}

} // namespace

class ComparerTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void tellsWhatTheCoreTells();
    void eventsCanBeTakenOnTheWay();
    void stopKeepsWhatIsThere();
    void aStopBeforeTheStartIsNotLost();
    void aNewRunShowsNothingOfTheOldOne();
    void forgetsTheRun();
    void answersAsTheModelDoes();
    void answersDuringARun();
    void theLatestQuestionIsAnswered();
    void aTextThatIsTooLongIsNotLookedUp();
    void anotherModelIsAskedFromThenOn();
    void withoutAModelTheRunFails();
    void aPromptThatIsTooLongFails();
    void endsInTheMiddleOfARun();

private:
    void verifyAnswer(const QList<QVariant>& answer, const Tokens& tokens, const Model& model);

    Model model_;
    std::unique_ptr<Comparer> comparer_;
};

void ComparerTest::initTestCase()
{
    model_ = openModelFolder(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu}).value();
}

void ComparerTest::init()
{
    comparer_ = std::make_unique<Comparer>();
    comparer_->setModel(model_);
}

void ComparerTest::verifyAnswer(const QList<QVariant>& answer, const Tokens& tokens,
                                const Model& model)
{
    QCOMPARE(answer[0].value<Tokens>(), tokens);
    QVERIFY(sameBits(answer[1].value<std::vector<float>>(), coresLogits(*model, tokens)));
}

void ComparerTest::tellsWhatTheCoreTells()
{
    auto request = someRequest("Once upon", 12);
    request.repeats = 2;
    request.sameRandomNumbers = false;
    QSignalSpy arrived(comparer_.get(), &Comparer::eventsArrived);
    QSignalSpy ended(comparer_.get(), &Comparer::ended);
    comparer_->start(request);
    QVERIFY(comparer_->isRunning());
    QVERIFY(ended.wait(60'000));
    QVERIFY(!comparer_->isRunning());
    QCOMPARE(arrived.count(), 1); // nothing was taken meanwhile

    const auto events = comparer_->takeEvents();
    QVERIFY(stepsIn(events) > 18);
    QVERIFY(std::ranges::equal(events, coresEvents(model_, request), sameEvent));
    QVERIFY(comparer_->takeEvents().empty());
}

void ComparerTest::eventsCanBeTakenOnTheWay()
{
    const auto request = someRequest("Once upon", 20);
    std::vector<RowEvent> events;
    const auto take = [&] {
        for (auto& event : comparer_->takeEvents())
            events.push_back(std::move(event));
    };
    connect(comparer_.get(), &Comparer::eventsArrived, this, take);
    QSignalSpy ended(comparer_.get(), &Comparer::ended);
    comparer_->start(request);
    QVERIFY(ended.wait(60'000));
    take();
    QVERIFY(std::ranges::equal(events, coresEvents(model_, request), sameEvent));
}

void ComparerTest::stopKeepsWhatIsThere()
{
    QSignalSpy arrived(comparer_.get(), &Comparer::eventsArrived);
    QSignalSpy ended(comparer_.get(), &Comparer::ended);
    comparer_->start(someRequest("Once upon", 500));
    QVERIFY(arrived.wait(30'000));
    comparer_->stop();
    QVERIFY(ended.wait(30'000));
    QCOMPARE(ended.count(), 1);
    QVERIFY(!comparer_->isRunning());

    const auto events = comparer_->takeEvents();
    QVERIFY(stepsIn(events) > 0);
    std::vector<int> stopped;
    for (const auto& [row, what] : events) {
        if (const auto* reason = std::get_if<StopReason>(&what);
            reason && *reason == StopReason::Stopped)
            stopped.push_back(row);
    }
    QVERIFY(!stopped.empty());
    QVERIFY(std::ranges::all_of(
        events.end() - std::ssize(stopped), events.end(),
        [](const auto& event) { return std::holds_alternative<StopReason>(event.what); }));
    comparer_->stop(); // nothing runs
    QCOMPARE(ended.count(), 1);
}

void ComparerTest::aStopBeforeTheStartIsNotLost()
{
    QSignalSpy ended(comparer_.get(), &Comparer::ended);
    comparer_->start(someRequest("Once upon", 500));
    comparer_->stop(); // the worker has hardly heard of the run
    QVERIFY(ended.wait(30'000));
    QVERIFY(!comparer_->isRunning());
    QVERIFY(stepsIn(comparer_->takeEvents()) <= 9);
}

void ComparerTest::aNewRunShowsNothingOfTheOldOne()
{
    QSignalSpy arrived(comparer_.get(), &Comparer::eventsArrived);
    QSignalSpy ended(comparer_.get(), &Comparer::ended);
    comparer_->start(someRequest("Once upon", 500));
    QVERIFY(arrived.wait(30'000));
    const auto request = someRequest("A ship", 8);
    comparer_->start(request);
    QCOMPARE(ended.count(), 1); // the old one ended at once, as far as anybody here is concerned
    QVERIFY(comparer_->isRunning());
    QVERIFY(ended.wait(60'000));
    QVERIFY(std::ranges::equal(comparer_->takeEvents(), coresEvents(model_, request), sameEvent));
    QCOMPARE(ended.count(), 2);
}

void ComparerTest::forgetsTheRun()
{
    QSignalSpy arrived(comparer_.get(), &Comparer::eventsArrived);
    QSignalSpy ended(comparer_.get(), &Comparer::ended);
    comparer_->start(someRequest("Once upon", 500));
    QVERIFY(arrived.wait(30'000));
    comparer_->forget();
    QCOMPARE(ended.count(), 1);
    QVERIFY(!comparer_->isRunning());
    QVERIFY(comparer_->takeEvents().empty());
}

void ComparerTest::answersAsTheModelDoes()
{
    QSignalSpy found(comparer_.get(), &Comparer::logitsFound);
    const auto text = model_->tokenizer.encode("Once upon a time there was a little ship");
    QVERIFY(text.size() > 5);
    const Tokens start(text.begin(), text.begin() + 3);
    Tokens other = text;
    other[4] = other[4] + 1;
    // From the beginning, longer, the same again, shorter, and one that departs.
    for (const auto& tokens : {start, text, text, start, other, Tokens{text[1]}}) {
        comparer_->lookUp(tokens);
        QVERIFY(found.wait(30'000));
        QCOMPARE(found.count(), 1);
        verifyAnswer(found.takeFirst(), tokens, model_);
    }
}

void ComparerTest::answersDuringARun()
{
    const auto request = someRequest("Once upon", 400);
    const auto tokens = model_->tokenizer.encode("A ship on the sea");
    QSignalSpy found(comparer_.get(), &Comparer::logitsFound);
    QSignalSpy ended(comparer_.get(), &Comparer::ended);
    QSignalSpy arrived(comparer_.get(), &Comparer::eventsArrived);
    comparer_->start(request);
    QVERIFY(arrived.wait(30'000));
    comparer_->lookUp(tokens);
    QVERIFY(found.wait(30'000));
    QVERIFY(comparer_->isRunning());
    verifyAnswer(found.front(), tokens, model_);

    comparer_->stop();
    QVERIFY(ended.wait(30'000));
    const auto events = comparer_->takeEvents(); // none is another for the question
    const auto steps = static_cast<std::size_t>(stepsIn(events));
    QVERIFY(std::ranges::equal(events, coresEvents(model_, request, steps), sameEvent));
}

void ComparerTest::theLatestQuestionIsAnswered()
{
    QSignalSpy found(comparer_.get(), &Comparer::logitsFound);
    const auto text = model_->tokenizer.encode("Once upon a time there was a little ship");
    for (std::size_t length = 1; length <= text.size(); ++length)
        comparer_->lookUp({text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length)});
    const auto last = [&found] {
        return found.isEmpty() ? Tokens{} : found.back().front().value<Tokens>();
    };
    QTRY_COMPARE_WITH_TIMEOUT(last(), text, 30'000);
    verifyAnswer(found.back(), text, model_);
}

void ComparerTest::aTextThatIsTooLongIsNotLookedUp()
{
    QSignalSpy found(comparer_.get(), &Comparer::logitsFound);
    QSignalSpy failed(comparer_.get(), &Comparer::lookUpFailed);
    const auto length = static_cast<std::size_t>(model_->model->info().contextLength);
    const auto start = model_->tokenizer.encode("A ship");
    comparer_->lookUp(start);
    QVERIFY(found.wait(30'000));
    auto tooLong = start;
    tooLong.resize(length + 1, start[0]);
    comparer_->lookUp(tooLong);
    QVERIFY(failed.wait(30'000));
    QVERIFY(failed.front().front().toString().contains(QString::number(length)));
    QCOMPARE(found.count(), 1);

    comparer_->lookUp(start); // goes on as before
    QVERIFY(found.wait(30'000));
    verifyAnswer(found.back(), start, model_);
}

void ComparerTest::anotherModelIsAskedFromThenOn()
{
    const auto other = fixtures::openEndless(3);
    const Tokens tokens{5, 6, 7};
    QSignalSpy found(comparer_.get(), &Comparer::logitsFound);
    QSignalSpy arrived(comparer_.get(), &Comparer::eventsArrived);
    QSignalSpy ended(comparer_.get(), &Comparer::ended);
    comparer_->lookUp(tokens);
    QVERIFY(found.wait(30'000));
    comparer_->start(someRequest("Once upon", 500));
    QVERIFY(arrived.wait(30'000));
    comparer_->setModel(other);
    QCOMPARE(ended.count(), 1);

    comparer_->lookUp(tokens);
    QVERIFY(found.wait(30'000));
    verifyAnswer(found.back(), tokens, other);
    const auto request = someRequest("he", 5);
    comparer_->start(request);
    QVERIFY(ended.wait(30'000));
    QVERIFY(std::ranges::equal(comparer_->takeEvents(), coresEvents(other, request), sameEvent));
}

void ComparerTest::withoutAModelTheRunFails()
{
    Comparer empty;
    QSignalSpy failed(&empty, &Comparer::failed);
    QSignalSpy ended(&empty, &Comparer::ended);
    empty.start(someRequest("A ship", 3));
    QVERIFY(failed.wait(30'000));
    QVERIFY(failed.front().front().toString().contains("No model is open"));
    QVERIFY(!empty.isRunning());
    QCOMPARE(ended.count(), 0);
}

void ComparerTest::aPromptThatIsTooLongFails()
{
    std::string prompt;
    for (int i = 0; i < 600; ++i)
        prompt += " ship";
    const auto request = someRequest(prompt, 3);
    const auto core = compare(model_, request,
                              {.stepped = [](int, const Step&) {},
                               .ended = [](int, StopReason) {},
                               .stopRequested = [] { return false; }});
    QVERIFY(!core);
    QSignalSpy failed(comparer_.get(), &Comparer::failed);
    comparer_->start(request);
    QVERIFY(failed.wait(30'000));
    QCOMPARE(failed.front().front().toString(), QString::fromStdString(core.error().message));
    QVERIFY(!comparer_->isRunning());
}

void ComparerTest::endsInTheMiddleOfARun()
{
    QSignalSpy arrived(comparer_.get(), &Comparer::eventsArrived);
    comparer_->start(someRequest("Once upon", 500));
    QVERIFY(arrived.wait(30'000));
    comparer_.reset(); // joins the worker's thread

    init();
    comparer_->start(someRequest("Once upon", 500));
    comparer_->lookUp({1, 2, 3});
    comparer_.reset(); // before it has begun
}

LOGITSCOPE_TEST(ComparerTest)
#include "tst_comparer.moc"
