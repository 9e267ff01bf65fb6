#include "core/server/request_body.h"
#include "tests/test_program.h"

#include <QTest>

#include <string>
#include <utility>
#include <vector>

using namespace logitscope;

using Headers = std::vector<std::pair<std::string, std::string>>;

namespace
{

httplib::Request requestWith(const Headers& headers)
{
    httplib::Request request;
    for (const auto& [name, value] : headers)
        request.headers.emplace(name, value);
    return request;
}

} // namespace

class TestRequestBody : public QObject
{
    Q_OBJECT

private slots:
    void findsErrors_data();
    void findsErrors();
    void readsToTheEnd();
};

void TestRequestBody::findsErrors_data()
{
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<bool>("has");
    QTest::addColumn<int>("status"); // 0: none
    const auto row = [](const char* name, const Headers& headers, bool has, int status) {
        QTest::newRow(name) << headers << has << status;
    };
    row("none", {}, false, 0);
    row("empty", {{"Content-Length", "0"}}, false, 0);
    row("some", {{"content-length", "10"}}, true, 0);
    row("too long", {{"Content-Length", "11"}}, true, 413);
    row("2^64 and more", {{"Content-Length", "99999999999999999999"}}, true, 413);
    row("no number", {{"Content-Length", "abc"}}, false, 400);
    row("half a number", {{"Content-Length", "5abc"}}, true, 400);
    row("negative", {{"Content-Length", "-5"}}, true, 400);
    row("no length", {{"Content-Length", ""}}, false, 400);
    row("chunks", {{"Transfer-Encoding", "chunked"}}, true, 0);
    row("other transfer", {{"Transfer-Encoding", "gzip, chunked"}}, true, 400);
    row("both", {{"Transfer-Encoding", "chunked"}, {"Content-Length", "3"}}, true, 400);
    row("twice", {{"Content-Length", "3"}, {"Content-Length", "4"}}, true, 400);
    row("as it is", {{"Content-Encoding", "identity"}, {"Content-Length", "3"}}, true, 0);
    row("a form", {{"Content-Type", "multipart/form-data; boundary=x"}, {"Content-Length", "3"}},
        true, 415);
    row("packed", {{"Content-Encoding", "br"}, {"Content-Length", "3"}}, true, 415);
}

void TestRequestBody::findsErrors()
{
    QFETCH(Headers, headers);
    QFETCH(bool, has);
    QFETCH(int, status);
    const auto request = requestWith(headers);
    QCOMPARE(hasBody(request), has);
    const auto error = findBodyError(request, 10);
    QCOMPARE(error ? error->status : 0, status);
    QVERIFY(!error || !error->message.empty());
}

void TestRequestBody::readsToTheEnd()
{
    const auto reading = [](bool whole) {
        return httplib::ContentReader(
            [whole](httplib::ContentReceiver receive) {
                receive("abc", 3);
                receive("de", 2);
                return whole;
            },
            {});
    };
    const auto request = requestWith({{"Content-Length", "5"}});
    QCOMPARE(readBody(request, reading(true)), std::optional<std::string>("abcde"));
    QVERIFY(!readBody(request, reading(false)));
    // Without a length httplib would wait for more.
    QCOMPARE(readBody(requestWith({}), reading(false)), std::optional<std::string>(""));
}

LOGITSCOPE_TEST(TestRequestBody)
#include "tst_request_body.moc"
