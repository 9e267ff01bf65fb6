// Good requests on the wire, and clients that come and go.
#include "core/server/http_server.h"
#include "tests/core/server/counting_server.h"
#include "tests/core/server/raw_client.h"
#include "tests/test_program.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTest>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

std::string post(const std::string& path, const std::string& headers, const std::string& body)
{
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Result<std::unique_ptr<HttpServer>> listenOn(const std::string& host, int port)
{
    const auto addresses = addressesOf(host, port);
    if (!addresses)
        return tl::unexpected(addresses.error());
    return HttpServer::start(host, *addresses, {});
}

} // namespace

class TestHttpServer : public QObject
{
    Q_OBJECT

private slots:
    void keepsAlive();
    void pipelined();
    void closesWhenAsked();
    void oldVersion();
    void chunks();
    void formsOfAnySize();
    void continues();
    void noBody();
    void absoluteTarget();
    void rangesAreIgnored();
    void hangUpEndsAStream();
    void closingHalfEndsAStream();
    void failedStreamEndsItsConnection();
    void silentClientIsLetGo();
    void stuckReaderIsLetGo();
    void tooManyConnections();
    void stopsAtOnce();
    void fewThreads();
    void portTaken();
    void portFreeAtOnce();
    void allAddressesOfAName();
    void foreignAddress();
};

void TestHttpServer::keepsAlive()
{
    CountingServer server;
    RawClient client(server.port());
    for (const std::string body : {"", "a", "four"}) {
        QVERIFY(client.send(post("/count", "", body)));
        const auto head = client.receiveUntil("\r\n\r\n");
        QCOMPARE(statusOf(head), 200);
        QVERIFY(head.find("Connection: close") == head.npos);
        QCOMPARE(client.receiveUntil(std::to_string(body.size())), std::to_string(body.size()));
    }
}

void TestHttpServer::pipelined()
{
    CountingServer server;
    RawClient client(server.port());
    QVERIFY(client.send(post("/count", "", "abc") + post("/count", "", "abcde") +
                        post("/count", "Connection: close\r\n", "abcdefg")));
    const auto answers = client.receiveAll();
    QVERIFY(client.hasEnded());
    const auto first = answers.find("\r\n\r\n3HTTP/1.1 200 ");
    const auto second = answers.find("\r\n\r\n5HTTP/1.1 200 ");
    QVERIFY(first != answers.npos && second != answers.npos && first < second);
    QVERIFY(answers.ends_with("\r\n\r\n7"));
}

void TestHttpServer::closesWhenAsked()
{
    CountingServer server;
    RawClient client(server.port());
    QVERIFY(client.send(post("/count", "Connection: close\r\n", "abc")));
    const auto answer = client.receiveAll();
    QVERIFY(client.hasEnded());
    QVERIFY(answer.find("Connection: close\r\n") != answer.npos);
    QCOMPARE(bodyOf(answer), std::string("3"));
}

void TestHttpServer::oldVersion()
{
    CountingServer server({.idle = std::chrono::minutes(10)});
    for (const std::string headers : {"", "Connection: Keep-Alive\r\n"}) {
        RawClient client(server.port());
        QVERIFY(client.send("POST /count HTTP/1.0\r\n" + headers + "Content-Length: 2\r\n\r\nab"));
        QCOMPARE(bodyOf(client.receiveAll()), std::string("2"));
        QVERIFY(client.hasEnded());
    }
}

void TestHttpServer::chunks()
{
    CountingServer server;
    RawClient client(server.port());
    QVERIFY(client.send(
        "POST /count HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked"
        "\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
    QCOMPARE(bodyOf(client.receiveAll()), std::string("5"));
}

// curl -d says it sends a form.
void TestHttpServer::formsOfAnySize()
{
    CountingServer server;
    for (const std::string type :
         {"application/x-www-form-urlencoded", "application/json", "text/plain", "x"}) {
        RawClient client(server.port());
        QVERIFY(client.send(post("/count", "Connection: close\r\nContent-Type: " + type + "\r\n",
                                 std::string(1'000'000, '='))));
        QCOMPARE(bodyOf(client.receiveAll()), std::string("1000000"));
    }
}

void TestHttpServer::continues()
{
    CountingServer server;
    RawClient client(server.port());
    QVERIFY(client.send(
        "POST /count HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\n"
        "Content-Length: 3\r\n\r\n"));
    QCOMPARE(client.receiveUntil("\r\n\r\n"), std::string("HTTP/1.1 100 Continue\r\n\r\n"));
    QVERIFY(client.send("abc"));
    QCOMPARE(bodyOf(client.receiveAll()), std::string("3"));
}

void TestHttpServer::noBody()
{
    CountingServer server;
    RawClient client(server.port());
    QVERIFY(client.send("POST /count HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    QCOMPARE(bodyOf(client.receiveAll()), std::string("0"));
}

// As proxies ask. What the target says counts more than the Host header.
void TestHttpServer::absoluteTarget()
{
    CountingServer server;
    RawClient client(server.port());
    const std::string end = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    QVERIFY(client.send("POST http://a.example:80/host?x=y" + end));
    QCOMPARE(bodyOf(client.receiveAll()), std::string("a.example:80"));
    RawClient plain(server.port());
    QVERIFY(plain.send("POST /host?x=y" + end));
    QCOMPARE(bodyOf(plain.receiveAll()), std::string("localhost"));
}

void TestHttpServer::rangesAreIgnored()
{
    CountingServer server;
    std::string ranges = "0-0";
    while (ranges.size() < 8000)
        ranges += ",0-0";
    for (const std::string& range : {std::string("5-9"), ranges}) {
        RawClient client(server.port());
        QVERIFY(client.send(
            post("/count", "Connection: close\r\nRange: bytes=" + range + "\r\n", "abc")));
        const auto answer = client.receiveAll();
        QCOMPARE(statusOf(answer), 200);
        QCOMPARE(bodyOf(answer), std::string("3"));
    }
}

void TestHttpServer::hangUpEndsAStream()
{
    CountingServer server;
    RawClient client(server.port());
    QVERIFY(client.send(post("/stream", "", "")));
    QCOMPARE(statusOf(client.receiveUntil("xxx")), 200);
    client.hangUp();
    QVERIFY(server.streamEnded());
}

// Although nothing is sent that could fail.
void TestHttpServer::closingHalfEndsAStream()
{
    CountingServer server;
    RawClient client(server.port());
    QVERIFY(client.send(post("/wait", "", "") + post("/count", "", ""))); // one more waits unread
    QCOMPARE(statusOf(client.receiveUntil("\r\n\r\n")), 200);
    client.closeSending();
    QVERIFY(server.streamEnded());
    client.receiveAll();
    QVERIFY(client.hasEnded());
}

// Its client sees that the answer isn't whole, and others see nothing of it.
void TestHttpServer::failedStreamEndsItsConnection()
{
    CountingServer server;
    RawClient client(server.port());
    QVERIFY(client.send(post("/fail", "", "")));
    const auto answer = client.receiveAll();
    QVERIFY(client.hasEnded());
    QCOMPARE(bodyOf(answer), std::string("3\r\nxxx\r\n"));
    RawClient other(server.port());
    QVERIFY(other.send(post("/count", "Connection: close\r\n", "abc")));
    QCOMPARE(bodyOf(other.receiveAll()), std::string("3"));
}

void TestHttpServer::silentClientIsLetGo()
{
    CountingServer server(
        {.request = std::chrono::milliseconds(50), .idle = std::chrono::milliseconds(50)});
    RawClient never(server.port());
    QCOMPARE(never.receiveAll(), std::string());
    QVERIFY(never.hasEnded());
    RawClient once(server.port());
    QVERIFY(once.send(post("/count", "", "abc")));
    QCOMPARE(bodyOf(once.receiveAll()), std::string("3"));
    QVERIFY(once.hasEnded());
    QVERIFY(server.refused().empty());
}

// It reads nothing of what it is sent.
void TestHttpServer::stuckReaderIsLetGo()
{
    CountingServer server({.write = std::chrono::milliseconds(50)});
    RawClient client(server.port());
    QVERIFY(client.send(post("/stream", "", "")));
    QVERIFY(server.streamEnded());
}

void TestHttpServer::tooManyConnections()
{
    CountingServer server({.connections = 2});
    std::vector<RawClient> kept;
    for (int i = 0; i < 2; ++i) {
        auto& client = kept.emplace_back(server.port());
        QVERIFY(client.send(post("/stream", "", "")));
        QCOMPARE(statusOf(client.receiveUntil("xxx")), 200);
    }
    RawClient third(server.port());
    const auto answer = third.receiveAll();
    QCOMPARE(statusOf(answer), 503);
    QVERIFY(answer.find("Retry-After: 1\r\n") != answer.npos);
    QVERIFY(answer.find("X-All: yes\r\n") != answer.npos);
    QVERIFY(third.hasEnded());
    QCOMPARE(server.refused(), std::vector<std::string>{"503 a request"});

    // One goes, and another may come; the server counts it out a moment after it has gone.
    kept.pop_back();
    QVERIFY(server.streamEnded());
    bool answered = false; // looked at several times, but asked for once
    const auto ask = [&] {
        RawClient next(server.port());
        next.send(post("/count", "Connection: close\r\n", "abc"));
        return bodyOf(next.receiveAll()) == "3";
    };
    QTRY_VERIFY_WITH_TIMEOUT(answered = answered || ask(), 20'000);
}

void TestHttpServer::stopsAtOnce()
{
    CountingServer server;
    RawClient idle(server.port());
    RawClient halfway(server.port());
    QVERIFY(
        halfway.send("POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc"));
    RawClient unread(server.port()); // the server waits for room to send
    QVERIFY(unread.send(post("/stream", "", "")));
    QCOMPARE(statusOf(unread.receiveUntil("xxx")), 200);

    QElapsedTimer timer;
    timer.start();
    server.stop();
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!RawClient(server.port()).isConnected());
    for (auto* const client : {&idle, &halfway, &unread}) {
        client->receiveAll();
        QVERIFY(client->hasEnded());
    }
    QVERIFY(listenOn("127.0.0.1", server.port()).has_value());
}

void TestHttpServer::fewThreads()
{
    const auto threads = [] { return QDir("/proc/self/task").entryList(QDir::Dirs).size(); };
    CountingServer server;
    std::vector<RawClient> clients;
    qsizetype before = 0;
    for (int i = 0; i < 100; ++i) {
        auto& client = clients.emplace_back(server.port());
        QVERIFY(client.send(post("/wait", "", "")));
        QCOMPARE(statusOf(client.receiveUntil("\r\n\r\n")), 200);
        if (i == 0)
            before = threads();
    }
    QCOMPARE(threads(), before);
}

void TestHttpServer::portTaken()
{
    const auto first = listenOn("127.0.0.1", 0);
    QVERIFY(first.has_value());
    QVERIFY((*first)->port() > 0);
    const auto second = listenOn("127.0.0.1", (*first)->port());
    QVERIFY(!second.has_value());
    QCOMPARE(QString::fromStdString(second.error().message),
             QString("port %1 is taken on 127.0.0.1; choose another, or end what uses it")
                 .arg((*first)->port()));
}

// Although a connection of the one before is not quite dead yet.
void TestHttpServer::portFreeAtOnce()
{
    CountingServer server;
    RawClient client(server.port());
    QVERIFY(client.send(post("/count", "Connection: close\r\n", "abc")));
    QCOMPARE(bodyOf(client.receiveAll()), std::string("3"));
    QVERIFY(client.hasEnded()); // closed by the server first
    server.stop();
    QVERIFY(listenOn("127.0.0.1", server.port()).has_value());
}

void TestHttpServer::allAddressesOfAName()
{
    const auto server = listenOn("localhost", 0);
    QVERIFY(server.has_value());
    QVERIFY(RawClient((*server)->port()).isConnected());
}

void TestHttpServer::foreignAddress()
{
    const auto server = listenOn("192.0.2.1", 8000); // kept for examples, no machine has it
    QVERIFY(!server.has_value());
    QCOMPARE(QString::fromStdString(server.error().message),
             QString("192.0.2.1 is no address of this machine"));
}

LOGITSCOPE_TEST(TestHttpServer)
#include "tst_http_server.moc"
