#include "core/generation/bundled_model.h"
#include "core/generation/open_model.h"
#include "core/remote/connect.h"
#include "core/sampling/raw_logits.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/remote/played_server.h"
#include "tests/core/server/served_api.h"
#include "tests/test_program.h"

#include <QTest>

#include <atomic>
#include <condition_variable>
#include <future>
#include <limits>
#include <thread>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestRemoteModel : public QObject
{
    Q_OBJECT

private slots:
    void kinds_data();
    void step_data();
    void step();
    void openAiTellsFewer_data();
    void openAiTellsFewer();
    void fetches_data();
    void fetches();
    void fetchesNoMoreThanAllowed();
    void forksAndRewinds();
    void asksForAllTextsAtOnce();
    void asksForNoMoreTextsThanAreReadAtOnce();
    void everyToken_data();
    void everyToken();
    void everyTokenByItsRank();
    void everyTokenOfPartOfTheVocabulary();
    void encodes();
    void errorsChangeNothing();
    void refusesWhatIsTooLong();
    void goesOnAfterAFault();
    void anotherModel();
    void anotherModelAfterAPause();
    void limitThatCameLater();
    void interrupts();
    void staysInterrupted();
    void asTheLocalModel();
    void ourOwnServer();
};

namespace
{

constexpr int anyCandidates = std::numeric_limits<int>::max();
constexpr auto nothing = -std::numeric_limits<float>::infinity();

std::unique_ptr<RemoteModel> connected(const PlayedServer& server,
                                       std::optional<int> candidates = std::nullopt)
{
    auto options = server.options();
    options.candidates = candidates.value_or(options.candidates);
    auto model = server.connect(options);
    if (!model)
        qFatal("%s", qPrintable(server.errorOf(model)));
    return *std::move(model);
}

// The server's own numbers: the most likely `known` as they are, the others -infinity.
void compareWith(const std::vector<double>& truth, std::span<const float> logits, int known)
{
    QCOMPARE(logits.size(), truth.size());
    auto sorted = truth;
    std::ranges::sort(sorted, std::greater());
    const double least = sorted[static_cast<std::size_t>(known) - 1];
    for (std::size_t i = 0; i < truth.size(); ++i)
        if (truth[i] >= least)
            QVERIFY(std::abs(logits[i] - truth[i]) < 1e-6);
        else
            QCOMPARE(logits[i], nothing);
}

// As token ids, which those bytes are.
std::vector<int> bytesOf(std::string_view text)
{
    return {text.begin(), text.end()};
}

} // namespace

void TestRemoteModel::kinds_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("llama.cpp") << int(ServerKind::LlamaCpp);
    QTest::newRow("vLLM") << int(ServerKind::Vllm);
}

void TestRemoteModel::step_data()
{
    kinds_data();
}

void TestRemoteModel::step()
{
    QFETCH(int, kind);
    PlayedServer server(static_cast<ServerKind>(kind));
    const auto model = connected(server);
    const auto context = model->newContext();
    QVERIFY(context->prefill(bytesOf("ab")));
    QVERIFY(context->prefill(bytesOf("c")));
    QCOMPARE(context->length(), 3);
    const auto truth = server.next(bytesOf("abc"));
    compareWith(truth, context->logits(), 10);

    const auto coverage = context->coverage();
    QCOMPARE(coverage.known, 10);
    QCOMPARE(coverage.vocabulary, 259);
    double sum = 0.0;
    for (const float logit : context->logits())
        sum += std::exp(static_cast<double>(logit));
    QVERIFY(sum < 0.999);
    QVERIFY(std::abs(coverage.rest - (1.0 - sum)) < 1e-5);
    QVERIFY(model->latency()->count() > 0);
}

void TestRemoteModel::openAiTellsFewer_data()
{
    QTest::addColumn<int>("other"); // the second most likely
    QTest::addColumn<int>("names");
    QTest::addColumn<int>("known");
    QTest::newRow("all") << int('b') << 9 << 5;
    QTest::newRow("no text by itself") << 0xff << 9 << 1;
    QTest::newRow("text of two tokens") << 256 << 9 << 1;
    QTest::newRow("fewer than asked for") << int('b') << 2 << 2;
}

// Only what is more likely than a token without a name of its own is known. As few as are told are
// no fault.
void TestRemoteModel::openAiTellsFewer()
{
    QFETCH(int, other);
    QFETCH(int, names);
    QFETCH(int, known);
    auto vocabulary = playedVocabulary();
    vocabulary.push_back(vocabulary[256]);
    PlayedServer server(ServerKind::OpenAi, vocabulary);
    server.next = [other](const std::vector<int>& text) {
        std::vector<double> logarithms(260, std::log(1e-9));
        for (int letter = 'a'; letter < 'z'; ++letter)
            logarithms[letter] = std::log(0.01) - 0.001 * letter;
        if (text.size() < 3) {
            logarithms['x'] = std::log(0.4);
            logarithms[other] = std::log(0.2);
        }
        return logarithms;
    };
    const auto model = connected(server);
    const auto context = model->newContext();
    server.mostNames = names;
    const auto read = context->prefill(bytesOf("ab"));
    QVERIFY2(read, qPrintable(server.errorOf(read)));
    server.mostNames = 5;
    QCOMPARE(context->coverage().known, known);
    compareWith(server.next(bytesOf("ab")), context->logits(), known);
    QVERIFY(std::abs(context->logits()['x'] - std::log(0.4)) < 1e-6);
    QVERIFY(context->prefill(bytesOf("c"))); // the next step has all of its names
    QCOMPARE(context->coverage().known, 5);
}

void TestRemoteModel::fetches_data()
{
    kinds_data();
}

void TestRemoteModel::fetches()
{
    QFETCH(int, kind);
    PlayedServer server(static_cast<ServerKind>(kind));
    const auto model = connected(server);
    const auto context = model->newContext();
    QVERIFY(context->prefill(bytesOf("ab")));
    const auto truth = server.next(bytesOf("ab"));
    const auto asked = server.hub().requests().size();
    QVERIFY(context->fetch(10)); // they are there
    QCOMPARE(server.hub().requests().size(), asked);
    QVERIFY(context->fetch(40));
    QCOMPARE(context->coverage().known, 40);
    compareWith(truth, context->logits(), 40);
    QVERIFY(context->fetch(1'000'000)); // all of them
    QCOMPARE(context->coverage(), (Coverage{259, 259, 0.0}));
    compareWith(truth, context->logits(), 259);

    const auto modest = connected(server, 3);
    const auto other = modest->newContext();
    QVERIFY(other->prefill(bytesOf("abc")));
    QCOMPARE(other->coverage().known, 3);
    compareWith(server.next(bytesOf("abc")), other->logits(), 3);
}

void TestRemoteModel::fetchesNoMoreThanAllowed()
{
    PlayedServer server(ServerKind::Vllm);
    server.mostLogprobs = 37;
    const auto model = connected(server);
    const auto context = model->newContext();
    QVERIFY(context->prefill(bytesOf("ab")));
    QVERIFY(context->fetch(38)); // more than before
    QCOMPARE(context->coverage().known, 37);
    compareWith(server.next(bytesOf("ab")), context->logits(), 37);
    QCOMPARE(server.errorOf(context->fetch(38)),
             "server: tells of 37 tokens a step at most, but 38 are needed; ask its operator for "
             "more (vLLM: --max-logprobs)");
    QCOMPARE(context->coverage().known, 37);
}

void TestRemoteModel::forksAndRewinds()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = connected(server);
    const auto context = model->newContext();
    QVERIFY(context->prefill(bytesOf("ab")));
    const auto other = context->fork();
    QVERIFY(context->prefill(bytesOf("c")));
    QVERIFY(other->prefill(bytesOf("d")));
    compareWith(server.next(bytesOf("abc")), context->logits(), 10);
    compareWith(server.next(bytesOf("abd")), other->logits(), 10);
    context->rewind(1);
    QCOMPARE(context->length(), 1);
    QVERIFY(context->fetch(20)); // of the logits that are there
    compareWith(server.next(bytesOf("abc")), context->logits(), 20);
    QCOMPARE(context->length(), 1);
    QVERIFY(context->prefill(bytesOf("x")));
    compareWith(server.next(bytesOf("ax")), context->logits(), 10);
}

// No answer comes before all nine have been asked.
void TestRemoteModel::asksForAllTextsAtOnce()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = connected(server);
    std::mutex mutex;
    std::condition_variable changed;
    int arrived = 0;
    server.setFault([&](const HubRequest&, HubReply& reply) {
        std::unique_lock lock(mutex);
        ++arrived;
        changed.notify_all();
        if (!changed.wait_for(lock, std::chrono::seconds(30), [&] { return arrived >= 9; }))
            reply = {.status = 400, .body = "alone"};
    });
    std::vector<std::unique_ptr<Context>> contexts;
    std::vector<NextToken> rows;
    for (int row = 0; row < 9; ++row) {
        contexts.push_back(model->newContext());
        rows.push_back({contexts.back().get(), 'a' + row});
    }
    const auto read = model->step(rows);
    QVERIFY2(read, qPrintable(server.errorOf(read)));
    for (int row = 0; row < 9; ++row)
        compareWith(server.next({'a' + row}), contexts[static_cast<std::size_t>(row)]->logits(),
                    10);
}

// From whatever thread: a connection too many would wait until another one ends.
void TestRemoteModel::asksForNoMoreTextsThanAreReadAtOnce()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.readOneTextAtATime();
    auto options = server.options();
    options.times.stall = std::chrono::seconds(5);
    const auto model = server.connect(options);
    QVERIFY2(model, qPrintable(server.errorOf(model)));
    std::vector<std::unique_ptr<Context>> contexts;
    std::vector<NextToken> rows;
    for (int row = 0; row < 9; ++row) {
        contexts.push_back((*model)->newContext());
        rows.push_back({contexts.back().get(), 'a' + row});
    }
    const auto read = (*model)->step(rows);
    QVERIFY2(read, qPrintable(server.errorOf(read)));
    std::vector<std::future<Result<void>>> fetches;
    for (const auto& context : contexts)
        fetches.push_back(std::async(std::launch::async, [&] { return context->fetch(259); }));
    QCOMPARE(*(*model)->encode("ab", true), bytesOf("ab"));
    for (auto& fetch : fetches) {
        const auto fetched = fetch.get();
        QVERIFY2(fetched, qPrintable(server.errorOf(fetched)));
    }
    for (int row = 0; row < 9; ++row)
        compareWith(server.next({'a' + row}), contexts[static_cast<std::size_t>(row)]->logits(),
                    259);
}

void TestRemoteModel::everyToken_data()
{
    kinds_data();
}

// The token that follows is known, too.
void TestRemoteModel::everyToken()
{
    QFETCH(int, kind);
    PlayedServer server(static_cast<ServerKind>(kind));
    const auto model = connected(server);
    const auto context = model->newContext();
    QVERIFY(context->prefill(bytesOf("ab")));
    const auto text = bytesOf("abcdefgh");
    const std::vector<TokenId> rest(text.begin() + 2, text.end());
    std::vector<float> each(rest.size() * 259);
    const auto read = context->prefillEach(rest, each);
    QVERIFY2(read, qPrintable(server.errorOf(read)));
    QCOMPARE(context->length(), 8);
    for (std::size_t i = 0; i < rest.size(); ++i) {
        const auto truth = server.next({text.begin(), text.begin() + 3 + static_cast<int>(i)});
        int known = 0;
        for (std::size_t token = 0; token < truth.size(); ++token)
            if (const float logit = each[i * 259 + token]; logit != nothing) {
                ++known;
                QVERIFY(std::abs(logit - truth[token]) < 1e-6);
            }
        QVERIFY(known >= 10);
        if (i + 1 < rest.size())
            QVERIFY(each[i * 259 + static_cast<std::size_t>(rest[i + 1])] != nothing);
    }
    compareWith(server.next(text), context->logits(), 10);
    QVERIFY(std::ranges::equal(context->logits(), std::span(each).last(259)));
}

// vLLM says which rank a token has: no more are asked for, and never more than it allows.
void TestRemoteModel::everyTokenByItsRank()
{
    PlayedServer server(ServerKind::Vllm);
    server.mostLogprobs = 50;
    server.next = [](const std::vector<int>&) {
        std::vector<double> logarithms(259);
        for (std::size_t i = 0; i < 259; ++i) // token i has the rank i + 1
            logarithms[i] = std::log(0.02) - 0.02 * static_cast<double>(i);
        return logarithms;
    };
    const auto model = connected(server);
    const auto context = model->newContext();
    std::vector<float> each(4 * 259);
    const auto read = context->prefillEach(std::vector<TokenId>{1, 32, 5, 97}, each);
    QVERIFY2(read, qPrintable(server.errorOf(read)));
    const auto knownOf = [&](std::size_t step) {
        return std::ranges::count_if(std::span(each).subspan(step * 259, 259),
                                     [](float logit) { return logit != nothing; });
    };
    QCOMPARE(knownOf(0), 33);
    QVERIFY(std::abs(each[32] - (std::log(0.02) - 0.02 * 32)) < 1e-6);
    QCOMPARE(knownOf(1), 10); // 5 is one of these
    QCOMPARE(knownOf(2), 10); // 97 has a lower rank than the server tells of
    QCOMPARE(server.bodies("/v1/completions").back().at("logprobs").get<int>(), 33);
}

// Then it may be unknown how likely a token of the text was.
void TestRemoteModel::everyTokenOfPartOfTheVocabulary()
{
    PlayedServer server(ServerKind::OpenAi);
    server.next = [](const std::vector<int>& text) {
        std::vector<double> logarithms(259, std::log(0.1 / 257));
        logarithms['x'] = std::log(0.6);
        logarithms['a' + text.size()] = std::log(0.3);
        return logarithms;
    };
    const auto model = connected(server, 2);
    const auto context = model->newContext();
    std::vector<float> each(3 * 259);
    const auto read = context->prefillEach(bytesOf("abz"), each);
    QVERIFY2(read, qPrintable(server.errorOf(read)));
    QVERIFY(std::abs(each['b'] - std::log(0.3)) < 1e-6);
    QCOMPARE(each[259 + 'z'], nothing);
}

void TestRemoteModel::encodes()
{
    for (const auto kind : {ServerKind::LlamaCpp, ServerKind::Vllm}) {
        PlayedServer server(kind);
        const auto model = connected(server);
        const auto tokens = model->encode("né", false);
        QVERIFY2(tokens, qPrintable(server.errorOf(tokens)));
        QCOMPARE(*tokens, std::vector<TokenId>({'n', 0xc3, 0xa9}));
        const auto asked = server.bodies("/tokenize").back();
        QCOMPARE(asked.value(kind == ServerKind::Vllm ? "add_special_tokens" : "add_special", true),
                 false);
        QVERIFY(server.errorOf(model->encode("\xff", false)).contains("isn't valid UTF-8"));
    }
}

// What was read and told stays.
void TestRemoteModel::errorsChangeNothing()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = connected(server);
    const auto one = model->newContext();
    const auto two = model->newContext();
    QVERIFY(one->prefill(bytesOf("ab")));
    QVERIFY(two->prefill(bytesOf("xy")));
    const std::vector<float> before(one->logits().begin(), one->logits().end());
    const std::vector<NextToken> rows{{one.get(), 'c'}, {two.get(), 'z'}};
    std::vector<float> each(259);

    // Only the second's answer is wrong.
    server.setFault([](const HubRequest& request, HubReply& reply) {
        if (request.body.find("[120,121") != std::string::npos)
            reply = {.status = 401};
    });
    QVERIFY(server.errorOf(model->step(rows)).startsWith("server: asks for a key"));
    server.setFault([](const HubRequest&, HubReply& reply) {
        reply.body.replace("\"logprob\":-", "\"logprob\":");
    });
    QVERIFY(server.errorOf(model->step(rows)).contains("log probability"));
    QVERIFY(!one->prefill(bytesOf("c")));
    QVERIFY(!one->prefillEach(bytesOf("c"), each));
    QVERIFY(!one->fetch(20));
    QCOMPARE(one->length(), 2);
    QCOMPARE(two->length(), 2);
    QCOMPARE(one->coverage().known, 10);
    QVERIFY(std::ranges::equal(one->logits(), before));

    server.setFault({});
    QVERIFY(model->step(rows));
    compareWith(server.next(bytesOf("abc")), one->logits(), 10);
    compareWith(server.next(bytesOf("xyz")), two->logits(), 10);
}

void TestRemoteModel::refusesWhatIsTooLong()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = connected(server);
    const auto context = model->newContext();
    QVERIFY(context->prefill(std::vector<TokenId>(16, 'a')));
    QCOMPARE(server.errorOf(context->prefill(bytesOf("b"))),
             "the text has 17 tokens, but this model's context holds 16; shorten it");
    context->rewind(2);
    const auto unknown = context->prefill(std::vector<TokenId>{259});
    QVERIFY(server.errorOf(unknown).startsWith("token 259 is outside the vocabulary of 259"));
}

void TestRemoteModel::goesOnAfterAFault()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = connected(server);
    const auto context = model->newContext();
    for (const auto& fault : {HubReply{.status = 500}, HubReply{.status = 503},
                              HubReply{.body = "{\"a\":1}", .most = 3}}) {
        server.setFault(1, "/completion", fault);
        const auto read = context->prefill(bytesOf("a"));
        QVERIFY2(read, qPrintable(server.errorOf(read)));
    }
    compareWith(server.next(bytesOf("aaa")), context->logits(), 10);
}

void TestRemoteModel::anotherModel()
{
    for (const auto kind : {ServerKind::LlamaCpp, ServerKind::Vllm, ServerKind::OpenAi}) {
        PlayedServer server(kind);
        const auto model = connected(server);
        const auto context = model->newContext();
        QVERIFY(context->prefill(bytesOf("a")));
        server.setFault([](const HubRequest&, HubReply& reply) {
            reply.body.replace("\"tiny\"", "\"large\"");
        });
        QCOMPARE(server.errorOf(context->prefill(bytesOf("b"))),
                 "server: serves \"large\" now, no longer \"tiny\"; connect again");
        QCOMPARE(context->length(), 1);
    }
}

// It has the same name, and doesn't say it in its answers, but it isn't the same.
void TestRemoteModel::anotherModelAfterAPause()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = connected(server);
    const auto context = model->newContext();
    auto left = std::make_shared<std::atomic<int>>(1);
    server.setFault([left](const HubRequest& request, HubReply& reply) {
        if (request.path == "/completion" && (*left)-- > 0)
            reply = {.status = 503};
        reply.body.replace("\"n_params\":1234", "\"n_params\":1235");
    });
    QCOMPARE(server.errorOf(context->prefill(bytesOf("b"))),
             "server: serves another model now, no longer the \"tiny\" that it had; connect again");
    QCOMPARE(context->length(), 0);
}

void TestRemoteModel::limitThatCameLater()
{
    PlayedServer server(ServerKind::Vllm);
    const auto model = connected(server);
    const auto context = model->newContext();
    server.mostLogprobs = 7;
    const auto read = context->prefill(bytesOf("ab"));
    QVERIFY2(read, qPrintable(server.errorOf(read)));
    QCOMPARE(context->coverage().known, 7);
    QCOMPARE(model->mostCandidates(), 7);
    compareWith(server.next(bytesOf("ab")), context->logits(), 7);
}

// In the middle of an answer that never ends, though minutes would be left.
void TestRemoteModel::interrupts()
{
    PlayedServer server(ServerKind::LlamaCpp);
    auto options = server.options();
    options.times = {};
    const auto connecting = server.connect(options);
    QVERIFY(connecting);
    const auto& model = **connecting;
    const auto context = model.newContext();
    server.setFault(1, "/completion", {.body = "{\"a\":1}", .most = 3, .stalls = true});
    std::jthread stopper([&] {
        server.hub().waitFor([](const HubRequest& request) {
            return request.body.find("[97,98]") != std::string::npos;
        });
        model.interrupt();
    });
    QCOMPARE(server.errorOf(context->prefill(bytesOf("ab"))), "server: the request was stopped");
    model.resume();
    QVERIFY(context->prefill(bytesOf("ab")));
    compareWith(server.next(bytesOf("ab")), context->logits(), 10);
}

// A call asks several times, and another thread may be between two of them.
void TestRemoteModel::staysInterrupted()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = connected(server);
    const auto context = model->newContext();
    std::vector<float> each(2 * 259);
    const auto before = server.hub().requests().size();
    model->interrupt();
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(server.errorOf(context->prefill(bytesOf("ab"))),
                 "server: the request was stopped");
        QCOMPARE(server.errorOf(context->prefillEach(bytesOf("ab"), each)),
                 "server: the request was stopped");
    }
    QCOMPARE(server.hub().requests().size(), before);
    QVERIFY(model->encode("ab", false)); // is no pass
    model->resume();
    QVERIFY(context->prefillEach(bytesOf("ab"), each));
    QVERIFY(context->fetch(20));
}

// The bundled model behind llama.cpp's shape says what it says here.
void TestRemoteModel::asTheLocalModel()
{
    const auto local = openModelFolder(bundledModelFolder());
    QVERIFY2(local, local ? "" : local.error().message.c_str());
    const auto& opened = **local;
    std::vector<std::string> vocabulary;
    for (TokenId token = 0; token < opened.model->info().vocabularySize; ++token)
        vocabulary.emplace_back(opened.tokenizer.bytes(token));
    std::mutex mutex;
    PlayedServer server(ServerKind::LlamaCpp, vocabulary);
    server.contextLength = opened.model->info().contextLength;
    server.next = [&](const std::vector<int>& text) {
        const std::lock_guard lock(mutex);
        const auto context = opened.model->newContext();
        const auto logits = *context->prefill(text);
        double sum = 0.0;
        for (const float logit : logits)
            sum += std::exp(static_cast<double>(logit));
        std::vector<double> logarithms;
        for (const float logit : logits)
            logarithms.push_back(static_cast<float>(logit - std::log(sum))); // as llama.cpp's are
        return logarithms;
    };
    auto options = server.options();
    options.times = {}; // a whole vocabulary takes a while here
    const auto connecting = server.connect(options);
    QVERIFY2(connecting, qPrintable(server.errorOf(connecting)));
    const auto& model = *connecting;
    QCOMPARE(model->vocabulary(), vocabulary);

    const auto remoteText = model->newContext();
    const auto localText = opened.model->newContext();
    for (const auto* part : {"Once upon a time", " there was", " a"}) {
        const auto tokens = opened.tokenizer.encode(part).value();
        QVERIFY(remoteText->prefill(tokens));
        QVERIFY(remoteText->fetch(anyCandidates));
        QVERIFY(remoteText->coverage().whole());
        const auto truth = readRaw(*localText->prefill(tokens));
        QVERIFY(truth);
        const auto told = readRaw(remoteText->logits());
        QVERIFY(told);
        for (std::size_t i = 0; i < vocabulary.size(); ++i) {
            const double expected = truth->logProbability(truth->all[i]);
            QVERIFY(std::abs(remoteText->logits()[i] - expected) < 1e-6 * std::max(1.0, -expected));
            QVERIFY(std::abs(told->probability(told->all[i]) - truth->probability(truth->all[i])) <
                    1e-6);
        }
    }
}

// `logitscope serve` as it is, which has OpenAI's completions.
void TestRemoteModel::ourOwnServer()
{
    const auto local = open(randomCheckpoint({}, 7));
    ServedApi served(local);
    ConnectOptions options;
    options.times = PlayedServer::quickTimes();
    for (TokenId token = 0; token < local->tokenizer.size(); ++token)
        options.vocabulary.emplace_back(local->tokenizer.bytes(token));
    const auto address = "http://127.0.0.1:" + std::to_string(served->port());
    const auto model = connectTo(*RemoteAddress::parse(address), options);
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    QCOMPARE((*model)->info().engine, std::string("Logitscope"));
    QCOMPARE((*model)->mostCandidates(), 100);

    const auto remoteText = (*model)->newContext();
    const auto read = remoteText->prefill(bytesOf("abc"));
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    const auto localText = local->model->newContext();
    const auto truth = readRaw(*localText->prefill(bytesOf("abc")));
    QCOMPARE(remoteText->coverage().known, 100);
    int known = 0;
    for (std::size_t i = 0; i < truth->all.size(); ++i) {
        if (remoteText->logits()[i] == nothing) {
            QVERIFY(truth->rankOf(static_cast<TokenId>(i)) >= 100);
            continue;
        }
        ++known;
        QVERIFY(std::abs(remoteText->logits()[i] - truth->logProbability(truth->all[i])) < 1e-5);
    }
    QCOMPARE(known, 100);
}

LOGITSCOPE_TEST(TestRemoteModel)
#include "tst_remote_model.moc"
