#include "core/generation/replay.h"
#include "core/sampling/distribution.h"
#include "tests/core/generation/alone.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/run/branches.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>
#include <functional>
#include <utility>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

const SamplerSettings warm{.temperature = 1.4, .topK = 30};

// Two rows, drawn without the service.
Run drawn(const std::shared_ptr<const OpenModel>& model)
{
    Run run{.model = "made up",
            .prompt = "abc",
            .promptTokens = tokensOf(*model, "abc").value(),
            .branches = {}};
    for (const std::uint64_t stream : {0, 3}) {
        auto alone = drawAlone(model, run.promptTokens, warm, 5, 12, stream);
        run.branches.push_back({.name = "warm",
                                .leaf = follow(nullptr, std::move(alone.steps)),
                                .seed = 5,
                                .stopReason = alone.reason});
    }
    return run;
}

} // namespace

class TestReplay : public QObject
{
    Q_OBJECT

private slots:
    void theSameRun();
    void everyNumberIsCompared_data();
    void everyNumberIsCompared();
    void roundingOfAnotherProcessor();
    void chosenTokensKeepTheirNumbers();
    void withoutIdsThePromptIsRead();
    void anotherModel();
    void unknownTokens();

private:
    Result<Replay> again(const Run& run) { return replay(client_, model_, run); }

    std::shared_ptr<const OpenModel> model_ = openEndless(31);
    GenerationService service_;
    GenerationClient client_{service_};
};

void TestReplay::theSameRun()
{
    auto run = drawn(model_);
    QCOMPARE(again(run)->tokens, 24);
    QVERIFY(!again(run)->difference);
    auto steps = stepsOf(run.branches[0]);
    for (auto& step : steps) // a sum's last bit
        step.info.samplingEntropy = std::nextafter(step.info.samplingEntropy, 10.0);
    run.branches[0].leaf = follow(nullptr, std::move(steps));
    QVERIFY(!again(run)->difference);
    run.branches.clear();
    QCOMPARE(again(run)->tokens, 0);
}

void TestReplay::everyNumberIsCompared_data()
{
    using Change = std::function<void(Step&)>;
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* word, Change change) {
        QTest::newRow(word) << std::move(change) << QString(word);
    };
    const auto nudge = [](double& number) { number *= 1.0 + 3e-9; };
    row("token", [](Step& step) { step.token = step.token == 7 ? 8 : 7; });
    row("u", [=](Step& step) { nudge(step.u); });
    row("rank", [](Step& step) { ++step.rank; });
    row("probability_raw", [=](Step& step) { nudge(step.modelProbability); });
    row("probability_final", [=](Step& step) { nudge(step.samplingProbability); });
    row("entropy_original", [=](Step& step) { nudge(step.info.modelEntropy); });
    row("entropy_final", [=](Step& step) { nudge(step.info.samplingEntropy); });
    row("effective_vocabulary", [=](Step& step) { nudge(step.info.effectiveVocabulary); });
    row("kept", [](Step& step) { --step.info.kept; });
    row("top_token_probability", [=](Step& step) { nudge(step.info.topTokenProbability); });
}

// Beyond rounding, at any step: and the first that differs is named.
void TestReplay::everyNumberIsCompared()
{
    QFETCH(std::function<void(Step&)>, change);
    QFETCH(QString, word);
    for (const std::size_t at : {std::size_t{0}, std::size_t{4}, std::size_t{11}}) {
        auto run = drawn(model_);
        run.branches[1] = changedAt(run.branches[1], at, change);
        const auto replayed = again(run);
        QVERIFY(replayed && replayed->difference);
        QCOMPARE(replayed->difference->row, std::size_t{1});
        QCOMPARE(replayed->difference->step, static_cast<int>(at));
        QVERIFY2(QString::fromStdString(replayed->difference->sentence).startsWith(word + " "),
                 replayed->difference->sentence.c_str());
    }
}

void TestReplay::roundingOfAnotherProcessor()
{
    const auto run = drawn(model_);
    const auto nudged = [&](double part) {
        auto other = run;
        other.branches[1] = changedAt(run.branches[1], 4,
                                      [part](Step& step) { step.modelProbability *= 1.0 + part; });
        return other;
    };
    QVERIFY(again(nudged(5e-5))->difference->isRounding);
    QVERIFY(!again(nudged(2e-4))->difference->isRounding);
    QVERIFY(!replay(client_, model_, nudged(5e-5), Rounding::OfAny)->difference);
    QCOMPARE(replay(client_, model_, nudged(2e-4), Rounding::OfAny)->difference->step, 4);

    auto other = run;
    other.branches[0] = changedAt(run.branches[0], 3, [](Step& step) { ++step.token; });
    QCOMPARE(replay(client_, model_, other, Rounding::OfAny)->difference->step, 3);
    QVERIFY(!again(other)->difference->isRounding);
}

void TestReplay::chosenTokensKeepTheirNumbers()
{
    auto run = drawn(model_);
    auto& row = run.branches[0];
    const auto context = model_->model->newContext();
    const auto text = textBefore(run, row, 5);
    const auto distribution = Distribution::rank(context->prefill(text).value()).value();
    const auto shaped = distribution.shape(warm);
    const auto path = pathTo(row.leaf);
    auto chosen = path[5]->step;
    chosen.rank = 2;
    chosen.token = distribution.token(2);
    chosen.chosen = true;
    chosen.modelProbability = distribution.probability(2);
    chosen.samplingProbability = shaped.probability(2);
    row.leaf = follow(path[4], chosen);
    QVERIFY(!again(run)->difference);
    chosen.modelProbability /= 2;
    row.leaf = follow(path[4], chosen);
    QCOMPARE(again(run)->difference->step, 5);
}

void TestReplay::withoutIdsThePromptIsRead()
{
    auto run = drawn(model_);
    run.promptTokens.clear();
    QVERIFY(!again(run)->difference);
    run.prompt = "abd";
    QCOMPARE(again(run)->difference->row, std::size_t{0});
}

void TestReplay::anotherModel()
{
    const auto run = drawn(openEndless(32));
    const auto replayed = again(run);
    QVERIFY(replayed && replayed->difference);
    QCOMPARE(replayed->difference->row, std::size_t{0});
}

void TestReplay::unknownTokens()
{
    auto run = drawn(model_);
    run.branches[1] = changedAt(run.branches[1], 2, [](Step& step) { step.token = 100'000; });
    const auto replayed = again(run);
    QVERIFY(!replayed);
    QVERIFY(QString::fromStdString(replayed.error().message).contains("token 100000"));

    run = drawn(model_);
    run.promptTokens.resize(5'000, 1);
    QVERIFY(QString::fromStdString(again(run).error().message).contains("context holds"));
}

LOGITSCOPE_TEST(TestReplay)
#include "tst_replay.moc"
