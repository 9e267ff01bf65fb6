// What the network and a server do wrong, in the words that a person reads.
#include "core/remote/server_link.h"
#include "tests/core/remote/played_server.h"
#include "tests/test_program.h"

#include <QTest>

#include <thread>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestServerLink : public QObject
{
    Q_OBJECT

private slots:
    void keyGoesToTheServer();
    void refusals_data();
    void refusals();
    void keyIsNeverSaid();
    void redirectsAreNotFollowed();
    void passes_data();
    void passes();
    void doesNotPass_data();
    void doesNotPass();
    void waitsLongerEachTime();
    void waitsAsLongAsItIsAsked();
    void loadingTakesLonger();
    void hugeAnswer();
    void slowAnswer();
    void unreachable();
    void noSafeConnection();
    void stopsAtOnce();
    void severalAtOnce();
};

namespace
{

constexpr auto path = "/v1/models";

ServerLink linkTo(const PlayedServer& server, const RemoteTimes& times = PlayedServer::quickTimes())
{
    return {*RemoteAddress::parse(server.address()), server.key, times, {}};
}

QString askedOnce(const PlayedServer& server, const RemoteTimes& times = PlayedServer::quickTimes())
{
    return server.errorOf(linkTo(server, times).body({path}, {}));
}

HubReply said(int status, const char* body = "")
{
    return {.status = status, .body = body};
}

} // namespace

void TestServerLink::keyGoesToTheServer()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.key = "sk-secret";
    QCOMPARE(askedOnce(server), "no error");
    QCOMPARE(server.hub().requests().back().headers.at("authorization"), "Bearer sk-secret");
    server.key.clear();
    QCOMPARE(askedOnce(server), "no error");
    QVERIFY(!server.hub().requests().back().has("authorization"));
}

void TestServerLink::refusals_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("sentence");
    const auto add = [](int status, const char* body, const char* sentence) {
        QTest::addRow("%d %s", status, body) << status << QByteArray(body) << sentence;
    };
    add(401, "", "server: asks for a key; connect again with the key of its operator");
    add(403, "", "server: doesn't let this key or this computer use the model; ask its operator");
    add(404, R"({"error":{"message":"File\nNot Found"}})",
        "server: has no /v1/models: \"File\\nNot Found\"; check the address, and that the server "
        "is "
        "llama.cpp's, vLLM or another with OpenAI's completions");
    add(418, R"({"message":"a teapot"})",
        "server: refuses /v1/models with HTTP status 418: \"a teapot\"; check that it is "
        "llama.cpp's server, vLLM or another with OpenAI's completions");
    add(429, "", "server: has too many requests; try again in a while");
    add(500, R"({"error":"out of memory"})",
        "server: fails with HTTP status 500: \"out of memory\"; try again, or look into the "
        "server's log");
    add(502, "<html>",
        "server: fails with HTTP status 502; try again, or look into the server's log");
    add(503, R"({"error":{"code":503,"message":"Loading model","type":"unavailable_error"}})",
        "server: isn't ready yet: \"Loading model\"; wait until it has loaded its model");
}

void TestServerLink::refusals()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault(1'000'000, path, said(status, body));
    auto times = PlayedServer::quickTimes();
    times.loading = {};
    QTEST(askedOnce(server, times), "sentence");
}

// Whatever the server repeats.
void TestServerLink::keyIsNeverSaid()
{
    for (const int status : {301, 400, 401, 403, 404, 429, 500, 503}) {
        PlayedServer server(ServerKind::LlamaCpp);
        server.key = "sk-secret";
        server.setFault(1'000'000, path,
                        {.status = status,
                         .headers = {{"Location", "http://sk-secret.example/sk-secret"}},
                         .body = R"({"error":{"message":"the key sk-secret is wrong"}})"});
        auto times = PlayedServer::quickTimes();
        times.loading = {};
        const auto error = askedOnce(server, times);
        QVERIFY2(error != "no error" && !error.contains("secret"), qPrintable(error));
    }
}

void TestServerLink::redirectsAreNotFollowed()
{
    PlayedServer elsewhere(ServerKind::LlamaCpp);
    for (const int status : {301, 302, 307, 308}) {
        PlayedServer server(ServerKind::LlamaCpp);
        server.key = "sk-secret";
        server.setFault(
            1, path,
            {.status = status, .headers = {{"Location", elsewhere.address() + "/v1/models"}}});
        const auto error = askedOnce(server);
        QVERIFY2(error.startsWith("server: redirects to \"http://127.0.0.1:") &&
                     error.contains("which isn't followed"),
                 qPrintable(error));
    }
    QVERIFY(elsewhere.hub().requests().empty());
}

void TestServerLink::passes_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("most"); // bytes of the answer, after which the connection is lost
    for (const int status : {429, 500, 502, 503, 504})
        QTest::addRow("%d", status) << status << -1;
    QTest::newRow("lost in the body") << 200 << 5;
    QTest::newRow("lost before it") << 200 << 0;
}

// Twice; the third time goes well.
void TestServerLink::passes()
{
    QFETCH(int, status);
    QFETCH(int, most);
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault(2, path, {.status = status, .body = "{\"some\": 1}", .most = most});
    const auto link = linkTo(server);
    const ServerCall call{path};
    const auto answers = link.send({&call, 1}, {});
    QVERIFY2(answers, qPrintable(server.errorOf(answers)));
    QVERIFY(answers->wasRetried);
    QCOMPARE(answers->all.front().status, 200);
    QCOMPARE(server.hub().requests().size(), 3u);
}

void TestServerLink::doesNotPass_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("most");
    QTest::addColumn<int>("requests");
    QTest::addColumn<QString>("part");
    QTest::newRow("500") << 500 << -1 << 3 << "fails with HTTP status 500";
    QTest::newRow("429") << 429 << -1 << 3 << "too many requests";
    QTest::newRow("lost") << 200 << 5 << 3 << "the connection was lost";
    QTest::newRow("401") << 401 << -1 << 1 << "asks for a key";
    QTest::newRow("400") << 400 << -1 << 1 << "refuses";
}

void TestServerLink::doesNotPass()
{
    QFETCH(int, status);
    QFETCH(int, most);
    QFETCH(int, requests);
    QFETCH(QString, part);
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault(1'000'000, path, {.status = status, .body = "{\"some\": 1}", .most = most});
    const auto error = askedOnce(server);
    QVERIFY2(error.contains(part), qPrintable(error));
    QCOMPARE(int(server.hub().requests().size()), requests);
}

// Up to the longest.
void TestServerLink::waitsLongerEachTime()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault(4, path, said(502));
    auto times = PlayedServer::quickTimes();
    times.attempts = 5;
    times.longestPause = std::chrono::milliseconds(4);
    std::vector<std::chrono::milliseconds::rep> pauses;
    const ServerLink link(*RemoteAddress::parse(server.address()), "", times,
                          [&](const std::string&, std::chrono::milliseconds pause) {
                              pauses.push_back(pause.count());
                          });
    QCOMPARE(server.errorOf(link.body({path}, {})), "no error");
    QCOMPARE(pauses, (std::vector<std::chrono::milliseconds::rep>{1, 2, 4, 4}));
}

// Without it, it would be asked again after a millisecond.
void TestServerLink::waitsAsLongAsItIsAsked()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault(1, path, {.status = 429, .headers = {{"Retry-After", "20"}}});
    std::stop_source stop;
    std::vector<std::chrono::milliseconds> pauses;
    const ServerLink link(*RemoteAddress::parse(server.address()), "", PlayedServer::quickTimes(),
                          [&](const std::string&, std::chrono::milliseconds pause) {
                              pauses.push_back(pause);
                              stop.request_stop();
                          });
    QCOMPARE(server.errorOf(link.body({path}, stop.get_token())),
             "server: the request was stopped");
    QCOMPARE(pauses, std::vector{std::chrono::milliseconds(20'000)});

    server.setFault(1, path, {.status = 429, .headers = {{"Retry-After", "3600"}}});
    QVERIFY(askedOnce(server).contains("too many requests"));
}

void TestServerLink::loadingTakesLonger()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault(20, path, said(503, R"({"error":{"message":"Loading model"}})"));
    std::vector<std::string> told;
    const ServerLink link(*RemoteAddress::parse(server.address()), "", PlayedServer::quickTimes(),
                          [&](const std::string& sentence, auto) { told.push_back(sentence); });
    QCOMPARE(server.errorOf(link.body({path}, {})), "no error");
    QCOMPARE(told.size(), 20u);
    QVERIFY(told.front().find("isn't ready yet: \"Loading model\"") != std::string::npos);
}

void TestServerLink::hugeAnswer()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault(1, path,
                    {.body = QByteArray(3'000'000, ' '), .hasLength = false, .stalls = true});
    const auto error = server.errorOf(linkTo(server).body({path, "", 1'000'000}, {}));
    QVERIFY2(error.startsWith("server: sends more than 1000000 bytes"), qPrintable(error));
}

void TestServerLink::slowAnswer()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault(1, path, {.body = "{\"some\": 1}", .most = 4, .stalls = true});
    const QString sentence = "server: its answer takes too long; check how busy the server is, and "
                             "try again";
    auto times = PlayedServer::quickTimes();
    times.stall = std::chrono::milliseconds(300);
    QCOMPARE(askedOnce(server, times), sentence);

    // Each byte comes in time, but not all of them.
    server.setFault(
        1, path,
        {.body = QByteArray(1'000, ' '), .part = 1, .pause = std::chrono::milliseconds(50)});
    times = PlayedServer::quickTimes();
    times.answer = std::chrono::milliseconds(300);
    QCOMPARE(askedOnce(server, times), sentence);
}

// A port that was free a moment ago.
void TestServerLink::unreachable()
{
    const auto address = RemoteAddress::parse(HubServer().address());
    const ServerLink link(*address, "", PlayedServer::quickTimes());
    const auto body = link.body({path}, {});
    QVERIFY(!body);
    QVERIFY2(body.error().message.find(": can't be reached (") != std::string::npos,
             body.error().message.c_str());

    // RFC 6761: nobody has a name that ends so.
    const ServerLink nowhere(*RemoteAddress::parse("http://server.invalid"), "",
                             PlayedServer::quickTimes());
    const auto none = nowhere.body({path}, {});
    QVERIFY(!none);
    QVERIFY(none.error().message.starts_with("server.invalid: its address can't be found ("));
}

// The server speaks no TLS.
void TestServerLink::noSafeConnection()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto address = RemoteAddress::parse("https" + server.address().substr(4));
    const ServerLink link(*address, "", PlayedServer::quickTimes());
    const auto error = server.errorOf(link.body({path}, {}));
    QVERIFY2(error.startsWith("server: no safe connection ("), qPrintable(error));
}

// While it waits for an answer that never comes, and while it pauses for a minute.
void TestServerLink::stopsAtOnce()
{
    for (const bool pauses : {false, true}) {
        PlayedServer server(ServerKind::LlamaCpp);
        server.setFault(1, path,
                        pauses ? said(500) : HubReply{.body = "{}", .most = 1, .stalls = true});
        RemoteTimes times; // minutes
        times.firstPause = times.longestPause = std::chrono::minutes(1);
        std::stop_source stop;
        std::jthread stopper([&] {
            server.hub().waitFor([](const HubRequest&) { return true; });
            stop.request_stop();
        });
        QCOMPARE(server.errorOf(linkTo(server, times).body({path}, stop.get_token())),
                 "server: the request was stopped");
    }
}

// More than there are connections, and one of them has to be asked again.
void TestServerLink::severalAtOnce()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault([](const HubRequest& request, HubReply& reply) {
        reply = {.body = QByteArray::fromStdString(request.body)};
    });
    std::vector<ServerCall> calls;
    for (int i = 0; i < 70; ++i)
        calls.push_back({"/completion", "{\"n_probs\":1,\"prompt\":[" + std::to_string(i) + "]}"});
    const auto link = linkTo(server);
    const auto answers = link.send(calls, {});
    QVERIFY(answers);
    QVERIFY(!answers->wasRetried);
    for (std::size_t i = 0; i < calls.size(); ++i)
        QCOMPARE(answers->all[i].body, calls[i].body);
}

LOGITSCOPE_TEST(TestServerLink)
#include "tst_server_link.moc"
