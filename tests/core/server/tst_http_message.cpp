#include "core/server/http_message.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <string>

using namespace logitscope;

class TestHttpMessage : public QObject
{
    Q_OBJECT

private slots:
    void headers();
    void what();
    void answers();
    void noContent();
    void errors();
    void jsonIsUtf8();
};

void TestHttpMessage::headers()
{
    const HeaderList list = {{"Host", "a"}, {"accept", "b"}, {"ACCEPT", "c"}};
    QVERIFY(headerIn(list, "Accept") == "b"); // the first
    QVERIFY(headerIn(list, "hOST") == "a");
    QVERIFY(headerIn(list, "Hos").empty());
    QVERIFY(headerIn(list, "Hosts").empty());
    QVERIFY(!equalInAnyCase("[", "{")); // letters only
}

void TestHttpMessage::what()
{
    HttpRequest request;
    QCOMPARE(request.what(), std::string("a request"));
    request.method = "GET";
    request.path = "/\xff";
    QCOMPARE(request.what(), std::string("GET /\xef\xbf\xbd"));
}

void TestHttpMessage::answers()
{
    const HttpAnswer answer{.status = 413, .headers = {{"A", "b"}}, .type = "x/y", .body = "body"};
    const std::string head = "HTTP/1.1 413 Payload Too Large\r\nContent-Type: x/y\r\nA: b\r\n"
                             "C: d\r\nContent-Length: 4\r\n\r\n";
    QCOMPARE(answerText(answer, {{"C", "d"}}), head + "body");
    QCOMPARE(answerText(answer, {{"C", "d"}}, false), head);
}

void TestHttpMessage::noContent()
{
    QCOMPARE(answerText({.status = 204, .headers = {{"Allow", "GET"}}}, {}),
             std::string("HTTP/1.1 204 No Content\r\nAllow: GET\r\n\r\n"));
}

void TestHttpMessage::errors()
{
    const auto answer = errorAnswer({.status = 429, .message = "later"}, {{"Retry-After", "1"}});
    QCOMPARE(answer.status, 429);
    QCOMPARE(answer.error, std::string("later"));
    QCOMPARE(answer.headers.size(), std::size_t{1});
    const auto json = nlohmann::json::parse(answer.body, nullptr, false);
    QVERIFY(json["error"]["message"] == nlohmann::json("later"));
}

void TestHttpMessage::jsonIsUtf8()
{
    QCOMPARE(jsonAnswer(200, {{"a", "\xff\n"}}).body, std::string("{\"a\":\"\xef\xbf\xbd\\n\"}"));
}

LOGITSCOPE_TEST(TestHttpMessage)
#include "tst_http_message.moc"
