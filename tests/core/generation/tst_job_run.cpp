// What a job's rows begin from: prompts, and continuations that were drawn before.
#include "core/generation/job_run.h"
#include "tests/core/generation/noted_job.h"
#include "tests/core/model/random_floats.h"
#include "tests/fixtures/read_token.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <optional>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

// Different at every step.
SamplerChain settingsOfStep(int step)
{
    return basicChain(
        {.temperature = 0.5 + 0.1 * (step % 7), .topK = step % 3 == 0 ? 0 : 40 + step});
}

using Stages = std::vector<Stage>;

std::vector<TokenId> firstOf(const std::vector<TokenId>& tokens, std::size_t count)
{
    return {tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(count)};
}

// It only says how large its texts are.
class ModelOfSize final : public LanguageModel
{
public:
    explicit ModelOfSize(ModelInfo info) : info_(std::move(info)) {}

    const ModelInfo& info() const override { return info_; }

    std::unique_ptr<Context> newContext() const override { return nullptr; }

    Result<void> read(std::span<const NextTokens> /*texts*/) const override { return {}; }

private:
    ModelInfo info_;
};

// Of a job that has not begun.
std::uint64_t positionsToCome(int sharedBlock, const std::vector<std::size_t>& rowsOfPrompts,
                              std::size_t prompt, int tokens)
{
    const auto other = openEndless(1);
    ModelInfo info;
    info.contextLength = 1000;
    info.contextBytes = 1000;
    info.sharedBlock = sharedBlock;
    GenerationJob job{
        .model = std::make_shared<const OpenModel>(OpenModel{
            other->folder, other->tokenizer, other->bounds, std::make_unique<ModelOfSize>(info)}),
        .prompts = {},
        .tokens = tokens};
    for (const auto rows : rowsOfPrompts) {
        job.rows.resize(job.rows.size() + rows, {.prompt = static_cast<int>(job.prompts.size())});
        job.prompts.emplace_back(prompt, 'a');
    }
    return JobRun(std::move(job), {}, std::make_shared<JobTicket>()).bytesToCome();
}

} // namespace

class TestJobRun : public QObject
{
    Q_OBJECT

private slots:
    void goesOnAsIfItHadDrawn_data();
    void goesOnAsIfItHadDrawn();
    void goesOnFromMirostatsBound();
    void goesOnUpToTheFullContext();
    void stopStringsAcrossTheSplit();
    void goesOnBesideRowsThatBegin();
    void continuationsThatDontFit();
    void readsOnlyWhatRowsBeginFrom();
    void expectedOfEveryToken();
    void memoryOfRows();
};

void TestJobRun::goesOnAsIfItHadDrawn_data()
{
    QTest::addColumn<Stages>("stages");
    QTest::addColumn<Bias>("bias");
    QTest::addColumn<Pick>("pick");
    const Bias bias = {{'x', 2.0f}, {'y', -100.0f}};
    const Stage repetition{StageKind::RepetitionPenalty, {1.05}};
    const Stage dry{StageKind::Dry, {5.0, 1.75, 1.0}};
    const Stage xtc{StageKind::Xtc, {0.02, 0.5}};
    const Stage mirostat{StageKind::Mirostat, {3.0, 0.5}};
    const auto row = [](const char* name, const Stages& stages, const Bias& with = {},
                        Pick pick = Pick::InverseCdf) {
        QTest::newRow(name) << stages << with << pick;
    };
    row("plain", {});
    row("penalties and bias",
        {{StageKind::PresencePenalty, {1.5}}, {StageKind::FrequencyPenalty, {0.75}}}, bias);
    row("repetition penalty", {repetition});
    row("DRY", {dry});
    row("XTC", {xtc});
    row("mirostat", {mirostat});
    row("all of them", {repetition, dry, xtc, mirostat}, bias);
    row("Gumbel-max", {}, {}, Pick::Gumbel);
    row("all of them, Gumbel-max", {repetition, dry, xtc, mirostat}, bias, Pick::Gumbel);
}

// Every figure of every step, wherever the run was split.
void TestJobRun::goesOnAsIfItHadDrawn()
{
    QFETCH(Stages, stages);
    QFETCH(Bias, bias);
    QFETCH(Pick, pick);
    const auto model = openEndless(1, {.contextLength = 60, .width = 12, .heads = 3});
    const std::vector<TokenId> prompt = {'a', 256, 'b'};
    const auto chainOfStep = [&](int step, std::optional<StageKind> without) {
        auto chain = settingsOfStep(step);
        for (const auto& stage : stages)
            if (stage.kind != without)
                chain.put(stage);
        chain.pick = pick;
        return chain;
    };
    const auto unbroken = [&](std::optional<StageKind> without = {}) {
        Ended drawn;
        auto continuation = begin(model, prompt, 7, 2);
        for (int step = 0; step < 40; ++step)
            drawn.steps.push_back(advance(continuation, chainOfStep(step, without), bias));
        return drawn;
    };
    const auto whole = unbroken();
    for (const auto& stage : stages) // none is there in vain
        QVERIFY2(unbroken(stage.kind).tokens() != whole.tokens(), describe(stage.kind).key.data());

    GenerationJob job{.model = model, .prompts = {prompt}, .tokens = 16};
    std::map<std::size_t, std::vector<int>> asked; // by the length of the continuation
    for (std::size_t split = 1; split <= 24; ++split)
        job.rows.push_back({.continuation = firstOf(whole.tokens(), split),
                            .seed = 7,
                            .stream = 2,
                            .settingsAt =
                                [&, split](int step) {
                                    asked[split].push_back(step);
                                    return chainOfStep(step, {});
                                },
                            .bias = bias,
                            .mu = whole.steps[split - 1].mu});
    const auto run = runJob(job);
    QVERIFY(!run.error);
    for (std::size_t split = 1; split <= 24; ++split) {
        const auto from = whole.steps.begin() + static_cast<std::ptrdiff_t>(split);
        QVERIFY(sameSteps(run.rows[split - 1].steps, {from, from + 16}));
        QVERIFY(run.rows[split - 1].reason == StopReason::Length);
        QCOMPARE(asked[split].size(), std::size_t{16});
        for (std::size_t i = 0; i < 16; ++i)
            QCOMPARE(asked[split][i], static_cast<int>(split + i));
    }
}

// Which is the row's, not what the beginning would have.
void TestJobRun::goesOnFromMirostatsBound()
{
    const auto model = openEndless(1, {.contextLength = 60, .width = 12, .heads = 3});
    const SamplerChain chain{.stages = {{StageKind::Mirostat, {3.0, 0.5}}}};
    const auto whole = runAlone(begin(model, "abc", 7), chain, 20);
    const auto goOn = [&](std::optional<double> mu) {
        return runJob({.model = model,
                       .prompts = {{'a', 'b', 'c'}},
                       .rows = {{.continuation = firstOf(whole.tokens(), 10),
                                 .seed = 7,
                                 .settings = chain,
                                 .mu = mu}},
                       .tokens = 10})
            .rows[0]
            .steps;
    };
    const std::vector<Step> expected(whole.steps.begin() + 10, whole.steps.end());
    QVERIFY(sameSteps(goOn(whole.steps[9].mu), expected));
    QVERIFY(!sameSteps(goOn(*whole.steps[9].mu + 1.0), expected));
    QVERIFY(sameSteps(goOn({}), goOn(2 * 3.0)));
    QVERIFY(!sameSteps(goOn({}), expected));
}

void TestJobRun::goesOnUpToTheFullContext()
{
    const auto model = openEndless(2, {.contextLength = 16});
    const auto whole = runAlone(begin(model, "abc", 3), {}, 100);
    QCOMPARE(whole.steps.size(), std::size_t{13});
    GenerationJob job{.model = model, .prompts = {{'a', 'b', 'c'}}, .tokens = 100};
    for (std::size_t split = 1; split <= 13; ++split)
        job.rows.push_back({.continuation = firstOf(whole.tokens(), split), .seed = 3});
    const auto run = runJob(job);
    for (std::size_t split = 1; split <= 13; ++split) {
        const auto from = whole.steps.begin() + static_cast<std::ptrdiff_t>(split);
        QVERIFY(sameSteps(run.rows[split - 1].steps, {from, whole.steps.end()}));
        QVERIFY(run.rows[split - 1].reason == StopReason::ContextFull);
    }
}

// They end where they would have ended.
void TestJobRun::stopStringsAcrossTheSplit()
{
    std::vector<float> logits(vocabularySize, -200.0f);
    for (const TokenId token : {int('a'), int('h'), int('e'), 256}) // 256 is "he"
        logits[static_cast<std::size_t>(token)] = 0.0f;
    auto checkpoint = randomCheckpoint({.contextLength = 300}, 3);
    fixLogits(checkpoint, logits);
    const auto model = open(checkpoint);
    const std::vector<std::string> stop = {"ehehe", "aahe", "eaah"};
    std::size_t longest = 0;
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        const auto plain = plainRun(model, {'a'}, {.seed = seed, .stop = stop, .count = 250});
        QVERIFY(plain.reason == StopReason::StopString);
        std::vector<TokenId> tokens;
        for (const auto& draw : plain.draws)
            tokens.push_back(draw.token);
        longest = std::max(longest, tokens.size());
        GenerationJob job{.model = model, .prompts = {{'a'}}, .tokens = 250};
        for (std::size_t split = 1; split < tokens.size(); ++split)
            job.rows.push_back(
                {.continuation = firstOf(tokens, split), .seed = seed, .stop = stop});
        const auto run = runJob(job);
        for (std::size_t split = 1; split < tokens.size(); ++split) {
            auto all = firstOf(tokens, split);
            for (const auto token : run.rows[split - 1].tokens())
                all.push_back(token);
            QCOMPARE(all, tokens);
            QVERIFY(run.rows[split - 1].reason == StopReason::StopString);
        }
    }
    QVERIFY(longest > 5);
}

// Of several prompts, in any order; rows keep their numbers.
void TestJobRun::goesOnBesideRowsThatBegin()
{
    const auto model = openEndless(4, {.contextLength = 40});
    GenerationJob job{.model = model, .prompts = {{'a', 'b'}, {'c'}}, .tokens = 9};
    for (std::uint64_t i = 0; i < 8; ++i) {
        JobRow row{.prompt = static_cast<int>(i % 2), .seed = i};
        if (i % 3 > 0)
            row.continuation =
                runAlone(begin(model, job.prompts[i % 2], i), {}, static_cast<int>(i)).tokens();
        job.rows.push_back(row);
    }
    const auto run = runJob(job);
    for (std::uint64_t i = 0; i < 8; ++i) {
        const auto before = job.rows[i].continuation.size();
        const auto whole =
            runAlone(begin(model, job.prompts[i % 2], i), {}, 9 + static_cast<int>(before));
        QVERIFY(
            sameSteps(run.rows[i].steps, {whole.steps.begin() + static_cast<std::ptrdiff_t>(before),
                                          whole.steps.end()}));
    }
    QCOMPARE(run.logits.size(), std::size_t{2}); // each prompt is told once
}

void TestJobRun::continuationsThatDontFit()
{
    const auto run = runJob({.model = openEndless(5),
                             .prompts = {{'a', 'b'}},
                             .rows = {{.continuation = std::vector<TokenId>(20, 'c')}},
                             .tokens = 3});
    QVERIFY2(run.sentence().contains("21 tokens"), qPrintable(run.sentence()));
    QCOMPARE(run.lengths(), std::vector<int>{0});
}

void TestJobRun::readsOnlyWhatRowsBeginFrom()
{
    const auto model = openEndless(6);
    const auto run = runJob({.model = model,
                             .prompts = {{'a'}, {'b'}, {'c'}},
                             .rows = {{.prompt = 2, .seed = 8}},
                             .tokens = 4});
    QCOMPARE(run.logits.size(), std::size_t{1});
    QVERIFY(sameBits(run.logits.at(2), begin(model, "c").logits()));
    QVERIFY(sameSteps(run.rows[0].steps, runAlone(begin(model, "c", 8), {}, 4).steps));
}

// Of every prompt once, with the logits before it, also where rows go on.
void TestJobRun::expectedOfEveryToken()
{
    const auto model = openEndless(7, {.contextLength = 200});
    GenerationJob job{.model = model, .prompts = {{}, {'x', 'y'}}, .tokens = 2};
    for (int i = 0; i < 150; ++i) // in three pieces
        job.prompts[0].push_back(static_cast<TokenId>('a' + i * i % 26));
    const auto drawn = runAlone(begin(model, job.prompts[1]), {}, 5).tokens();
    job.rows = {{.prompt = 0}, {.prompt = 1}, {.prompt = 1, .continuation = drawn}};
    std::map<int, std::unique_ptr<Context>> contexts;
    JobEvents also{.expected = [&](int prompt, int position, std::span<const float> before) {
        auto& context = contexts[prompt];
        if (!context)
            context = model->model->newContext();
        QCOMPARE(position, context->length());
        QVERIFY(position == 0 ? before.empty() : sameBits(before, context->logits()));
        const auto& tokens = job.prompts[static_cast<std::size_t>(prompt)];
        QVERIFY(readToken(*context, tokens.at(static_cast<std::size_t>(position))));
    }};
    GenerationService service;
    GenerationClient client(service, {.keptTokens = 1000});
    for (int i = 0; i < 2; ++i) { // the second time the prompts have been read, and are told again
        contexts.clear();
        QVERIFY(!NotedJob(client, job, also).notes().error);
        QCOMPARE(contexts.at(0)->length(), 150);
        QCOMPARE(contexts.at(1)->length(), 2);
    }
}

void TestJobRun::memoryOfRows()
{
    const auto both = [](const std::vector<std::size_t>& rows, std::size_t prompt, int tokens) {
        return std::vector{positionsToCome(8, rows, prompt, tokens),
                           positionsToCome(0, rows, prompt, tokens)};
    };
    using Positions = std::vector<std::uint64_t>;
    QCOMPARE(both({0}, 900, 8), (Positions{900, 900}));
    QCOMPARE(both({1}, 900, 8), (Positions{908, 908}));
    QCOMPARE(both({64}, 900, 8), (Positions{900 + 64 * 22, 64 * 908}));
    QCOMPARE(both({64}, 900, 500), (Positions{900 + 64 * 114, 64 * 1000})); // the context is full
    QCOMPARE(both({1, 2}, 10, 5), (Positions{15 + 10 + 2 * 19, 45}));
}

LOGITSCOPE_TEST(TestJobRun)
#include "tst_job_run.moc"
