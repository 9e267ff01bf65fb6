// openModel() with a server's address: our own server, and others as they are played.
#include "core/generation/bundled_model.h"
#include "core/remote/server_keys.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/remote/played_server.h"
#include "tests/core/server/served_api.h"
#include "tests/test_program.h"

#include <QTest>

#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

std::string addressOfApi(ServedApi& server)
{
    return "http://127.0.0.1:" + std::to_string(server->port());
}

std::shared_ptr<const OpenModel> openServed(const std::string& address,
                                            const RemoteOptions& options = {.key = ""})
{
    auto model = openModel(address, {}, options);
    if (!model)
        qFatal("%s", model.error().message.c_str());
    return *std::move(model);
}

// With the server called "server"; "it opened" where it did.
QString sentenceOf(const std::string& address, const RemoteOptions& options = {.key = ""})
{
    const auto model = openModel(address, {}, options);
    if (model)
        return "it opened";
    const auto authority = RemoteAddress::parse(address).map(&RemoteAddress::authority);
    auto sentence = QString::fromStdString(model.error().message);
    return authority ? sentence.replace(QString::fromStdString(*authority), "server") : sentence;
}

// As a continuation of "abc" would have it, without its steps.
Run runOf(const OpenModel& model)
{
    return {.model = model.model->info().fullName(), .identity = model.identity};
}

// The tokenizer's files alone, as somebody has them who uses a model elsewhere.
void writeTokenizer(const TestFolder& folder, const Checkpoint& checkpoint)
{
    checkpoint.writeTo(folder);
    std::filesystem::remove(folder.file("model.safetensors"));
    std::filesystem::remove(folder.file("config.json"));
}

} // namespace

class TestOpenModelServed : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void opens();
    void bounds_data();
    void bounds();
    void ofTheNameAfterTheHash();
    void hasMadeItsOwnRuns();
    void tokenizerOnThisMachine_data();
    void tokenizerOnThisMachine();
    void endsOfItsTokenizersFiles();
    void tokenizerIsMissing();
    void tokenizerOfAnotherModel();
    void keys();
    void keysThatCantBeRead();
    void wrongKey();
    void deadPort();
    void malformed_data();
    void malformed();
    void stops();

private:
    std::optional<TestFolder> config_;
    QByteArray before_;
};

void TestOpenModelServed::init()
{
    before_ = qgetenv("XDG_CONFIG_HOME");
    config_.emplace();
    qputenv("XDG_CONFIG_HOME", QByteArray::fromStdString(config_->path().string()));
    qunsetenv("LOGITSCOPE_API_KEY");
}

void TestOpenModelServed::cleanup()
{
    before_.isNull() ? qunsetenv("XDG_CONFIG_HOME") : qputenv("XDG_CONFIG_HOME", before_);
}

void TestOpenModelServed::opens()
{
    const auto local = open(randomCheckpoint({.contextLength = 20}, 1));
    ServedApi server(local, {.allLogprobs = true});
    const auto address = addressOfApi(server);
    const auto model = openServed(address);
    QVERIFY(model->isServed());
    QCOMPARE(model->server, address);
    QCOMPARE(model->place(), address);
    QVERIFY(model->folder.empty());
    const auto& info = model->model->info();
    QCOMPARE(info.name, local->model->info().name);
    QCOMPARE(info.fullName(), local->model->info().name + " Logitscope");
    QCOMPARE(info.device, address.substr(7));
    QCOMPARE(model->identity.engine(), std::string("Logitscope"));
    QVERIFY(!model->identity.digest());
    QCOMPARE(model->tokenizer.size(), vocabularySize);
    QVERIFY(!local->isServed());
    QCOMPARE(local->place(), local->folder.string());
}

void TestOpenModelServed::bounds_data()
{
    QTest::addColumn<int>("begin"); // -1: as the fixture's tokenizer has it
    QTest::addColumn<int>("end");
    QTest::newRow("<|endoftext|>") << -1 << -1;
    QTest::newRow("its own") << int{'b'} << int{'z'};
}

void TestOpenModelServed::bounds()
{
    QFETCH(int, begin);
    QFETCH(int, end);
    auto checkpoint = randomCheckpoint({}, 5);
    if (begin >= 0) {
        checkpoint.config["bos_token_id"] = begin;
        checkpoint.config["eos_token_id"] = end;
    }
    const auto local = open(checkpoint);
    ServedApi server(local, {.allLogprobs = true});
    const auto model = openServed(addressOfApi(server));
    QCOMPARE(model->bounds.begin, std::optional(begin < 0 ? endOfText : begin));
    QCOMPARE(model->bounds.begin, local->bounds.begin);
    QCOMPARE(model->bounds.ends, std::vector<TokenId>{end < 0 ? endOfText : end});
    QCOMPARE(model->bounds.ends, local->bounds.ends);
    QCOMPARE(tokensOf(*model, "").value(), tokensOf(*local, "").value());
}

void TestOpenModelServed::ofTheNameAfterTheHash()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = openServed(server.address() + "#tiny");
    QCOMPARE(model->place(), server.address() + "#tiny");
    QCOMPARE(model->model->info().fullName(), std::string("tiny llama.cpp"));
    const auto sentence = sentenceOf(server.address() + "#other");
    QVERIFY2(sentence.startsWith("server: "), qPrintable(sentence));
    QVERIFY2(sentence.contains("other") && sentence.contains("tiny"), qPrintable(sentence));
}

// Its arithmetic is another than that of the model of the same name here.
void TestOpenModelServed::hasMadeItsOwnRuns()
{
    const auto local = open(randomCheckpoint({}, 1));
    ServedApi server(local, {.allLogprobs = true});
    const auto served = openServed(addressOfApi(server));
    const auto again = openServed(addressOfApi(server));
    QCOMPARE(served->model->info().name, local->model->info().name);
    QVERIFY(hasMade(*served, runOf(*served)));
    QVERIFY(hasMade(*served, runOf(*again)));
    QVERIFY(hasMade(*local, runOf(*local)));
    QVERIFY(!hasMade(*local, runOf(*served)));
    QVERIFY(!hasMade(*served, runOf(*local)));
    local->identity.setDigest({.weights = "01", .tokenizer = "02"});
    QVERIFY(!hasMade(*local, runOf(*served)));
    QVERIFY(!hasMade(*served, runOf(*local)));
}

void TestOpenModelServed::tokenizerOnThisMachine_data()
{
    QTest::addColumn<ServerKind>("kind");
    QTest::addColumn<std::string>("engine");
    QTest::newRow("vLLM") << ServerKind::Vllm << std::string("vLLM");
    QTest::newRow("OpenAI-compatible") << ServerKind::OpenAi << std::string("OpenAI-compatible");
}

// Which splits the texts, too.
void TestOpenModelServed::tokenizerOnThisMachine()
{
    QFETCH(ServerKind, kind);
    QFETCH(std::string, engine);
    PlayedServer server(kind);
    QCOMPARE(sentenceOf(server.address()),
             QString("server: doesn't tell what its tokens stand for; name a folder on this "
                     "machine with the model's tokenizer.json, too"));
    const TestFolder folder;
    writeTokenizer(folder, randomCheckpoint({}, 1));
    const auto model =
        openServed(server.address(), {.key = "", .tokenizer = folder.path().string()});
    QVERIFY(model->isServed());
    QCOMPARE(model->model->info().fullName(), "tiny " + engine);
    const auto asked = server.hub().requests().size();
    QVERIFY(!model->tokenizer.hasToAsk("hehe", SpecialTokens::Recognised));
    QCOMPARE(model->tokenizer.encode("the<|endoftext|>").value(),
             (std::vector<TokenId>{'t', 256, endOfText}));
    QCOMPARE(server.hub().requests().size(), asked);
    QCOMPARE(model->bounds.begin, std::optional(endOfText));
    QCOMPARE(model->bounds.ends, std::vector<TokenId>{endOfText});
}

void TestOpenModelServed::endsOfItsTokenizersFiles()
{
    PlayedServer server(ServerKind::Vllm);
    const TestFolder folder;
    writeTokenizer(folder, randomCheckpoint({}, 1));
    folder.write("generation_config.json", R"({"bos_token_id": 98, "eos_token_id": [121, 122]})");
    const auto model =
        openServed(server.address(), {.key = "", .tokenizer = folder.path().string()});
    QCOMPARE(model->bounds.begin, std::optional<TokenId>('b'));
    QCOMPARE(model->bounds.ends, (std::vector<TokenId>{'y', 'z'}));
}

void TestOpenModelServed::tokenizerIsMissing()
{
    PlayedServer server(ServerKind::Vllm);
    const TestFolder folder;
    const auto model =
        openModel(server.address(), {}, {.key = "", .tokenizer = folder.file("none").string()});
    QVERIFY(!model);
    const auto sentence = folder.named(model.error().message);
    QVERIFY2(sentence.startsWith("folder/none"), qPrintable(sentence));
    QVERIFY(server.hub().requests().empty());
}

void TestOpenModelServed::tokenizerOfAnotherModel()
{
    PlayedServer server(ServerKind::Vllm);
    auto checkpoint = randomCheckpoint({}, 1);
    std::swap(checkpoint.spellings['a'], checkpoint.spellings['q']);
    const TestFolder folder;
    writeTokenizer(folder, checkpoint);
    const auto sentence =
        sentenceOf(server.address(), {.key = "", .tokenizer = folder.path().string()});
    QVERIFY2(sentence.startsWith("server: its tokens are others than those of the tokenizer on "
                                 "this machine"),
             qPrintable(sentence));
}

// What is given, else what is kept, else what the environment says.
void TestOpenModelServed::keys()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.key = "secret";
    const QString refused = "server: doesn't accept the key; check it, and connect again";
    const QString missing = "server: asks for a key; connect again with the key of its operator";
    QCOMPARE(sentenceOf(server.address(), {}), missing);
    QCOMPARE(sentenceOf(server.address(), {.key = "secret"}), QString("it opened"));
    qputenv("LOGITSCOPE_API_KEY", "secret");
    QCOMPARE(sentenceOf(server.address(), {}), QString("it opened"));
    QCOMPARE(sentenceOf(server.address(), {.key = ""}), missing);

    const auto address = RemoteAddress::parse(server.address()).value();
    QVERIFY(keepServerKey(address, "wrong", serverKeysFile()));
    QCOMPARE(sentenceOf(server.address(), {}), refused);
    qunsetenv("LOGITSCOPE_API_KEY");
    QVERIFY(keepServerKey(address, "secret", serverKeysFile()));
    QCOMPARE(sentenceOf(server.address(), {}), QString("it opened"));
    QCOMPARE(sentenceOf(server.address(), {.key = "another"}), refused);
}

// Nothing is sent then.
void TestOpenModelServed::keysThatCantBeRead()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto address = RemoteAddress::parse(server.address()).value();
    QVERIFY(keepServerKey(address, "secret", serverKeysFile()));
    std::filesystem::permissions(serverKeysFile(), std::filesystem::perms(0644));
    QCOMPARE(sentenceOf(server.address(), {}),
             QString::fromStdString(serverKeysFile().string()) +
                 ": others on this machine may read it; run chmod 600 on it");
    QVERIFY(server.hub().requests().empty());
}

void TestOpenModelServed::wrongKey()
{
    const auto local = open(randomCheckpoint({}, 1));
    ServedApi server(local, {.apiKey = "secret", .allLogprobs = true});
    QCOMPARE(sentenceOf(addressOfApi(server), {.key = "wrong"}),
             QString("server: doesn't accept the key; check it, and connect again"));
    QCOMPARE(sentenceOf(addressOfApi(server), {.key = "secret"}), QString("it opened"));
}

void TestOpenModelServed::deadPort()
{
    std::optional<PlayedServer> server(ServerKind::LlamaCpp);
    const auto address = server->address();
    server.reset();
    const auto sentence = sentenceOf(address);
    QVERIFY2(sentence.startsWith("server: "), qPrintable(sentence));
    QVERIFY2(!sentence.contains('\n'), qPrintable(sentence));
}

void TestOpenModelServed::malformed_data()
{
    QTest::addColumn<std::string>("address");
    QTest::newRow("no host") << std::string("http://");
    QTest::newRow("no port") << std::string("http://host:port");
    QTest::newRow("a question") << std::string("http://host:8080/?key=letmein");
    QTest::newRow("a password") << std::string("http://user:letmein@host:8080");
    QTest::newRow("a blank") << std::string("http://my host");
}

// Without what may be secret in it.
void TestOpenModelServed::malformed()
{
    QFETCH(std::string, address);
    const auto model = openModel(address);
    QVERIFY(!model);
    const auto& sentence = model.error().message;
    QVERIFY2(sentence.find("address") != std::string::npos, sentence.c_str());
    QVERIFY2(sentence.find("letmein") == std::string::npos, sentence.c_str());
    QVERIFY2(sentence.find('\n') == std::string::npos, sentence.c_str());
}

// While the server holds its answer.
void TestOpenModelServed::stops()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault(1, "/v1/models", {.body = "{}", .most = 0, .stalls = true});
    std::stop_source stop;
    std::optional<QString> sentence;
    std::jthread opening(
        [&] { sentence = sentenceOf(server.address(), {.key = "", .stop = stop.get_token()}); });
    QVERIFY(server.hub().waitFor([](const HubRequest&) { return true; }));
    stop.request_stop();
    opening.join();
    QCOMPARE(*sentence, QString("server: the request was stopped"));
}

LOGITSCOPE_TEST(TestOpenModelServed)
#include "tst_open_model_served.moc"
