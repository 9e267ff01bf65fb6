#include "app/engine/generator.h"
#include "core/generation/score.h"
#include "core/sampling/distribution.h"
#include "core/sampling/strategy.h"
#include "tests/core/generation/alone.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/model/random_floats.h"
#include "tests/test_program.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <variant>

using namespace logitscope;

namespace
{

using Tokens = std::vector<TokenId>;
using Model = std::shared_ptr<const OpenModel>;

// What a generator told of each row.
struct Told
{
    Tokens tokens = {};
    std::vector<StepRecord> records = {};
    std::optional<StopReason> reason = {};
};

void collect(Generator& generator, std::map<int, Told>& rows)
{
    for (auto& [row, what] : generator.takeEvents()) {
        auto& told = rows[row];
        QVERIFY(!told.reason);
        if (auto* record = std::get_if<StepRecord>(&what)) {
            told.tokens.push_back(record->step.token);
            told.records.push_back(std::move(*record));
        } else {
            told.reason = std::get<StopReason>(what);
        }
    }
}

std::map<int, Told> toldBy(Generator& generator)
{
    std::map<int, Told> rows;
    collect(generator, rows);
    return rows;
}

int tokensIn(const std::map<int, Told>& rows)
{
    int count = 0;
    for (const auto& [row, told] : rows)
        count += static_cast<int>(told.tokens.size());
    return count;
}

} // namespace

class GeneratorTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void cleanup() { generator_.reset(); }

    void tellsWhatEachRowDraws();
    void everyStepBringsTheLogitsThatChoseIt();
    void eventsCanBeTakenOnTheWay();
    void goesOnWhereItStopped();
    void followsTheSliders();
    void stopKeepsWhatIsThere();
    void aStopBeforeTheStartIsNotLost();
    void aNewRunShowsNothingOfTheOldOne();
    void forgetsTheRun();
    void readsAsTheModelDoes();
    void readsDuringARun();
    void scoresInTheSamePass();
    void aStartCallsScoringOff();
    void scoresOfAnotherModelAreForgotten();
    void theLatestQuestionIsAnswered();
    void aTextThatIsTooLongIsNotRead();
    void anotherModelIsAskedFromThenOn();
    void aPromptThatIsTooLongFails();
    void endsInTheMiddleOfARun();

private:
    Tokens tokens(const std::string& text) const { return model_->tokenizer.encode(text).value(); }

    GenerationJob someJob(const std::string& prompt, int count) const;
    void verifyRows(const std::map<int, Told>& rows, const GenerationJob& job);
    void verifyAnswer(const QList<QVariant>& answer, const Tokens& text, const Model& model);

    Model model_;
    GenerationService service_;
    std::unique_ptr<Generator> generator_;
};

void GeneratorTest::initTestCase()
{
    model_ = openModelFolder(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu}).value();
}

void GeneratorTest::init()
{
    generator_ = std::make_unique<Generator>(service_);
}

// Every strategy, with a stream of its own.
GenerationJob GeneratorTest::someJob(const std::string& prompt, int count) const
{
    GenerationJob job{.model = model_, .prompts = {tokens(prompt)}, .tokens = count};
    for (const auto& strategy : strategies())
        job.rows.push_back({.seed = 9, .stream = job.rows.size(), .settings = strategy.settings});
    return job;
}

void GeneratorTest::verifyRows(const std::map<int, Told>& rows, const GenerationJob& job)
{
    QCOMPARE(rows.size(), job.rows.size());
    for (const auto& [row, told] : rows) {
        const auto& asked = job.rows[static_cast<std::size_t>(row)];
        const auto alone = drawAlone(job.model, job.prompts.front(), asked.settings, asked.seed,
                                     job.tokens, asked.stream);
        QCOMPARE(told.tokens, alone.tokens());
        QVERIFY(told.reason == alone.reason);
    }
}

void GeneratorTest::verifyAnswer(const QList<QVariant>& answer, const Tokens& text,
                                 const Model& model)
{
    const auto context = model->model->newContext();
    const auto logits = context->prefill(text).value();
    QCOMPARE(answer[0].value<Tokens>(), text);
    QVERIFY(sameBits(answer[1].value<std::vector<float>>(), {logits.begin(), logits.end()}));
}

void GeneratorTest::tellsWhatEachRowDraws()
{
    const auto job = someJob("Once upon", 12);
    QSignalSpy arrived(generator_.get(), &Generator::eventsArrived);
    QSignalSpy ended(generator_.get(), &Generator::ended);
    generator_->start(job, Generator::Logits::Dropped);
    QVERIFY(generator_->isRunning());
    QVERIFY(ended.wait(60'000));
    QVERIFY(!generator_->isRunning());
    QCOMPARE(arrived.count(), 1); // nothing was taken meanwhile

    const auto rows = toldBy(*generator_);
    QVERIFY(tokensIn(rows) > 18);
    verifyRows(rows, job);
    for (const auto& [row, told] : rows)
        for (const auto& record : told.records)
            QVERIFY(record.logits.empty());
    QVERIFY(generator_->takeEvents().empty());
}

void GeneratorTest::everyStepBringsTheLogitsThatChoseIt()
{
    QSignalSpy ended(generator_.get(), &Generator::ended);
    generator_->start(someJob("Once upon", 5), Generator::Logits::Kept);
    QVERIFY(ended.wait(60'000));
    const auto rows = toldBy(*generator_);
    QCOMPARE(tokensIn(rows), 5 * static_cast<int>(strategies().size()));
    for (const auto& [row, told] : rows) {
        for (const auto& [step, logits] : told.records) {
            const auto distribution = Distribution::rank(logits).value();
            const auto shaped = distribution.shape(step.settings);
            QCOMPARE(distribution.token(shaped.draw(step.u)), step.token);
            QCOMPARE(shaped.info, step.info);
        }
    }
}

void GeneratorTest::eventsCanBeTakenOnTheWay()
{
    const auto job = someJob("Once upon", 20);
    std::map<int, Told> rows;
    connect(generator_.get(), &Generator::eventsArrived, this, [&] { collect(*generator_, rows); });
    QSignalSpy ended(generator_.get(), &Generator::ended);
    generator_->start(job, Generator::Logits::Dropped);
    QVERIFY(ended.wait(60'000));
    collect(*generator_, rows);
    verifyRows(rows, job);
}

void GeneratorTest::goesOnWhereItStopped()
{
    QSignalSpy ended(generator_.get(), &Generator::ended);
    GenerationJob job{.model = model_, .prompts = {tokens("A ship")}, .rows = {{.seed = 2}}};
    for (const int count : {4, 2, 2, 2}) {
        job.tokens = count;
        generator_->start(job, Generator::Logits::Dropped);
        QVERIFY(ended.wait(30'000));
        const auto told = toldBy(*generator_)[0];
        auto& soFar = job.rows.front().continuation;
        soFar.insert(soFar.end(), told.tokens.begin(), told.tokens.end());
    }
    QCOMPARE(job.rows.front().continuation, drawAlone(model_, "A ship", {}, 2, 10).tokens());
}

void GeneratorTest::followsTheSliders()
{
    const auto live = std::make_shared<LiveSettings>();
    const SamplerChain first = basicChain({.temperature = 1.3});
    const SamplerChain greedy = basicChain({.temperature = 0.0});
    live->set(first);
    GenerationJob job{.model = model_, .prompts = {tokens("A ship")}, .tokens = 400};
    JobRow row{.seed = 2};
    row.settingsAt = [live](int) { return live->now(); };
    job.rows.push_back(row);
    QSignalSpy arrived(generator_.get(), &Generator::eventsArrived);
    QSignalSpy ended(generator_.get(), &Generator::ended);
    generator_->start(job, Generator::Logits::Dropped);
    QVERIFY(arrived.wait(30'000));
    live->set(greedy);
    QVERIFY(ended.wait(60'000));
    const auto told = toldBy(*generator_)[0];
    QVERIFY(told.records.front().step.settings == first);
    QVERIFY(told.records.back().step.settings == greedy);
    QVERIFY(std::ranges::is_sorted(told.records, {}, [&](const StepRecord& record) {
        return record.step.settings == greedy;
    }));
}

void GeneratorTest::stopKeepsWhatIsThere()
{
    QSignalSpy arrived(generator_.get(), &Generator::eventsArrived);
    QSignalSpy ended(generator_.get(), &Generator::ended);
    generator_->start(someJob("Once upon", 500), Generator::Logits::Dropped);
    QVERIFY(arrived.wait(30'000));
    generator_->stop();
    QVERIFY(ended.wait(30'000));
    QCOMPARE(ended.count(), 1);
    QVERIFY(!generator_->isRunning());

    const auto rows = toldBy(*generator_);
    QVERIFY(tokensIn(rows) > 0);
    QVERIFY(
        std::ranges::all_of(rows, [](const auto& row) { return row.second.reason.has_value(); }));
    QVERIFY(std::ranges::any_of(
        rows, [](const auto& row) { return row.second.reason == StopReason::Stopped; }));
    generator_->stop(); // nothing runs
    QCOMPARE(ended.count(), 1);
}

void GeneratorTest::aStopBeforeTheStartIsNotLost()
{
    QSignalSpy ended(generator_.get(), &Generator::ended);
    generator_->start(someJob("Once upon", 500), Generator::Logits::Dropped);
    generator_->stop(); // the service has hardly heard of the run
    QVERIFY(ended.wait(30'000));
    QVERIFY(!generator_->isRunning());
    const auto rows = toldBy(*generator_);
    QVERIFY(tokensIn(rows) < 500);
    for (const auto& [row, told] : rows)
        QVERIFY(told.reason == StopReason::Stopped);
}

void GeneratorTest::aNewRunShowsNothingOfTheOldOne()
{
    QSignalSpy arrived(generator_.get(), &Generator::eventsArrived);
    QSignalSpy ended(generator_.get(), &Generator::ended);
    generator_->start(someJob("Once upon", 500), Generator::Logits::Dropped);
    QVERIFY(arrived.wait(30'000));
    const auto job = someJob("A ship", 8);
    generator_->start(job, Generator::Logits::Dropped);
    QCOMPARE(ended.count(), 1); // the old one ended at once, as far as anybody here is concerned
    QVERIFY(generator_->isRunning());
    QVERIFY(ended.wait(60'000));
    verifyRows(toldBy(*generator_), job);
    QCOMPARE(ended.count(), 2);
}

void GeneratorTest::forgetsTheRun()
{
    QSignalSpy arrived(generator_.get(), &Generator::eventsArrived);
    QSignalSpy ended(generator_.get(), &Generator::ended);
    generator_->start(someJob("Once upon", 500), Generator::Logits::Dropped);
    QVERIFY(arrived.wait(30'000));
    generator_->forget();
    QCOMPARE(ended.count(), 1);
    QVERIFY(!generator_->isRunning());
    QVERIFY(generator_->takeEvents().empty());
}

void GeneratorTest::readsAsTheModelDoes()
{
    QSignalSpy read(generator_.get(), &Generator::textRead);
    const auto text = tokens("Once upon a time there was a little ship");
    QVERIFY(text.size() > 5);
    const Tokens start(text.begin(), text.begin() + 3);
    Tokens other = text;
    other[4] = other[4] + 1;
    // From the beginning, longer, the same again, shorter, and one that departs.
    for (const auto& one : {start, text, text, start, other, Tokens{text[1]}}) {
        generator_->read(model_, one);
        QVERIFY(read.wait(30'000));
        QCOMPARE(read.count(), 1);
        verifyAnswer(read.takeFirst(), one, model_);
    }
}

void GeneratorTest::readsDuringARun()
{
    const auto job = someJob("Once upon", 400);
    const auto text = tokens("A ship on the sea");
    QSignalSpy read(generator_.get(), &Generator::textRead);
    QSignalSpy ended(generator_.get(), &Generator::ended);
    QSignalSpy arrived(generator_.get(), &Generator::eventsArrived);
    generator_->start(job, Generator::Logits::Dropped);
    QVERIFY(arrived.wait(30'000));
    generator_->read(model_, text);
    QVERIFY(read.wait(30'000));
    QVERIFY(generator_->isRunning());
    verifyAnswer(read.front(), text, model_);

    generator_->stop();
    QVERIFY(ended.wait(30'000));
    for (const auto& [row, told] : toldBy(*generator_)) { // none is another for the question
        const auto& asked = job.rows[static_cast<std::size_t>(row)];
        const auto alone = drawAlone(model_, job.prompts.front(), asked.settings, asked.seed,
                                     static_cast<int>(told.tokens.size()), asked.stream);
        QCOMPARE(told.tokens, alone.tokens());
    }
}

// Of a part of the text, by a question or a run.
void GeneratorTest::scoresInTheSamePass()
{
    const auto text = tokens("Once upon a time there was a little ship on the sea");
    GenerationClient client(service_);
    const auto all = score(client, model_, text).value();
    const int size = static_cast<int>(text.size());
    QSignalSpy scored(generator_.get(), &Generator::scored);
    QSignalSpy read(generator_.get(), &Generator::textRead);
    QSignalSpy ended(generator_.get(), &Generator::ended);
    const auto compare = [&](TextRange range) {
        QCOMPARE(scored.count(), 1);
        const auto told = scored.takeFirst();
        QCOMPARE(told[0].value<Tokens>(), text);
        const int begin = std::max(range.begin, 1);
        const int end = std::min(range.end, size);
        QCOMPARE(told[1].toInt(), begin);
        QVERIFY(told[2].value<std::vector<TokenScore>>() ==
                std::vector(all.begin() + begin - 1, all.begin() + end - 1));
    };
    for (const auto& range : {TextRange{}, TextRange{1, 4}, TextRange{5, size}, TextRange{3, 4}}) {
        generator_->read(model_, text, range);
        QVERIFY(read.wait(30'000));
        compare(range);
        verifyAnswer(read.takeFirst(), text, model_);
        generator_->start({.model = model_, .prompts = {text}, .rows = {{}}, .tokens = 3},
                          Generator::Logits::Dropped, range);
        QVERIFY(ended.wait(30'000));
        compare(range);
        QCOMPARE(toldBy(*generator_)[0].tokens, drawAlone(model_, text, {}, 1, 3, 0).tokens());
    }
    generator_->read(model_, text);
    QVERIFY(read.wait(30'000));
    generator_->read(model_, text, TextRange{size, size}); // all are known
    QVERIFY(read.wait(30'000));
    QCOMPARE(scored.count(), 0);
}

// A run doesn't wait for it. What there is of the scores is told.
void GeneratorTest::aStartCallsScoringOff()
{
    Tokens text;
    while (text.size() < 500)
        text.push_back(static_cast<TokenId>(100 + text.size() * text.size() % 7000));
    GenerationClient client(service_);
    const auto all = score(client, model_, text).value();
    QSignalSpy scored(generator_.get(), &Generator::scored);
    QSignalSpy ended(generator_.get(), &Generator::ended);
    generator_->read(model_, text, TextRange{});
    QVERIFY(score(client, model_, {text.begin(), text.begin() + 64})); // meanwhile some is read
    generator_->start({.model = model_, .prompts = {text}, .rows = {{}}, .tokens = 2},
                      Generator::Logits::Dropped);
    QVERIFY(ended.wait(60'000));
    QCOMPARE(toldBy(*generator_)[0].tokens, drawAlone(model_, text, {}, 1, 2, 0).tokens());
    QVERIFY(scored.count() <= 1);
    if (scored.isEmpty())
        return;
    const auto found = scored.front()[2].value<std::vector<TokenScore>>();
    QVERIFY(std::ranges::equal(found, std::span(all).first(found.size())));
}

void GeneratorTest::scoresOfAnotherModelAreForgotten()
{
    QSignalSpy scored(generator_.get(), &Generator::scored);
    QSignalSpy read(generator_.get(), &Generator::textRead);
    generator_->read(model_, tokens("Once upon a time"), TextRange{});
    generator_->forgetTexts();
    QVERIFY(read.wait(30'000));
    QCOMPARE(scored.count(), 0);
}

void GeneratorTest::theLatestQuestionIsAnswered()
{
    QSignalSpy read(generator_.get(), &Generator::textRead);
    const auto text = tokens("Once upon a time there was a little ship");
    for (std::size_t length = 1; length <= text.size(); ++length)
        generator_->read(model_,
                         {text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length)});
    QVERIFY(read.wait(30'000));
    QCOMPARE(read.count(), 1);
    verifyAnswer(read.front(), text, model_);
}

void GeneratorTest::aTextThatIsTooLongIsNotRead()
{
    QSignalSpy read(generator_.get(), &Generator::textRead);
    QSignalSpy failed(generator_.get(), &Generator::readingFailed);
    const auto length = static_cast<std::size_t>(model_->model->info().contextLength);
    const auto start = tokens("A ship");
    generator_->read(model_, start);
    QVERIFY(read.wait(30'000));
    auto tooLong = start;
    tooLong.resize(length + 1, start[0]);
    generator_->read(model_, tooLong);
    QVERIFY(failed.wait(30'000));
    QVERIFY(failed.front().front().toString().contains(QString::number(length)));
    QCOMPARE(read.count(), 1);

    generator_->read(model_, start); // goes on as before
    QVERIFY(read.wait(30'000));
    verifyAnswer(read.back(), start, model_);
}

void GeneratorTest::anotherModelIsAskedFromThenOn()
{
    const auto other = fixtures::openEndless(3);
    const Tokens text{5, 6, 7};
    QSignalSpy read(generator_.get(), &Generator::textRead);
    QSignalSpy arrived(generator_.get(), &Generator::eventsArrived);
    QSignalSpy ended(generator_.get(), &Generator::ended);
    generator_->read(model_, text);
    QVERIFY(read.wait(30'000));
    generator_->start(someJob("Once upon", 500), Generator::Logits::Dropped);
    QVERIFY(arrived.wait(30'000));
    generator_->stop();
    generator_->forgetTexts();

    generator_->read(other, text);
    QVERIFY(read.wait(30'000));
    verifyAnswer(read.back(), text, other);
    GenerationJob job{.model = other, .prompts = {text}, .rows = {{.seed = 4}}, .tokens = 5};
    if (generator_->isRunning())
        QVERIFY(ended.wait(30'000));
    generator_->start(job, Generator::Logits::Dropped);
    QVERIFY(ended.wait(30'000));
    verifyRows(toldBy(*generator_), job);
}

void GeneratorTest::aPromptThatIsTooLongFails()
{
    auto job = someJob("A ship", 3);
    job.prompts.front().resize(600, job.prompts.front().front());
    QSignalSpy failed(generator_.get(), &Generator::failed);
    QSignalSpy ended(generator_.get(), &Generator::ended);
    generator_->start(job, Generator::Logits::Dropped);
    QVERIFY(failed.wait(30'000));
    QVERIFY(failed.front().front().toString().contains("600"));
    QVERIFY(!generator_->isRunning());
    QCOMPARE(ended.count(), 0);
}

void GeneratorTest::endsInTheMiddleOfARun()
{
    QSignalSpy arrived(generator_.get(), &Generator::eventsArrived);
    generator_->start(someJob("Once upon", 500), Generator::Logits::Dropped);
    QVERIFY(arrived.wait(30'000));
    generator_.reset(); // waits for the service to let go of it

    init();
    generator_->start(someJob("Once upon", 500), Generator::Logits::Dropped);
    generator_->read(model_, {1, 2, 3});
    generator_.reset(); // before it has begun
}

LOGITSCOPE_TEST(GeneratorTest)
#include "tst_generator.moc"
