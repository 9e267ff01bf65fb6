// A student's Logitscope on the model of a teacher's, which lets whole distributions be read.
#include "core/generation/bundled_model.h"
#include "core/generation/generation_service.h"
#include "core/remote/connect.h"
#include "tests/core/generation/gate.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/generation/watched_model.h"
#include "tests/core/server/served_api.h"
#include "tests/test_program.h"

#include <QTest>

#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestOwnServer : public QObject
{
    Q_OBJECT

private slots:
    void whatItTells();
    void wholeDistributions();
    void specialTokens();
    void sameTokens_data();
    void sameTokens();
    void nineRowsInOnePass();
    void key();
    void withoutTheOption();
    void whereATextMayEnd_data();
    void whereATextMayEnd();
};

namespace
{

std::unique_ptr<RemoteModel> connectedTo(ServedApi& server, ConnectOptions options = {})
{
    const auto address = "http://127.0.0.1:" + std::to_string(server->port());
    auto model = connectTo(*RemoteAddress::parse(address), options);
    if (!model)
        qFatal("%s", model.error().message.c_str());
    return *std::move(model);
}

std::vector<std::string> vocabularyOf(const OpenModel& model)
{
    std::vector<std::string> vocabulary;
    for (TokenId token = 0; token < model.model->info().vocabularySize; ++token)
        vocabulary.emplace_back(model.tokenizer.bytes(token));
    return vocabulary;
}

// Three rows with each of three prompts.
GenerationJob nineRows(const std::shared_ptr<const OpenModel>& model, const SamplerChain& settings)
{
    GenerationJob job{
        .model = model, .prompts = {{'a'}, {'b', 'c'}, {'x', 'y', 'z'}}, .tokens = 20};
    for (int row = 0; row < 9; ++row)
        job.rows.push_back({.prompt = row / 3,
                            .seed = 11,
                            .stream = static_cast<std::uint64_t>(row),
                            .settings = settings});
    return job;
}

std::vector<std::vector<TokenId>> drawn(const GenerationJob& job)
{
    GenerationService service;
    GenerationClient client(service);
    std::vector<std::vector<TokenId>> tokens(job.rows.size());
    const auto done = client.run(job, {.stepped = [&](int row, const Step& step, auto) {
                                     tokens[static_cast<std::size_t>(row)].push_back(step.token);
                                 }});
    if (!done)
        qFatal("%s", done.error().message.c_str());
    return tokens;
}

} // namespace

void TestOwnServer::whatItTells()
{
    const auto local = fixtures::open(randomCheckpoint({.contextLength = 48}, 7));
    ServedApi server(local, {.allLogprobs = true});
    const auto model = connectedTo(server);
    const auto& info = model->info();
    QCOMPARE(info.engine, std::string("Logitscope"));
    QCOMPARE(info.name, local->model->info().name);
    QCOMPARE(info.vocabularySize, 259);
    QCOMPARE(info.contextLength, 47); // the server adds a token
    QCOMPARE(info.parameters, local->model->info().parameters);
    QCOMPARE(model->mostCandidates(), 259);
    QCOMPARE(model->vocabulary(), vocabularyOf(*local));
    QCOMPARE(model->beginOfText(), std::optional(fixtures::endOfText));
    QCOMPARE(model->endOfText(), std::optional(fixtures::endOfText));
}

// Of the bundled model: to 1e-6 of the softmax, by its definition.
void TestOwnServer::wholeDistributions()
{
    const auto opened = openModelFolder(bundledModelFolder());
    QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
    const auto& local = **opened;
    ServedApi server(*opened, {.allLogprobs = true});
    const auto model = connectedTo(server);
    const auto there = model->newContext();
    const auto here = local.model->newContext();
    for (const auto* part : {"Once upon a time", " there was", " a"}) {
        const auto tokens = model->encode(part, true);
        QVERIFY2(tokens, tokens ? "" : tokens.error().message.c_str());
        QCOMPARE(*tokens, local.tokenizer.encode(part).value());
        const auto read = there->prefill(*tokens);
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QCOMPARE(there->coverage().known, 100);
        const auto fetched = there->fetch(std::numeric_limits<int>::max());
        QVERIFY2(fetched, fetched ? "" : fetched.error().message.c_str());
        QVERIFY(there->coverage().whole());
        const auto logits = here->prefill(*tokens).value();
        double sum = 0.0;
        for (const float logit : logits)
            sum += std::exp(static_cast<double>(logit));
        for (std::size_t i = 0; i < logits.size(); ++i)
            QVERIFY(std::abs(there->logits()[i] - (logits[i] - std::log(sum))) < 1e-6);
    }
}

void TestOwnServer::specialTokens()
{
    const auto local = fixtures::open(randomCheckpoint({}, 7));
    ServedApi server(local, {.allLogprobs = true});
    const auto model = connectedTo(server);
    QCOMPARE(*model->encode("a<|endoftext|>", true), std::vector<TokenId>({'a', endOfText}));
    QCOMPARE(model->encode("<|endoftext|>", false)->size(), std::size_t{13});
    QCOMPARE(*model->encode("", true), std::vector<TokenId>());
}

void TestOwnServer::sameTokens_data()
{
    QTest::addColumn<std::string>("chain");
    QTest::addColumn<int>("candidates");
    QTest::newRow("top-k") << std::string("top-k=40,temperature=0.8") << 100;
    QTest::newRow("whole distribution") << std::string("temperature=1.5") << vocabularySize;
}

void TestOwnServer::sameTokens()
{
    QFETCH(std::string, chain);
    QFETCH(int, candidates);
    const auto settings = parseChain(chain);
    QVERIFY2(settings, settings ? "" : settings.error().message.c_str());
    const auto local = fixtures::open(randomCheckpoint({.contextLength = 48}, 7));
    ServedApi server(local, {.allLogprobs = true});
    const auto remote = std::make_shared<const OpenModel>(
        OpenModel{local->folder, local->tokenizer, local->bounds,
                  connectedTo(server, {.candidates = candidates})});
    const auto there = drawn(nineRows(remote, *settings));
    QCOMPARE(there, drawn(nineRows(local, *settings)));
    for (const auto& row : there)
        QVERIFY(!row.empty());
}

// They come as nine requests of four tokens each while the model is busy.
void TestOwnServer::nineRowsInOnePass()
{
    std::atomic<bool> holds = false;
    std::vector<Pass> passes; // of the service's thread, while it is held up or has nothing to do
    Gate gate;
    const auto inner = openEndless(7, {.contextLength = 48});
    ServedApi server(watched(inner,
                             [&](const Pass& pass) -> Result<void> {
                                 if (holds) {
                                     passes.push_back(pass);
                                     gate.pass();
                                 }
                                 return {};
                             }),
                     {.allLogprobs = true});
    const auto model = connectedTo(server);
    std::vector<std::unique_ptr<Context>> contexts;
    std::vector<NextToken> rows;
    for (int row = 0; row < 9; ++row) {
        contexts.push_back(model->newContext());
        QVERIFY(contexts.back()->prefill(std::vector<TokenId>{'a' + row, 'b', 'c'}));
        rows.push_back({contexts.back().get(), 'd'});
    }

    holds = true;
    std::jthread other([&] {
        server.client().post("/v1/completions", R"({"prompt": "z", "max_tokens": 1})",
                             "application/json");
    });
    gate.awaitArrival(1);
    std::optional<Result<void>> read;
    std::jthread student([&] { read = model->step(rows); });
    QTRY_COMPARE_WITH_TIMEOUT(server->counters().waiting, 9, 60'000);
    gate.open();
    student.join();
    other.join();
    QVERIFY2(read->has_value(), read->has_value() ? "" : read->error().message.c_str());
    QCOMPARE(passes.size(), std::size_t{2});
    QCOMPARE(passes[1].tokens, 9 * 4);
}

void TestOwnServer::key()
{
    const auto local = fixtures::open(randomCheckpoint({}, 7));
    ServedApi server(local, {.apiKey = "secret", .allLogprobs = true});
    QCOMPARE(connectedTo(server, {.key = "secret"})->mostCandidates(), 259);
}

// Then a client needs the tokenizer's files, and learns whom to ask for what.
void TestOwnServer::withoutTheOption()
{
    const auto local = fixtures::open(randomCheckpoint({.contextLength = 48}, 7));
    ServedApi server(local);
    const auto address = "127.0.0.1:" + std::to_string(server->port());
    const auto blind = connectTo(*RemoteAddress::parse("http://" + address), {});
    QVERIFY(!blind);
    QCOMPARE(blind.error().message,
             address + ": doesn't tell what its tokens stand for; let clients read whole "
                       "distributions there (logitscope serve --all-logprobs)");
    const auto model = connectedTo(server, {.vocabulary = vocabularyOf(*local)});
    QCOMPARE(model->mostCandidates(), 100);
    QCOMPARE(model->info().contextLength, 47);
    const auto context = model->newContext();
    QVERIFY(context->prefill(std::vector<TokenId>{'a'}));
    const auto fetched = context->fetch(101);
    QVERIFY(!fetched);
    QCOMPARE(fetched.error().message,
             address +
                 ": tells of 100 tokens a step at most, but 101 are needed; ask its operator for "
                 "more (logitscope serve --all-logprobs)");
    QCOMPARE(context->coverage().known, 100);
}

void TestOwnServer::whereATextMayEnd_data()
{
    QTest::addColumn<bool>("allLogprobs");
    QTest::newRow("as OpenAI's") << false;
    QTest::newRow("as llama.cpp's") << true;
}

// The token that the server samples is the end, of which it tells as of any other.
void TestOwnServer::whereATextMayEnd()
{
    QFETCH(const bool, allLogprobs);
    auto checkpoint = randomCheckpoint({}, 7);
    std::vector<float> logits(259, -20.0f);
    logits[endOfText] = 20.0f;
    fixLogits(checkpoint, logits);
    const auto local = fixtures::open(checkpoint);
    ServedApi server(local, {.allLogprobs = allLogprobs});
    const auto model = connectedTo(server, {.vocabulary = vocabularyOf(*local)});
    const auto context = model->newContext();
    const auto read = context->prefill(std::vector<TokenId>{'a'});
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QVERIFY(std::abs(std::exp(context->logits()[endOfText]) - 1.0) < 1e-6);
}

LOGITSCOPE_TEST(TestOwnServer)
#include "tst_own_server.moc"
