#include "core/remote/connect.h"
#include "tests/core/remote/played_server.h"
#include "tests/test_program.h"

#include <QTest>

#include <thread>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestConnect : public QObject
{
    Q_OBJECT

private slots:
    void llama();
    void llamaSamplesWholeCharacters();
    void llamaWithoutWholeAnswer();
    void vllm();
    void vllmWithMoreRows();
    void vllmWithLimit();
    void openAi();
    void openAiWithNamesThatCantBeMadeOut();
    void openAiWithMore();
    void needsTokenizerFiles();
    void otherTokenizer_data();
    void otherTokenizer();
    void choosesModel();
    void keys();
    void waitsWhileItLoads();
    void isCancelledWhileItLoads();
    void hugeVocabulary();
    void isNoModelServer();
};

void TestConnect::llama()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = server.connect();
    QVERIFY2(model, qPrintable(server.errorOf(model)));
    const auto& info = (*model)->info();
    QCOMPARE(info.name, std::string("tiny"));
    QCOMPARE(info.engine, std::string("llama.cpp"));
    QCOMPARE("http://" + info.device, server.address());
    QCOMPARE(info.vocabularySize, 259);
    QCOMPARE(info.contextLength, 16); // and the token that the server adds
    QCOMPARE(info.parameters, 1234);
    QCOMPARE((*model)->vocabulary(), playedVocabulary());
    QCOMPARE((*model)->endOfText(), std::optional<TokenId>(258));
    QCOMPARE((*model)->beginOfText(), std::optional<TokenId>(258));
    QCOMPARE((*model)->mostCandidates(), 259);
}

// Whatever else it would sample: a part of one is no text, which makes the server fail.
void TestConnect::llamaSamplesWholeCharacters()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault([](const HubRequest& request, HubReply& reply) {
        if (request.path != "/completion")
            return;
        const auto asked = nlohmann::json::parse(request.body);
        const auto bias = asked.value("logit_bias", nlohmann::json::array());
        if (bias.size() != 1 || bias[0][0] != "a" || bias[0][1] < 100.0)
            reply = {.status = 500, .body = R"({"error":{"message":"ill-formed UTF-8 byte"}})"};
    });
    const auto model = server.connect();
    QVERIFY2(model, qPrintable(server.errorOf(model)));
    const auto context = (*model)->newContext();
    const auto read = context->prefill(std::vector<TokenId>{'a', 0xe2});
    QVERIFY2(read, qPrintable(server.errorOf(read)));
}

void TestConnect::llamaWithoutWholeAnswer()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault([](const HubRequest& request, HubReply& reply) {
        if (request.path != "/completion")
            return;
        auto answer = nlohmann::json::parse(reply.body.toStdString());
        answer["completion_probabilities"][0]["top_logprobs"].erase(100);
        reply.body = QByteArray::fromStdString(answer.dump());
    });
    QCOMPARE(server.errorOf(server.connect()),
             "server: tells of 258 tokens, but 259 were asked for; check the server");
}

void TestConnect::vllm()
{
    PlayedServer server(ServerKind::Vllm);
    const auto model = server.connect();
    QVERIFY2(model, qPrintable(server.errorOf(model)));
    QCOMPARE((*model)->info().engine, std::string("vLLM"));
    QCOMPARE((*model)->info().vocabularySize, 259);
    QCOMPARE((*model)->info().contextLength, 16);
    QCOMPARE((*model)->mostCandidates(), 259);
    const auto asked = server.bodies("/v1/completions").back();
    QCOMPARE(asked.at("logprobs").get<int>(), -1);
    QCOMPARE(asked.at("return_tokens_as_token_ids").get<bool>(), true);
    QCOMPARE(asked.at("max_tokens").get<int>(), 1);
    QVERIFY(asked.at("prompt").is_array());
}

// As where a model's head is padded to a round number.
void TestConnect::vllmWithMoreRows()
{
    auto tokens = playedVocabulary();
    tokens.resize(264);
    PlayedServer server(ServerKind::Vllm, tokens);
    auto options = server.options();
    options.vocabulary = playedVocabulary();
    const auto model = server.connect(options);
    QVERIFY2(model, qPrintable(server.errorOf(model)));
    QCOMPARE((*model)->info().vocabularySize, 264);
    QCOMPARE((*model)->vocabulary(), tokens);
}

void TestConnect::vllmWithLimit()
{
    PlayedServer server(ServerKind::Vllm);
    server.mostLogprobs = 37;
    const auto model = server.connect();
    QVERIFY2(model, qPrintable(server.errorOf(model)));
    QCOMPARE((*model)->mostCandidates(), 37);
    QCOMPARE((*model)->info().vocabularySize, 259);
}

void TestConnect::openAi()
{
    PlayedServer server(ServerKind::OpenAi);
    const auto model = server.connect();
    QVERIFY2(model, qPrintable(server.errorOf(model)));
    QCOMPARE((*model)->info().engine, std::string("OpenAI-compatible"));
    QCOMPARE((*model)->info().vocabularySize, 259);
    QCOMPARE((*model)->mostCandidates(), 5);
    QVERIFY(server.errorOf((*model)->encode("a", true)).contains("has no /tokenize"));
}

// Some text's second token has no name, but what may be asked for is no less.
void TestConnect::openAiWithNamesThatCantBeMadeOut()
{
    PlayedServer server(ServerKind::OpenAi);
    server.mostLogprobs = 100;
    server.next = [](const std::vector<int>&) {
        std::vector<double> logarithms(259, std::log(0.1 / 257));
        logarithms['a'] = std::log(0.5);
        logarithms[0xff] = std::log(0.4);
        return logarithms;
    };
    const auto model = server.connect();
    QVERIFY2(model, qPrintable(server.errorOf(model)));
    QCOMPARE((*model)->mostCandidates(), 100);
}

// Whoever wants more than usual finds out whether that is allowed.
void TestConnect::openAiWithMore()
{
    PlayedServer server(ServerKind::OpenAi);
    auto options = server.options();
    options.candidates = 200;
    server.mostLogprobs = 150;
    const auto refused = server.connect(options);
    QVERIFY2(refused, qPrintable(server.errorOf(refused)));
    QCOMPARE((*refused)->mostCandidates(), 100);
    server.mostLogprobs = 250;
    const auto allowed = server.connect(options);
    QVERIFY2(allowed, qPrintable(server.errorOf(allowed)));
    QCOMPARE((*allowed)->mostCandidates(), 200);
}

void TestConnect::needsTokenizerFiles()
{
    for (const auto kind : {ServerKind::Vllm, ServerKind::OpenAi}) {
        PlayedServer server(kind);
        auto options = server.options();
        options.vocabulary.clear();
        QCOMPARE(server.errorOf(server.connect(options)),
                 "server: doesn't tell what its tokens stand for; name a folder on this machine "
                 "with the model's tokenizer.json, too");
    }
}

void TestConnect::otherTokenizer_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("vLLM") << int(ServerKind::Vllm);
    QTest::newRow("OpenAI") << int(ServerKind::OpenAi);
}

void TestConnect::otherTokenizer()
{
    QFETCH(int, kind);
    PlayedServer server(static_cast<ServerKind>(kind));
    auto options = server.options();
    std::swap(options.vocabulary['A'], options.vocabulary['c']);
    std::swap(options.vocabulary['a'], options.vocabulary['B']);
    const auto error = server.errorOf(server.connect(options));
    QVERIFY2(error.startsWith("server: its tokens are others than those of the tokenizer"),
             qPrintable(error));
}

void TestConnect::choosesModel()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.model = "org/tiny";
    QCOMPARE(server.errorOf(server.connect(server.options(), "#org/tiny")), "no error");
    QCOMPARE(server.errorOf(server.connect(server.options(), "#huge")),
             "server: has no model \"huge\"; one that it has is \"org/tiny\"");
}

void TestConnect::keys()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.key = "sk-secret";
    QCOMPARE(server.errorOf(server.connect()), "no error");
    auto options = server.options();
    options.key = "sk-wrong";
    QCOMPARE(server.errorOf(server.connect(options)),
             "server: doesn't accept the key; check it, and connect again");
    options.key.clear();
    QCOMPARE(server.errorOf(server.connect(options)),
             "server: asks for a key; connect again with the key of its operator");
    const auto before = server.hub().requests().size();
    options.key = "sk-secret\r\nX-More: 1";
    const auto error = server.errorOf(server.connect(options));
    QVERIFY2(error.startsWith("server: the key has a blank") && !error.contains("secret"),
             qPrintable(error));
    QCOMPARE(server.hub().requests().size(), before);
}

void TestConnect::waitsWhileItLoads()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const HubReply loading{.status = 503, .body = R"({"error":{"message":"Loading model"}})"};
    server.setFault(10, "/v1/models", loading);
    int told = 0;
    auto options = server.options();
    options.times.loading = std::chrono::minutes(1);
    options.waiting = [&](const std::string&, auto) { ++told; };
    QCOMPARE(server.errorOf(server.connect(options)), "no error");
    QCOMPARE(told, 10);
    server.setFault(1'000'000, "/v1/models", loading);
    options.times.loading = {};
    QCOMPARE(server.errorOf(server.connect(options)),
             "server: isn't ready yet: \"Loading model\"; wait until it has loaded its model");
}

void TestConnect::isCancelledWhileItLoads()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault(1'000'000, "/v1/models", {.status = 503});
    std::stop_source stop;
    auto options = server.options();
    options.stop = stop.get_token();
    options.times = {}; // minutes
    options.waiting = [&](const std::string&, auto) { stop.request_stop(); };
    QCOMPARE(server.errorOf(server.connect(options)), "server: the request was stopped");
}

// Memory for as many would be asked for.
void TestConnect::hugeVocabulary()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault([](const HubRequest&, HubReply& reply) {
        reply.body.replace("\"n_vocab\":259", "\"n_vocab\":2147483647");
    });
    QCOMPARE(
        server.errorOf(server.connect()),
        "server: says that its model has 2147483647 tokens, more than any has; check the server");
}

void TestConnect::isNoModelServer()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault(1, "/v1/models", {.body = "<!DOCTYPE html><html>Hello</html>"});
    QCOMPARE(server.errorOf(server.connect()),
             "server: answers with a web page, expected a JSON object; check that the address is a "
             "language model's server");
    server.setFault(1, "/v1/models", {.status = 404, .body = "Not here"});
    QVERIFY(server.errorOf(server.connect()).startsWith("server: has no /v1/models; check"));
}

LOGITSCOPE_TEST(TestConnect)
#include "tst_connect.moc"
