// Texts of a model of which only the most likely tokens are told.
#include "core/generation/replay.h"
#include "core/generation/score.h"
#include "tests/core/generation/noted_job.h"
#include "tests/core/generation/partial_model.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

// Next to what an F32 logarithm of a probability can tell.
constexpr double inF32 = 1e-5;

GenerationJob partlyJob(const std::shared_ptr<const OpenModel>& model,
                        const std::vector<SamplerChain>& chains, int tokens = 20)
{
    GenerationJob job{.model = model, .prompts = {{'a', 'b', 'c'}}, .tokens = tokens};
    for (const auto& chain : chains)
        job.rows.push_back({.seed = 3, .stream = job.rows.size(), .settings = chain});
    return job;
}

const SamplerChain tenBest = basicChain({.temperature = 1.0, .topK = 10});

SamplerChain nucleus(double p = 0.9)
{
    return basicChain({.temperature = 1.0, .topP = p});
}

SamplerChain repetition(double penalty)
{
    auto chain = tenBest;
    chain.put({StageKind::RepetitionPenalty, {penalty}});
    return chain;
}

} // namespace

class TestPartlyKnown : public QObject
{
    Q_OBJECT

private slots:
    void enoughIsKnown();
    void asksForMore();
    void asksForAllRowsAtOnce();
    void endsWhereTheServerGivesNoMore();
    void takesWhatTheServerGives();
    void othersGoOn();
    void refusesARepetitionPenalty();
    void readsAsManyAsAreAskedFor_data();
    void readsAsManyAsAreAskedFor();
    void scores();
    void canBeMadeAgain();
    void isComparedInWhatBothKnow();
    void cannotBeSampledOfTooFew();

private:
    std::shared_ptr<const OpenModel> whole_ = openEndless(61, {.contextLength = 60});
    std::shared_ptr<Fetches> fetches_;

    std::shared_ptr<const OpenModel> partly(int most = 1'000'000)
    {
        fetches_ = std::make_shared<Fetches>();
        return partial(whole_, {.first = 16, .most = most, .fetches = fetches_});
    }
};

void TestPartlyKnown::enoughIsKnown()
{
    const auto expected = runJob(partlyJob(whole_, {tenBest}));
    const auto notes = runJob(partlyJob(partly(), {tenBest}));
    QVERIFY(!notes.error);
    QCOMPARE(notes.rows[0].tokens(), expected.rows[0].tokens());
    QVERIFY(fetches_->all().empty());
    for (std::size_t i = 0; i < 20; ++i) {
        const auto& step = notes.rows[0].steps[i];
        const auto& same = expected.rows[0].steps[i];
        QCOMPARE(same.coverage, Coverage());
        QCOMPARE(step.coverage.known, 16);
        QCOMPARE(step.coverage.vocabulary, whole_->model->info().vocabularySize);
        QVERIFY(step.coverage.rest > 0.0 && step.coverage.rest < 1.0);
        QCOMPARE(step.rank, same.rank);
        QVERIFY(std::abs(step.modelProbability - same.modelProbability) < inF32);
        QVERIFY(std::abs(step.samplingProbability - same.samplingProbability) < inF32);
        QVERIFY(step.info.modelEntropy < same.info.modelEntropy + inF32);
        QVERIFY(step.info.most->modelEntropy > same.info.modelEntropy - inF32);
    }
}

void TestPartlyKnown::asksForMore()
{
    const auto expected = runJob(partlyJob(whole_, {nucleus()}));
    const auto notes = runJob(partlyJob(partly(), {nucleus()}));
    QCOMPARE(notes.sentence(), QString());
    QCOMPARE(notes.rows[0].tokens(), expected.rows[0].tokens());
    const auto fetched = fetches_->all();
    QVERIFY(!fetched.empty());
    QCOMPARE(fetched.front(), 64); // as candidatesWanted() has it
    for (std::size_t i = 1; i < fetched.size(); ++i)
        QVERIFY(fetched[i] == 64 ||
                fetched[i] == std::min(2 * fetched[i - 1], whole_->model->info().vocabularySize));
    for (const auto& step : notes.rows[0].steps)
        QVERIFY(step.coverage.whole() || step.coverage.known >= 16);
}

void TestPartlyKnown::asksForAllRowsAtOnce()
{
    const std::vector<SamplerChain> chains{nucleus(), tenBest, nucleus(),
                                           basicChain({.temperature = 1.5}), nucleus()};
    const auto expected = runJob(partlyJob(whole_, chains));
    const auto notes = runJob(partlyJob(partly(), chains));
    QCOMPARE(notes.sentence(), QString());
    for (std::size_t row = 0; row < chains.size(); ++row) {
        QCOMPARE(notes.rows[row].tokens(), expected.rows[row].tokens());
        QCOMPARE(notes.rows[row].reason, expected.rows[row].reason);
    }
}

void TestPartlyKnown::endsWhereTheServerGivesNoMore()
{
    auto job = partlyJob(partly(64), {tenBest});
    job.rows[0].settingsAt = [](int step) { return step < 3 ? tenBest : nucleus(0.999); };
    const auto notes = runJob(job);
    QCOMPARE(notes.sentence(),
             QString("step 4: top-p 0.999 needs more candidates than the 64 which the server "
                     "gave; it tells of 64 tokens at most"));
    const auto expected = runJob(partlyJob(whole_, {tenBest}));
    auto tokens = expected.rows[0].tokens();
    tokens.resize(3);
    QCOMPARE(notes.rows[0].tokens(), tokens);
}

// 128 would be asked for, and the 100 that come are enough.
void TestPartlyKnown::takesWhatTheServerGives()
{
    const auto context = whole_->model->newContext();
    const auto logits = context->prefill(std::vector<TokenId>{'a', 'b', 'c'}).value();
    std::vector<double> weights;
    for (const float logit : logits)
        weights.push_back(std::exp(static_cast<double>(logit)));
    const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::ranges::sort(weights, std::greater());
    const double ninety = std::accumulate(weights.begin(), weights.begin() + 90, 0.0) / all;
    const auto job = partlyJob(whole_, {nucleus(ninety)}, 1);
    const auto notes = runJob(partlyJob(partly(100), {nucleus(ninety)}, 1));
    QCOMPARE(notes.sentence(), QString());
    QCOMPARE(notes.rows[0].tokens(), runJob(job).rows[0].tokens());
    QCOMPARE(notes.rows[0].steps[0].coverage.known, 100);
}

void TestPartlyKnown::othersGoOn()
{
    const auto notes = runJob(partlyJob(partly(16), {tenBest, nucleus(), tenBest}));
    QVERIFY2(notes.error && notes.error->message.starts_with("step 1: top-p 0.9 needs more"),
             qPrintable(notes.sentence()));
    QCOMPARE(notes.lengths(), (std::vector<int>{20, 0, 20}));
    QVERIFY(!notes.rows[1].reason);
    QCOMPARE(notes.rows[2].reason, StopReason::Length);
}

// Also where all is known: a server's probabilities have lost the constant.
void TestPartlyKnown::refusesARepetitionPenalty()
{
    const auto chain = repetition(1.3);
    const auto model = partial(whole_, {.first = 1'000'000});
    QCOMPARE(runJob(partlyJob(model, {chain})).sentence(),
             QString("step 1: repetition penalty 1.3 works on logits, and the server gave "
                     "probabilities"));
    QCOMPARE(runJob(partlyJob(whole_, {chain})).sentence(), QString());
    const auto off = repetition(1.0);
    QCOMPARE(runJob(partlyJob(model, {off})).rows[0].tokens(),
             runJob(partlyJob(whole_, {off})).rows[0].tokens());
}

void TestPartlyKnown::readsAsManyAsAreAskedFor_data()
{
    QTest::addColumn<int>("asked");
    QTest::addColumn<int>("most"); // that the server allows
    QTest::addColumn<int>("known");
    QTest::newRow("as it tells") << 0 << 1'000'000 << 16;
    QTest::newRow("more") << 40 << 1'000'000 << 40;
    const int all = whole_->model->info().vocabularySize;
    QTest::newRow("all") << all << 1'000'000 << all;
    QTest::newRow("more than it allows") << all << 50 << 50;
    QTest::newRow("it allows no more") << all << 16 << 16;
}

void TestPartlyKnown::readsAsManyAsAreAskedFor()
{
    QFETCH(int, asked);
    QFETCH(int, most);
    QFETCH(int, known);
    GenerationService service;
    GenerationClient client(service);
    Coverage coverage;
    std::vector<float> logits;
    const auto done = client.run({.model = partial(whole_, {.most = most}),
                                  .prompts = {{'a', 'b', 'c'}},
                                  .candidates = asked},
                                 {.read = [&](int, KnownLogits told) {
                                     coverage = told.coverage;
                                     logits.assign(told.begin(), told.end());
                                 }});
    QVERIFY2(done, done ? "" : done.error().message.c_str());
    QCOMPARE(coverage.known, known);
    QCOMPARE(std::ranges::count_if(logits, [](float logit) { return std::isfinite(logit); }),
             known);
}

void TestPartlyKnown::scores()
{
    GenerationService service;
    GenerationClient client(service);
    const std::vector<TokenId> text = {'T', 'h', 'e', ' ', 256, 's', 'e', 'a', 'a', 'a'};
    const auto expected = score(client, whole_, text).value();
    const auto found = score(client, partly(), text).value();
    QCOMPARE(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        QVERIFY(found[i].most);
        const auto probability = expected[i].probability;
        QVERIFY(probability < found[i].most->probability + inF32);
        QVERIFY(expected[i].rank >= 16 || std::abs(probability - found[i].probability) < inF32);
        QVERIFY(found[i].entropy < expected[i].entropy + inF32);
        QVERIFY(found[i].most->entropy > expected[i].entropy - inF32);
    }
}

void TestPartlyKnown::canBeMadeAgain()
{
    GenerationService service;
    GenerationClient client(service);
    const auto model = partly();
    Run run{.prompt = "abc", .promptTokens = {'a', 'b', 'c'}, .branches = {Branch()}};
    auto steps = runJob(partlyJob(model, {tenBest})).rows[0].steps;
    run.branches[0].seed = 3;
    run.branches[0].leaf = follow(nullptr, std::move(steps));
    const auto again = replay(client, model, run).value();
    QVERIFY2(!again.difference, again.difference ? again.difference->sentence.c_str() : "");
    QCOMPARE(again.tokens, 20);
}

// A run of a whole model is made again where 16 tokens are told, and the other way round.
void TestPartlyKnown::isComparedInWhatBothKnow()
{
    GenerationService service;
    GenerationClient client(service);
    const auto runOf = [&](const std::shared_ptr<const OpenModel>& model) {
        Run run{.prompt = "abc", .promptTokens = {'a', 'b', 'c'}, .branches = {Branch()}};
        auto steps = runJob(partlyJob(model, {tenBest})).rows[0].steps;
        run.branches[0].seed = 3;
        run.branches[0].leaf = follow(nullptr, std::move(steps));
        return run;
    };
    const auto differenceOf = [&](const std::shared_ptr<const OpenModel>& model, const Run& run) {
        const auto again = replay(client, model, run, Rounding::OfAny).value();
        return QString::fromStdString(again.difference ? again.difference->sentence : "");
    };
    const auto ofWhole = runOf(whole_);
    const auto ofPart = runOf(partly());
    QCOMPARE(differenceOf(partly(), ofWhole), QString());
    QCOMPARE(differenceOf(whole_, ofPart), QString());

    const auto changed = [](Run run, const std::function<void(Step&)>& change) {
        auto steps = stepsOf(run.branches[0]);
        change(steps[4]);
        run.branches[0].leaf = follow(nullptr, std::move(steps));
        return run;
    };
    // Upper bounds of as many tokens are the same, too.
    const auto wrongMost =
        changed(ofPart, [](Step& step) { step.info.most->modelEntropy *= 1.01; });
    QVERIFY(differenceOf(partly(), wrongMost).startsWith("entropy_original is between "));
    QCOMPARE(differenceOf(whole_, wrongMost), QString()); // it is still between the bounds
    const auto beyond = changed(ofWhole, [](Step& step) { step.info.modelEntropy += 20.0; });
    QVERIFY(differenceOf(partly(), beyond).startsWith("entropy_original is between "));
    const auto wrong = changed(ofWhole, [](Step& step) { step.modelProbability *= 1.01; });
    QVERIFY(differenceOf(partly(), wrong).startsWith("probability_raw is "));
}

// A nucleus took more tokens than the server tells when it reads the text again.
void TestPartlyKnown::cannotBeSampledOfTooFew()
{
    GenerationService service;
    GenerationClient client(service);
    Run run{.prompt = "abc", .promptTokens = {'a', 'b', 'c'}, .branches = {Branch()}};
    run.branches[0].seed = 3;
    run.branches[0].leaf =
        follow(nullptr, runJob(partlyJob(whole_, {nucleus(0.99)})).rows[0].steps);
    const auto again = replay(client, partly(), run, Rounding::OfAny).value();
    QVERIFY2(!again.difference, again.difference ? again.difference->sentence.c_str() : "");
    QCOMPARE(again.tokens, 20);
    QVERIFY(again.unsampled > 0);
    QCOMPARE(replay(client, whole_, run).value().unsampled, 0);
}

LOGITSCOPE_TEST(TestPartlyKnown)
#include "tst_partly_known.moc"
