// Bad input on the wire: an answer with a sentence or a closed connection, and the server goes on.
#include "tests/core/server/counting_server.h"
#include "tests/core/server/raw_client.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <random>
#include <string>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

const std::string countPost = "POST /count HTTP/1.1\r\nHost: localhost\r\n";

// More than the server waits for, so that only the deadline can end it.
constexpr std::chrono::hours hours{1};

std::string randomBytes(std::size_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::string bytes;
    while (bytes.size() < count)
        bytes += static_cast<char>(random());
    return bytes;
}

bool stillAnswers(const CountingServer& server)
{
    RawClient client(server.port());
    client.send(countPost + "Connection: close\r\nContent-Length: 3\r\n\r\nabc");
    return bodyOf(client.receiveAll()) == "3";
}

} // namespace

class TestHttpServerBadInput : public QObject
{
    Q_OBJECT

private slots:
    void refused_data();
    void refused();
    void refusalIsJson();
    void tenMegabytes_data();
    void tenMegabytes();
    void slowSender_data();
    void slowSender();
    void endsInTheMiddle();
    void hangsUpInTheMiddle();
    void garbage();
    void longPaths();
    void longHeaders();
    void methodsAndPaths();

private:
    CountingServer server_{{.linger = hours}};
};

void TestHttpServerBadInput::refused_data()
{
    QTest::addColumn<std::string>("request");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, int status, const std::string& request) {
        QTest::newRow(name) << request << status;
    };
    std::string headers;
    for (int i = 0; i < 4000; ++i)
        headers += "A: b\r\n";
    row("thousands of headers", 431, countPost + headers + "\r\n");
    row("a long header", 431, countPost + "A: " + std::string(20'000, 'a') + "\r\n\r\n");
    row("an endless line", 431, std::string(20'000, 'A'));
    row("TLS", 400, "\x16\x03\x01\x02");
    row("JSON alone", 400, "{\"prompt\": \"a\"}");
    row("HTTP/2", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    row("gzip bomb", 415,
        countPost + "Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n" +
            std::string(20, '\x1f'));
    row("length and chunks", 400,
        countPost + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    row("a chunk without a length", 400, countPost + "Transfer-Encoding: chunked\r\n\r\nabc\r\n");
    row("a multipart form", 415,
        countPost +
            "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 3\r\n\r\nabc");
    row("a huge chunk", 413, countPost + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n");
    row("no host", 400, "POST /count HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
    row("two hosts", 400, countPost + "Host: localhost\r\n\r\n");
    row("a target without a host", 400, "GET http:///count HTTP/1.1\r\nHost: localhost\r\n\r\n");
    row("no number", 400, countPost + "Content-Length: abc\r\n\r\nabc");
    row("half a number", 400, countPost + "Content-Length: 3abc\r\n\r\nabc");
    row("no length", 400, countPost + "Content-Length: \r\n\r\nabc");
    row("two lengths", 400, countPost + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd");
    row("gzip and chunks", 400,
        countPost + "Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    row("gzip without chunks", 400, countPost + "Transfer-Encoding: gzip\r\n\r\nabc");
    row("a long line before a chunk", 431,
        countPost + "Transfer-Encoding: chunked\r\n\r\n3;a=" + std::string(40'000, 'a'));
    row("long trailers", 431,
        countPost + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: " + std::string(40'000, 'a'));
    row("a negative length", 400, countPost + "Content-Length: -5\r\n\r\n");
}

void TestHttpServerBadInput::refused()
{
    QFETCH(std::string, request);
    QFETCH(int, status);
    RawClient client(server_.port());
    QVERIFY(client.send(request));
    client.closeSending();
    const auto answer = client.receiveAll();
    QVERIFY(client.hasEnded());
    QCOMPARE(statusOf(answer), status);
    QVERIFY(answer.find("\r\nConnection: close\r\n") != answer.npos);
    QVERIFY(stillAnswers(server_));
}

void TestHttpServerBadInput::refusalIsJson()
{
    RawClient client(server_.port());
    QVERIFY(client.send(std::string("GET /\xff\xfe") + " FTP/1\r\n\r\n"));
    client.closeSending();
    const auto answer = client.receiveAll();
    QVERIFY(answer.find("\r\nContent-Type: application/json\r\n") != answer.npos);
    QVERIFY(answer.find("\r\nX-All: yes\r\n") != answer.npos);
    const auto json = nlohmann::json::parse(bodyOf(answer), nullptr, false);
    QVERIFY(!json.is_discarded());
    QCOMPARE(json["error"]["message"].get<std::string>(),
             std::string("the request can't be read; HTTP/1.1 is expected"));
}

void TestHttpServerBadInput::tenMegabytes_data()
{
    QTest::addColumn<std::string>("request");
    const std::string ten(10'000'000, 'a');
    QTest::newRow("length") << countPost + "Content-Length: 10000000\r\n\r\n" + ten;
    std::string chunks;
    for (int i = 0; i < 10'000; ++i)
        chunks += "3e8\r\n" + ten.substr(0, 1000) + "\r\n";
    QTest::newRow("chunks") << countPost + "Transfer-Encoding: chunked\r\n\r\n" + chunks +
                                   "0\r\n\r\n";
}

// All of it is sent before the answer is read, as some clients do.
void TestHttpServerBadInput::tenMegabytes()
{
    QFETCH(std::string, request);
    RawClient client(server_.port());
    QVERIFY(client.send(request));
    client.closeSending();
    QCOMPARE(statusOf(client.receiveAll()), 413);
    QVERIFY(stillAnswers(server_));
}

void TestHttpServerBadInput::slowSender_data()
{
    QTest::addColumn<std::string>("begin");
    QTest::newRow("line") << std::string("PO");
    QTest::newRow("headers") << countPost + "A: b";
    QTest::newRow("body") << countPost + "Content-Length: 3\r\n\r\na";
    QTest::newRow("chunks") << countPost + "Transfer-Encoding: chunked\r\n\r\n3\r\na";
}

void TestHttpServerBadInput::slowSender()
{
    QFETCH(std::string, begin);
    CountingServer server({.request = std::chrono::milliseconds(50),
                           .idle = hours,
                           .linger = std::chrono::milliseconds(50)});
    RawClient client(server.port());
    QVERIFY(client.send(begin));
    const auto answer = client.receiveAll();
    QCOMPARE(statusOf(answer), 408);
    QVERIFY(client.hasEnded());
    QVERIFY(stillAnswers(server));
}

void TestHttpServerBadInput::endsInTheMiddle()
{
    RawClient client(server_.port());
    QVERIFY(client.send(countPost + "Content-Length: 10\r\n\r\nabc"));
    client.closeSending();
    QCOMPARE(statusOf(client.receiveAll()), 400);
    QVERIFY(stillAnswers(server_));
}

void TestHttpServerBadInput::hangsUpInTheMiddle()
{
    for (const std::string& begin : {std::string(), std::string("PO"), countPost,
                                     countPost + "Content-Length: 10\r\n\r\nabc"}) {
        RawClient client(server_.port());
        client.send(begin);
        client.hangUp();
    }
    QVERIFY(stillAnswers(server_));
}

void TestHttpServerBadInput::garbage()
{
    for (unsigned seed = 0; seed < 50; ++seed) {
        for (const std::string& begin :
             {std::string(), std::string("P"), countPost, countPost + "\r\n",
              countPost + "Transfer-Encoding: chunked\r\n\r\n"}) {
            RawClient client(server_.port());
            client.send(begin + randomBytes(5000, seed)); // may be refused in its middle
            client.closeSending();
            const auto answer = client.receiveAll();
            QVERIFY(answer.empty() || (statusOf(answer) >= 200 && statusOf(answer) < 500));
        }
    }
    QVERIFY(stillAnswers(server_));
}

void TestHttpServerBadInput::longPaths()
{
    for (const std::size_t length : {1000, 8000, 8200, 15'000, 20'000}) {
        RawClient client(server_.port());
        QVERIFY(client.send("POST /" + std::string(length - 1, 'a') +
                            " HTTP/1.1\r\nHost: localhost\r\n"
                            "Connection: close\r\n\r\n"));
        QCOMPARE(statusOf(client.receiveUntil("\r\n")), length < 16'384 ? 404 : 431);
    }
    QVERIFY(stillAnswers(server_));
}

// All of them together count, whatever the length of one.
void TestHttpServerBadInput::longHeaders()
{
    for (const std::size_t length : {7000, 8200, 16'000, 16'384}) {
        RawClient client(server_.port());
        QVERIFY(client.send(countPost + "A: " + std::string(length, 'a') +
                            "\r\nConnection: close\r\n\r\n"));
        QCOMPARE(statusOf(client.receiveUntil("\r\n")), length < 16'384 ? 200 : 431);
    }
    QVERIFY(stillAnswers(server_));
}

void TestHttpServerBadInput::methodsAndPaths()
{
    for (const std::string line :
         {"GET /count", "HEAD /count", "PUT /count", "PATCH /", "DELETE /count", "OPTIONS *",
          "POST /%", "POST /%00", "POST /%zz", "POST /%u12", "POST //", "POST /../../etc/passwd",
          "POST /count/", "GET /count?a=b?c=d", "TRACE /", "CONNECT /"}) {
        RawClient client(server_.port());
        QVERIFY(client.send(line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        client.closeSending();
        const auto status = statusOf(client.receiveAll());
        QVERIFY2(status >= 400 && status < 500, line.c_str());
    }
    QVERIFY(stillAnswers(server_));
}

LOGITSCOPE_TEST(TestHttpServerBadInput)
#include "tst_http_server_bad_input.moc"
