#include "core/server/http_head.h"

#include <QTest>

using namespace logitscope;

class TestHttpHead : public QObject
{
    Q_OBJECT

private slots:
    void everyPart();
    void lineEnds();
    void proxyForm();
    void queriesAreDropped();
    void keepAlive_data();
    void keepAlive();
    void refused_data();
    void refused();
    void limits();
};

void TestHttpHead::everyPart()
{
    const auto head = parseHttpHead("POST /v1/completions HTTP/1.1\r\n"
                                    "Host: here:8000\r\n"
                                    "authoriZation:  Bearer a%41 b\t\r\n"
                                    "X-Empty:\r\n"
                                    "Expect: 100-Continue\r\n"
                                    "Content-Length: 12\r\n",
                                    {});
    QVERIFY(head.has_value());
    QCOMPARE(head->method, std::string("POST"));
    QCOMPARE(head->path, std::string("/v1/completions"));
    QCOMPARE(head->header("host"), std::string_view("here:8000"));
    QCOMPARE(head->header("authorization"), std::string_view("Bearer a%41 b"));
    QCOMPARE(head->header("x-empty"), std::string_view());
    QVERIFY(!head->header("origin"));
    QVERIFY(head->expectsContinue);
    QCOMPARE(head->contentLength, std::size_t{12});
    QVERIFY(!head->chunked);
    QVERIFY(head->keepAlive);
}

void TestHttpHead::lineEnds()
{
    const auto head = parseHttpHead("GET /health HTTP/1.0\nHost: a\n", {});
    QVERIFY(head.has_value());
    QCOMPARE(head->minorVersion, 0);
    QCOMPARE(head->header("host"), std::string_view("a"));
}

void TestHttpHead::proxyForm()
{
    QCOMPARE(parseHttpHead("GET http://here:80/v1/models HTTP/1.1\r\n", {})->path,
             std::string("/v1/models"));
    QCOMPARE(parseHttpHead("GET http://here HTTP/1.1\r\n", {})->path, std::string("/"));
    QCOMPARE(parseHttpHead("OPTIONS * HTTP/1.1\r\n", {})->path, std::string("*"));
}

void TestHttpHead::queriesAreDropped()
{
    QCOMPARE(parseHttpHead("GET /health?a=?b#c HTTP/1.1\r\n", {})->path, std::string("/health"));
    QCOMPARE(parseHttpHead("GET /health#c HTTP/1.1\r\n", {})->path, std::string("/health"));
}

void TestHttpHead::keepAlive_data()
{
    QTest::addColumn<std::string>("head");
    QTest::addColumn<bool>("expected");
    QTest::newRow("1.1") << std::string("GET / HTTP/1.1\r\n") << true;
    QTest::newRow("1.0") << std::string("GET / HTTP/1.0\r\n") << false;
    QTest::newRow("1.1 close") << std::string("GET / HTTP/1.1\r\nConnection: Close\r\n") << false;
    QTest::newRow("1.1 list") << std::string("GET / HTTP/1.1\r\nConnection: te, close\r\n")
                              << false;
}

void TestHttpHead::keepAlive()
{
    QFETCH(std::string, head);
    QFETCH(bool, expected);
    QCOMPARE(parseHttpHead(head, {})->keepAlive, expected);
}

void TestHttpHead::refused_data()
{
    QTest::addColumn<std::string>("head");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, int status, const std::string& head) {
        QTest::newRow(name) << head << status;
    };
    const std::string post = "POST / HTTP/1.1\r\n";
    row("no path", 400, "GET HTTP/1.1\r\n");
    row("one word", 400, "GET\r\n");
    row("relative path", 400, "GET health HTTP/1.1\r\n");
    row("space in the path", 400, "GET /a b HTTP/1.1\r\n");
    row("control character", 400, "GET /a\x01 HTTP/1.1\r\n");
    row("NUL", 400, std::string("GET /a\0b HTTP/1.1\r\n", 19));
    row("another protocol", 400, "GET / FTP/1.1\r\n");
    row("HTTP/2", 505, "PRI * HTTP/2.0\r\n");
    row("unknown method", 405, "BREW / HTTP/1.1\r\n");
    row("no method", 400, "G(T / HTTP/1.1\r\n");
    row("path too long", 414, "GET /" + std::string(1024, 'a') + " HTTP/1.1\r\n");
    row("no colon", 400, post + "Host\r\n");
    row("no name", 400, post + ": a\r\n");
    row("space before the colon", 400, post + "Content-Length : 3\r\n");
    row("folded", 400, post + "A: b\r\n c\r\n");
    row("carriage return in a value", 400, post + "A: b\rc\r\n");
    row("negative length", 400, post + "Content-Length: -1\r\n");
    row("no number", 400, post + "Content-Length: 1x\r\n");
    row("empty length", 400, post + "Content-Length:\r\n");
    row("signed length", 400, post + "Content-Length: +1\r\n");
    row("two lengths", 400, post + "Content-Length: 1\r\nContent-Length: 2\r\n");
    row("too long", 413, post + "Content-Length: 1048577\r\n");
    row("longer than any number", 413, post + "Content-Length: 99999999999999999999999\r\n");
    row("length and chunks", 400, post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n");
    row("gzip chunks", 400, post + "Transfer-Encoding: gzip, chunked\r\n");
    row("chunks in 1.0", 400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n");
    row("gzip body", 415, post + "Content-Encoding: gzip\r\n");
    row("brotli body", 415, post + "content-encoding: br\r\n");
    row("another expectation", 417, post + "Expect: tea\r\n");
}

void TestHttpHead::refused()
{
    QFETCH(std::string, head);
    QFETCH(int, status);
    const auto parsed = parseHttpHead(head, {});
    QVERIFY(!parsed.has_value());
    QCOMPARE(parsed.error().status, status);
    QVERIFY(!parsed.error().message.empty());
}

void TestHttpHead::limits()
{
    const HttpLimits limits{.headers = 3, .bodyBytes = 5};
    const std::string post = "POST / HTTP/1.1\r\n";
    QVERIFY(parseHttpHead(post + "A: a\r\nB: b\r\nContent-Length: 5\r\n", limits).has_value());
    QCOMPARE(parseHttpHead(post + "A: a\r\nB: b\r\nC: c\r\nD: d\r\n", limits).error().status, 431);
    QCOMPARE(parseHttpHead(post + "Content-Length: 6\r\n", limits).error().status, 413);
}

QTEST_GUILESS_MAIN(TestHttpHead)
#include "tst_http_head.moc"
