#include "core/server/request_head.h"
#include "tests/test_program.h"

#include <QTest>

#include <string>

using namespace logitscope;

class TestRequestHead : public QObject
{
    Q_OBJECT

private slots:
    void targets_data();
    void targets();
    void errors_data();
    void errors();
    void oldRequestsNeedNoHost();
};

void TestRequestHead::targets_data()
{
    QTest::addColumn<std::string>("target");
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("host");
    const auto row = [](const std::string& target, const std::string& path,
                        const std::string& host) {
        QTest::newRow(target.c_str()) << target << path << host;
    };
    row("/v1/models", "/v1/models", "own");
    row("/a?b=c?d", "/a", "own");
    row("/?http://other/", "/", "own");
    row("//other/a", "//other/a", "own");
    row("/my%20model", "/my model", "own");
    row("/%41%5a%", "/AZ%", "own");
    row("/%4", "/%4", "own");
    row("/%zz%+1%-1", "/%zz%+1%-1", "own");
    row("/%2541", "/%41", "own"); // once
    row("*", "*", "own");
    row("http://other/a/b?c", "/a/b", "other");
    row("http://other:8000", "/", "other:8000");
    row("HTTP://[::1]:80?a", "/", "[::1]:80");
    row("http://other/http://third/", "/http://third/", "other");
    row("https://other/", "https://other/", "own"); // not this server's, and no path of its
}

void TestRequestHead::targets()
{
    QFETCH(std::string, target);
    QFETCH(std::string, path);
    QFETCH(std::string, host);
    HttpRequest request;
    request.headers = {{"hOST", "own"}};
    QVERIFY(!readHead(request, target));
    QCOMPARE(request.path, path);
    QCOMPARE(request.host, host);
}

void TestRequestHead::errors_data()
{
    QTest::addColumn<std::string>("target");
    QTest::addColumn<HeaderList>("headers");
    QTest::addColumn<int>("status"); // 0: none
    const auto row = [](const char* name, int status, const HeaderList& more,
                        const std::string& target = "/") {
        auto headers = more;
        headers.emplace_back("Host", "a");
        QTest::newRow(name) << target << headers << status;
    };
    row("nothing else", 0, {});
    row("two hosts", 400, {{"host", "a"}});
    row("two hosts and a target", 400, {{"host", "a"}}, "http://a/");
    row("a name before the host", 400, {}, "http://localhost:x@evil.example/");
    row("an empty host", 400, {}, "http:///a");
    row("chunks", 0, {{"Transfer-Encoding", "Chunked"}});
    row("other transfer", 400, {{"Transfer-Encoding", "gzip, chunked"}});
    row("as it is", 0, {{"Content-Encoding", "identity"}});
    row("packed", 415, {{"content-encoding", "br"}});
    row("JSON", 0, {{"Content-Type", "application/json"}});
    row("a form", 415, {{"Content-Type", "Multipart/form-data; boundary=x"}});

    QTest::newRow("no host") << std::string("/") << HeaderList() << 400;
    QTest::newRow("only the target's") << std::string("http://a/") << HeaderList() << 400;
    QTest::newRow("a name before it") << std::string("/") << HeaderList{{"Host", "a@b"}} << 400;
}

void TestRequestHead::errors()
{
    QFETCH(std::string, target);
    QFETCH(HeaderList, headers);
    QFETCH(int, status);
    HttpRequest request;
    request.headers = headers;
    const auto error = readHead(request, target);
    QCOMPARE(error ? error->status : 0, status);
    QVERIFY(!error || !error->message.empty());
}

void TestRequestHead::oldRequestsNeedNoHost()
{
    HttpRequest request;
    request.isHttp10 = true;
    QVERIFY(!readHead(request, "/"));
    QCOMPARE(request.host, std::string());
}

LOGITSCOPE_TEST(TestRequestHead)
#include "tst_request_head.moc"
