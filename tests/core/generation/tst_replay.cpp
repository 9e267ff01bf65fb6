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

const SamplerChain warm = basicChain({.temperature = 1.4, .topK = 30});

// Every stage that looks at more than a step's logits.
SamplerChain withAll(Pick pick = Pick::InverseCdf)
{
    auto chain = warm;
    chain.put({StageKind::RepetitionPenalty, {1.05}});
    chain.put({StageKind::PresencePenalty, {0.1}});
    chain.put({StageKind::FrequencyPenalty, {0.2}});
    chain.put({StageKind::Dry, {1.5, 1.75, 1.0}});
    chain.put({StageKind::Xtc, {0.05, 0.5}});
    chain.put({StageKind::Mirostat, {4.0, 0.5}});
    chain.pick = pick;
    return chain;
}

// Two rows, drawn without the service.
Run drawn(const std::shared_ptr<const OpenModel>& model, const SamplerChain& settings = warm,
          int tokens = 12)
{
    Run run{.model = "made up",
            .prompt = "abc",
            .promptTokens = tokensOf(*model, "abc").value(),
            .branches = {}};
    for (const std::uint64_t stream : {0, 3}) {
        auto alone = drawAlone(model, run.promptTokens, settings, 5, tokens, stream);
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
    void otherChains_data();
    void otherChains();
    void changesOfAChain_data();
    void changesOfAChain();
    void roundingOfAnotherProcessor();
    void chosenTokensKeepTheirNumbers();
    void chosenUnderPenalties();
    void withoutIdsThePromptIsRead();
    void anotherModel();
    void unknownTokens();

private:
    Result<Replay> again(const Run& run) { return replay(client_, model_, run); }

    std::shared_ptr<const OpenModel> model_ = openEndless(31);
    std::shared_ptr<const OpenModel> longer_ = openEndless(31, {.contextLength = 40});
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

void TestReplay::otherChains_data()
{
    QTest::addColumn<SamplerChain>("chain");
    const auto all = withAll();
    for (const auto& stage : all.stages) {
        auto chain = warm;
        chain.put(stage);
        QTest::newRow(describe(stage.kind).key.data()) << chain;
    }
    auto chain = warm;
    chain.pick = Pick::Gumbel;
    QTest::newRow("Gumbel-max") << chain;
    QTest::newRow("all") << all;
    QTest::newRow("all, Gumbel-max") << withAll(Pick::Gumbel);
}

// Made again from what the file says of the text before a step and of mirostat's bound.
void TestReplay::otherChains()
{
    QFETCH(SamplerChain, chain);
    const auto run = drawn(longer_, chain, 36);
    const auto replayed = replay(client_, longer_, run);
    QVERIFY(replayed);
    QVERIFY2(!replayed->difference, replayed->difference->sentence.c_str());
    QCOMPARE(replayed->tokens, 72);
}

void TestReplay::changesOfAChain_data()
{
    using Change = std::function<void(Step&)>;
    QTest::addColumn<Change>("change");
    QTest::addColumn<int>("behind"); // how many steps it shows
    QTest::addColumn<int>("least");  // of so many of the 36 changed steps
    const auto row = [](const char* name, int behind, int least, Change change) {
        QTest::newRow(name) << std::move(change) << behind << least;
    };
    const auto value = [&](const char* name, int least, StageKind kind, double changed) {
        row(name, 0, least, [=](Step& step) { step.settings.set(kind, changed); });
    };
    row("mu", 0, 36, [](Step& step) { *step.mu += 1.0; });
    row("without mu", 1, 20, [](Step& step) { step.mu.reset(); });
    value("repetition penalty", 20, StageKind::RepetitionPenalty, 1.1);
    value("presence penalty", 20, StageKind::PresencePenalty, 0.3);
    value("frequency penalty", 20, StageKind::FrequencyPenalty, 0.4);
    value("DRY", 1, StageKind::Dry, 3.0);
    value("XTC", 1, StageKind::Xtc, 0.5);
    row("pick", 0, 5, [](Step& step) { step.settings.pick = Pick::Gumbel; });
}

// In the file, at any one step.
void TestReplay::changesOfAChain()
{
    QFETCH(std::function<void(Step&)>, change);
    QFETCH(int, behind);
    QFETCH(int, least);
    const auto run = drawn(longer_, withAll(), 36);
    int found = 0;
    for (int at = 0; at < 36; ++at) {
        auto other = run;
        other.branches[1] = changedAt(run.branches[1], static_cast<std::size_t>(at), change);
        const auto replayed = replay(client_, longer_, other);
        QVERIFY(replayed);
        if (!replayed->difference)
            continue;
        ++found;
        QCOMPARE(replayed->difference->row, std::size_t{1});
        QCOMPARE(replayed->difference->step, at + behind);
    }
    QVERIFY2(found >= least, qPrintable(QString("%1 are found").arg(found)));
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

// The model's own rank and probability; the sampling probability under the penalties, XTC's chance
// and mirostat's bound.
void TestReplay::chosenUnderPenalties()
{
    const auto chain = withAll();
    auto run = drawn(model_, chain);
    auto& row = run.branches[0];
    const auto path = pathTo(row.leaf);
    const auto text = textBefore(run, row, 8);
    const auto context = model_->model->newContext();
    const auto distribution = Distribution::rank(context->prefill(text).value()).value();
    const ChainInput input{.prompt = run.promptTokens,
                           .sampled = std::span(text).subspan(run.promptTokens.size()),
                           .chance = Dice(5).chance(8),
                           .mu = path[7]->step.mu};
    const auto penalised = distribution.penalised(chain, input);
    const auto shaped = penalised.shape(chain, input);
    QVERIFY(shaped.info == path[8]->step.info);
    QVERIFY(shaped.info.kept > 2);
    const int rank = shaped.begin + 2;
    auto chosen = path[8]->step;
    chosen.token = penalised.token(rank);
    chosen.rank = distribution.rankOf(chosen.token);
    chosen.chosen = true;
    chosen.modelProbability = distribution.probability(chosen.rank);
    chosen.samplingProbability = shaped.probability(rank);
    chosen.mu = shaped.mirostat->next(penalised.penalisedLogit(rank));
    const auto difference = [&](const std::function<void(Step&)>& change) {
        auto changed = chosen;
        change(changed);
        row.leaf = follow(path[7], changed);
        return again(run)->difference;
    };
    QVERIFY(!difference([](Step&) {}));
    QCOMPARE(difference([](Step& step) { ++step.rank; })->step, 8);
    QCOMPARE(difference([](Step& step) { step.modelProbability /= 2; })->step, 8);
    QCOMPARE(difference([](Step& step) { step.samplingProbability /= 2; })->step, 8);
    QCOMPARE(difference([](Step& step) { *step.mu += 0.01; })->step, 8);
    QCOMPARE(
        difference([](Step& step) { step.settings.set(StageKind::RepetitionPenalty, 1.5); })->step,
        8);
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
