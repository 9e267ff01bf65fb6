#include "core/server/http_request_reader.h"

#include <QTest>

#include <string>
#include <string_view>

using namespace logitscope;

class TestHttpRequestReader : public QObject
{
    Q_OBJECT

private slots:
    void inPieces_data();
    void inPieces();
    void oneBehindTheOther();
    void noBody();
    void expectation();
    void headTooLong();
    void otherProtocols();
    void nothingAfterAnError();
};

void TestHttpRequestReader::inPieces_data()
{
    QTest::addColumn<std::string>("bytes");
    const std::string post = "POST /completions HTTP/1.1\r\n";
    QTest::newRow("length") << post + "Content-Length: 5\r\n\r\nab\n\ncGET /";
    QTest::newRow("chunks") << post + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\n\n\nc\r\n"
                                      "0\r\n\r\nGET /";
    QTest::newRow("line feeds") << std::string("POST /completions HTTP/1.1\nContent-Length: 5\n\n"
                                               "ab\n\ncGET /");
    QTest::newRow("empty lines before")
        << "\r\n\r\n" + post + "Content-Length: 5\r\n\r\nab\n\ncGET /";
}

void TestHttpRequestReader::inPieces()
{
    QFETCH(std::string, bytes);
    for (const std::size_t piece : {bytes.size(), std::size_t{1}, std::size_t{2}, std::size_t{7}}) {
        HttpRequestReader reader{HttpLimits()};
        QVERIFY(!reader.begun());
        for (std::size_t at = 0; at < bytes.size(); at += piece)
            reader.take(std::string_view(bytes).substr(at, piece));
        QVERIFY(!reader.error());
        QVERIFY(reader.whole());
        QCOMPARE(reader.head()->path, std::string("/completions"));
        QCOMPARE(reader.body(), std::string("ab\n\nc"));
        reader.next();
        QVERIFY(!reader.whole());
        QVERIFY(reader.begun());
        reader.take("health HTTP/1.1\r\n\r\n");
        QVERIFY(reader.whole());
        QCOMPARE(reader.head()->path, std::string("/health"));
    }
}

void TestHttpRequestReader::oneBehindTheOther()
{
    HttpRequestReader reader{HttpLimits()};
    reader.take("GET /a HTTP/1.1\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 1\r\n\r\nxGET /c "
                "HTTP/1.1\r\n\r\n");
    for (const char* const path : {"/a", "/b", "/c"}) {
        QVERIFY(reader.whole());
        QCOMPARE(reader.head()->path, std::string(path));
        reader.next();
    }
    QVERIFY(!reader.whole());
    QVERIFY(!reader.begun());
}

// A POST that says nothing of a body has none; httplib would wait for the connection's end.
void TestHttpRequestReader::noBody()
{
    HttpRequestReader reader{HttpLimits()};
    reader.take("POST /completions HTTP/1.1\r\nHost: a\r\n\r\n");
    QVERIFY(reader.whole());
    QCOMPARE(reader.body(), std::string());
}

void TestHttpRequestReader::expectation()
{
    HttpRequestReader reader{HttpLimits()};
    reader.take("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n");
    QVERIFY(!reader.takeExpectation());
    reader.take("\r\n");
    QVERIFY(reader.takeExpectation());
    QVERIFY(!reader.takeExpectation());
    reader.take("ab");
    QVERIFY(reader.whole());
}

void TestHttpRequestReader::headTooLong()
{
    const HttpLimits limits{.headBytes = 200};
    for (const bool ended : {false, true}) {
        HttpRequestReader reader(limits);
        reader.take("GET / HTTP/1.1\r\nA: " + std::string(200, 'a') + (ended ? "\r\n\r\n" : ""));
        QVERIFY(reader.error().has_value());
        QCOMPARE(reader.error()->status, 431);
    }
    HttpRequestReader reader(limits);
    reader.take("GET / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'a'));
    QVERIFY(reader.whole()); // the body is no part of it
}

// Known by their first byte: they may wait for an answer before they send a line.
void TestHttpRequestReader::otherProtocols()
{
    for (const char* const first : {"\x16\x03\x01", "{", " GET", "get / HTTP/1.1\r\n", "\xff"}) {
        HttpRequestReader reader{HttpLimits()};
        reader.take(first);
        QVERIFY(reader.error().has_value());
        QCOMPARE(reader.error()->status, 400);
    }
}

void TestHttpRequestReader::nothingAfterAnError()
{
    HttpRequestReader reader{HttpLimits()};
    reader.take("GET\r\n\r\nGET /health HTTP/1.1\r\n\r\n");
    QVERIFY(reader.error().has_value());
    reader.take("GET /health HTTP/1.1\r\n\r\n");
    QVERIFY(!reader.whole());
}

QTEST_GUILESS_MAIN(TestHttpRequestReader)
#include "tst_http_request_reader.moc"
