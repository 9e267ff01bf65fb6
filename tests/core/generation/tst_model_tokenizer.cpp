// The tokenizer of a model in a folder and of the same model on a server: our own, and llama.cpp's
// as it is played.
#include "core/generation/bundled_model.h"
#include "core/generation/model_tokenizer.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/remote/played_server.h"
#include "tests/core/server/served_api.h"
#include "tests/test_program.h"

#include <QTest>

#include <atomic>
#include <limits>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;

using Tokens = std::vector<TokenId>;

namespace
{

const std::vector<std::string> trickyTexts{"",
                                           "a",
                                           " ",
                                           "  two  spaces  ",
                                           "Once upon a time, there was a café.",
                                           "Größe, Straße: ÄÖÜ",
                                           "e\xcc\x81 is e and an accent",
                                           "😀 and 👩‍👩‍👧",
                                           "a\nb\n\n\tc\r\n",
                                           "<|endoftext|>",
                                           "before<|endoftext|> after <|endoftext|>",
                                           "<|endoftext",
                                           std::string("a\0b", 3),
                                           "\"quoted\" \\ and {json}",
                                           "日本語"};

std::unique_ptr<RemoteModel> connectedTo(const std::string& address)
{
    auto model = connectTo(*RemoteAddress::parse(address), {.times = PlayedServer::quickTimes()});
    if (!model)
        qFatal("%s", model.error().message.c_str());
    return *std::move(model);
}

std::string addressOf(ServedApi& server)
{
    return "http://127.0.0.1:" + std::to_string(server->port());
}

Tokens bytesOf(std::string_view text) // as a played server has it: a token for each
{
    Tokens tokens;
    for (const char byte : text)
        tokens.push_back(static_cast<unsigned char>(byte));
    return tokens;
}

std::shared_ptr<const OpenModel> bundled()
{
    static const auto model =
        openModelFolder(bundledModelFolder(), {.device = Device::Cpu}).value();
    return model;
}

} // namespace

class TestModelTokenizer : public QObject
{
    Q_OBJECT

private slots:
    void files();
    void asItsServersModelHere_data();
    void asItsServersModelHere();
    void tokensOfAServer();
    void noSuchToken();
    void asksOnceAText();
    void asksForEachWayOfReading();
    void asksForNothingEmpty();
    void copiesRememberTogether();
    void remembersSomeTexts();
    void anErrorIsNotRemembered();
    void theServerIsGone();
    void stops();
    void invalidUtf8();
    void tokensThatItDoesntHave();
    void fromSeveralThreads();
};

// Never an error, and nobody is asked.
void TestModelTokenizer::files()
{
    const auto tokenizer = Tokenizer::load(bundledModelFolder()).value();
    const ModelTokenizer model(tokenizer);
    for (const auto special : {SpecialTokens::Recognised, SpecialTokens::AsText}) {
        for (const auto& text : trickyTexts) {
            QVERIFY(!model.hasToAsk(text, special));
            QCOMPARE(model.encode(text, special).value(), tokenizer.encode(text, special));
        }
        QCOMPARE(model.encode("\xff", special).value(), tokenizer.encode("\xff", special));
    }
    QCOMPARE(model.size(), tokenizer.size());
    QCOMPARE(model.specialTokens(), tokenizer.specialTokens());
    for (const TokenId token : {-1, 0, tokenizer.size() - 1, tokenizer.size(), 1'000'000})
        QCOMPARE(model.bytes(token), tokenizer.bytes(token));
    const auto tokens = tokenizer.encode("Once upon a time");
    QCOMPARE(model.decode(tokens), std::string("Once upon a time"));
}

void TestModelTokenizer::asItsServersModelHere_data()
{
    QTest::addColumn<SpecialTokens>("special");
    QTest::newRow("special tokens recognised") << SpecialTokens::Recognised;
    QTest::newRow("special tokens as text") << SpecialTokens::AsText;
}

void TestModelTokenizer::asItsServersModelHere()
{
    QFETCH(SpecialTokens, special);
    ServedApi server(bundled(), {.allLogprobs = true});
    const auto model = connectedTo(addressOf(server));
    const ModelTokenizer tokenizer(*model);
    const auto local = Tokenizer::load(bundledModelFolder()).value();
    for (const auto& text : trickyTexts) {
        const auto tokens = tokenizer.encode(text, special);
        QVERIFY2(tokens, tokens ? "" : tokens.error().message.c_str());
        QCOMPARE(*tokens, local.encode(text, special));
        QCOMPARE(tokenizer.decode(*tokens), text);
    }
}

void TestModelTokenizer::tokensOfAServer()
{
    ServedApi server(bundled(), {.allLogprobs = true});
    const auto model = connectedTo(addressOf(server));
    const ModelTokenizer tokenizer(*model);
    const auto local = Tokenizer::load(bundledModelFolder()).value();
    QCOMPARE(tokenizer.size(), bundled()->model->info().vocabularySize);
    for (TokenId token = 0; token < tokenizer.size(); ++token)
        QCOMPARE(tokenizer.bytes(token), local.bytes(token));
}

void TestModelTokenizer::noSuchToken()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = server.connect().value();
    const ModelTokenizer tokenizer(*model);
    QCOMPARE(tokenizer.size(), 259);
    for (const TokenId token : {-1, 259, 1'000'000, std::numeric_limits<TokenId>::min()})
        QCOMPARE(tokenizer.bytes(token), std::string_view());
    QCOMPARE(tokenizer.decode(Tokens{'a', -1, 256, 259, 'b'}), std::string("aheb"));
    QCOMPARE(tokenizer.decode(Tokens{}), std::string());
    QCOMPARE(tokenizer.specialTokens(), std::vector<std::string>());
}

void TestModelTokenizer::asksOnceAText()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = server.connect().value();
    const ModelTokenizer tokenizer(*model);
    for (const auto* text : {"abc", "abcd", "abc", "abcd", "abc"}) {
        QCOMPARE(tokenizer.encode(text).value(), bytesOf(text));
        QVERIFY(!tokenizer.hasToAsk(text, SpecialTokens::Recognised));
    }
    const auto bodies = server.bodies("/tokenize");
    QCOMPARE(bodies.size(), std::size_t{2});
    QCOMPARE(bodies[0].at("content").get<std::string>(), std::string("abc"));
    QCOMPARE(bodies[1].at("content").get<std::string>(), std::string("abcd"));
    QVERIFY(tokenizer.hasToAsk("ab", SpecialTokens::Recognised)); // which asks nobody
    QCOMPARE(server.bodies("/tokenize").size(), std::size_t{2});
}

void TestModelTokenizer::asksForEachWayOfReading()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = server.connect().value();
    const ModelTokenizer tokenizer(*model);
    QVERIFY(tokenizer.encode("abc", SpecialTokens::Recognised));
    QVERIFY(tokenizer.hasToAsk("abc", SpecialTokens::AsText));
    QVERIFY(tokenizer.encode("abc", SpecialTokens::AsText));
    QVERIFY(!tokenizer.hasToAsk("abc", SpecialTokens::AsText));
    const auto bodies = server.bodies("/tokenize");
    QCOMPARE(bodies.size(), std::size_t{2});
    QCOMPARE(bodies[0].at("parse_special").get<bool>(), true);
    QCOMPARE(bodies[1].at("parse_special").get<bool>(), false);
}

void TestModelTokenizer::asksForNothingEmpty()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = server.connect().value();
    const ModelTokenizer tokenizer(*model);
    QVERIFY(!tokenizer.hasToAsk("", SpecialTokens::Recognised));
    QCOMPARE(tokenizer.encode("").value(), Tokens());
    QVERIFY(server.bodies("/tokenize").empty());
}

void TestModelTokenizer::copiesRememberTogether()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = server.connect().value();
    const ModelTokenizer tokenizer(*model);
    const ModelTokenizer copy = tokenizer; // NOLINT(performance-unnecessary-copy-initialization)
    QVERIFY(copy.encode("abc"));
    QVERIFY(!tokenizer.hasToAsk("abc", SpecialTokens::Recognised));
    QCOMPARE(tokenizer.encode("abc").value(), bytesOf("abc"));
    QCOMPARE(server.bodies("/tokenize").size(), std::size_t{1});
}

// A prompt that is typed must not fill the memory; the latest texts stay.
void TestModelTokenizer::remembersSomeTexts()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = server.connect().value();
    const ModelTokenizer tokenizer(*model);
    std::string text;
    for (int i = 0; i < 300; ++i)
        QVERIFY(tokenizer.encode(text += 'a'));
    QVERIFY(tokenizer.hasToAsk("a", SpecialTokens::Recognised));
    for (int back = 0; back < 20; ++back, text.pop_back())
        QVERIFY(!tokenizer.hasToAsk(text, SpecialTokens::Recognised));
    QCOMPARE(tokenizer.encode("a").value(), Tokens{'a'});
}

void TestModelTokenizer::anErrorIsNotRemembered()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = server.connect().value();
    const ModelTokenizer tokenizer(*model);
    server.setFault(1, "/tokenize", {.status = 400, .body = "{}"});
    QVERIFY(!tokenizer.encode("abc"));
    QVERIFY(tokenizer.hasToAsk("abc", SpecialTokens::Recognised));
    QCOMPARE(tokenizer.encode("abc").value(), bytesOf("abc"));
}

// What it said before is still known.
void TestModelTokenizer::theServerIsGone()
{
    std::optional<PlayedServer> server(ServerKind::LlamaCpp);
    const auto model = server->connect().value();
    const ModelTokenizer tokenizer(*model);
    QVERIFY(tokenizer.encode("abc"));
    const auto authority = server->address().substr(7);
    server.reset();
    QCOMPARE(tokenizer.encode("abc").value(), bytesOf("abc"));
    const auto tokens = tokenizer.encode("abcd");
    QVERIFY(!tokens);
    const auto& sentence = tokens.error().message;
    QVERIFY2(sentence.starts_with(authority + ": "), sentence.c_str());
    QVERIFY2(sentence.find('\n') == std::string::npos, sentence.c_str());
    QCOMPARE(tokenizer.bytes('a'), std::string_view("a"));
}

// While the server holds its answer; nobody else's question ends with it.
void TestModelTokenizer::stops()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = server.connect().value();
    const ModelTokenizer tokenizer(*model);
    server.setFault(1, "/tokenize", {.body = "{}", .most = 0, .stalls = true});
    std::stop_source stop;
    std::optional<Result<Tokens>> tokens;
    std::jthread asking(
        [&] { tokens = tokenizer.encode("abc", SpecialTokens::Recognised, stop.get_token()); });
    QVERIFY(server.hub().waitFor(
        [](const HubRequest& request) { return request.path == "/tokenize"; }));
    QCOMPARE(tokenizer.encode("ab").value(), bytesOf("ab"));
    stop.request_stop();
    asking.join();
    QVERIFY(!*tokens);
    QCOMPARE(server.errorOf(*tokens), QString("server: the request was stopped"));
    QVERIFY(tokenizer.hasToAsk("abc", SpecialTokens::Recognised));
}

void TestModelTokenizer::invalidUtf8()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = server.connect().value();
    const ModelTokenizer tokenizer(*model);
    const auto tokens = tokenizer.encode("a\xff");
    QVERIFY(!tokens);
    QCOMPARE(tokens.error().message, std::string("the text isn't valid UTF-8, and a server takes "
                                                 "nothing else; correct it"));
    QVERIFY(server.bodies("/tokenize").empty());
}

void TestModelTokenizer::tokensThatItDoesntHave()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = server.connect().value();
    const ModelTokenizer tokenizer(*model);
    server.setFault(2, "/tokenize", {.body = R"({"tokens": [97, 259]})"});
    QVERIFY(!tokenizer.encode("abc"));
    server.setFault(1, "/tokenize", {.body = R"({"tokens": [97, -1]})"});
    QVERIFY(!tokenizer.encode("abc"));
    QCOMPARE(tokenizer.encode("abc").value(), bytesOf("abc"));
}

void TestModelTokenizer::fromSeveralThreads()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = server.connect().value();
    const ModelTokenizer tokenizer(*model);
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([&] {
                for (int i = 0; i < 30; ++i) {
                    const auto text = std::string(static_cast<std::size_t>(i + 1), 'x');
                    const auto tokens = tokenizer.encode(text);
                    right += tokens && *tokens == bytesOf(text) ? 1 : 0;
                }
            });
    }
    QCOMPARE(right.load(), 4 * 30);
}

LOGITSCOPE_TEST(TestModelTokenizer)
#include "tst_model_tokenizer.moc"
