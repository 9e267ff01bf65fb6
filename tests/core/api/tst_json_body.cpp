#include "core/api/json_body.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <random>
#include <string>

using namespace logitscope;

namespace
{

QString errorOf(const std::string& body)
{
    const auto parsed = parseJsonBody(body);
    return parsed ? QString() : QString::fromStdString(parsed.error().message);
}

std::string nested(std::size_t arrays)
{
    return R"({"prompt": )" + std::string(arrays, '[') + std::string(arrays, ']') + '}';
}

} // namespace

class TestJsonBody : public QObject
{
    Q_OBJECT

private slots:
    void anObject();
    void errors_data();
    void errors();
    void sixtyFourLevels();
    void aMillionLevels_data();
    void aMillionLevels();
    void whateverTheBytes();
    void everyBeginningOfABody();
};

void TestJsonBody::anObject()
{
    const auto parsed = parseJsonBody("\xEF\xBB\xBF {\"prompt\": \"caf\u00e9 "
                                      "\\ud83d\\ude00\\u0000\", \"x\": {\"prompt\": [-1.5]}}\n");
    QVERIFY(parsed);
    QCOMPARE((*parsed)["prompt"].get<std::string>(), std::string("café 😀") + '\0');
    QCOMPARE((*parsed)["x"]["prompt"][0].get<double>(), -1.5);
}

void TestJsonBody::errors_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const QByteArray& body, const QString& message) {
        QTest::newRow(name) << body << message;
    };
    row("nothing", "", "the body is empty, expected a JSON object");
    row("blank", " \n", "the body is not valid JSON: it ends too early");
    row("cut in a string", "{\"prompt\": \"Onc", "the body is not valid JSON: it ends too early");
    row("cut in an object", "{\"prompt\": 1,", "the body is not valid JSON: it ends too early");
    row("cut in a word", "{\"stream\": tru", "the body is not valid JSON: it ends too early");
    row("no quotes", "{\n  prompt: 1}", "the body is no JSON at line 2, column 3: {\n  p");
    row("two commas", "{\"a\": 1,, \"b\": 2}",
        "the body is no JSON at line 1, column 9: {\"a\": 1,,");
    row("a single quote", "{'prompt': 1}", "the body is no JSON at line 1, column 2: {'");
    row("more after it", "{} x", "the body is no JSON at line 1, column 4: {} x");
    row("a comment", "{} // x", "the body is no JSON at line 1, column 4: {} /");
    row("NaN", "{\"temperature\": NaN}",
        "the body is no JSON at line 1, column 17: {\"temperature\": N");
    row("half a surrogate pair", "{\"prompt\": \"\\ud83d\"}",
        "the body is no JSON at line 1, column 19: {\"prompt\": \"\\ud83d\"");
    row("a line in a string", "{\"prompt\": \"a\nb\"}",
        "the body is no JSON at line 1, column 14: {\"prompt\": \"a\n");
    row("far in", "{\"prompt\": \"“Once upon a time”, …\"; }",
        "the body is no JSON at line 1, column 41: …pon a time”, …\";");
    row("a form", "prompt=Once", "the body is no JSON at line 1, column 1: p");
    row("binary", QByteArray("\x01\x02"), "the body is no JSON at line 1, column 1: \001");
    row("Latin-1", "{\"a\": 1,\n\"prompt\": \"caf\xe9\"}",
        "the body is no UTF-8 at byte 24 (line 2, column 15)");
    row("cut in a character", "{\"prompt\": \"\xe2\x80",
        "the body is no UTF-8 at byte 13 (line 1, column 13)");
    row("UTF-16", QByteArray("{\0", 2),
        QString("the body is no JSON at line 1, column 2: {") + QChar(0));
    row("overlong", "{\"prompt\": \"\xc0\x80\"}",
        "the body is no UTF-8 at byte 13 (line 1, column 13)");
    row("too large a number", "{\"seed\": 1e999}",
        "the number that ends at line 1, column 14 is too large");
    row("too large a number in what is ignored", "{\"x\": [-1e999]}",
        "the number that ends at line 1, column 13 is too large");
    row("a key twice", "{\"n\": 1, \"n\": 2}", "\"n\" stands twice in one object of the body");
    row("a key twice, further in", "{\"logit_bias\": {\"1\": 1, \"\\u0031\": 2}}",
        "\"1\" stands twice in one object of the body");
    row("an array", "[1]", "the body is an array, expected a JSON object");
    row("a string", "\"prompt\"", "the body is \"prompt\", expected a JSON object");
    row("null", "null", "the body is null, expected a JSON object");
    row("a number", "1", "the body is 1, expected a JSON object");
}

void TestJsonBody::errors()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, message);
    const auto parsed = parseJsonBody(body.toStdString());
    QVERIFY(!parsed);
    QCOMPARE(QString::fromStdString(parsed.error().message), message);
    QCOMPARE(parsed.error().status, 400);
}

// The object is one of them.
void TestJsonBody::sixtyFourLevels()
{
    QCOMPARE(errorOf(nested(63)), QString());
    QCOMPARE(errorOf(nested(64)), QString("the body's JSON has more than 64 levels"));
}

void TestJsonBody::aMillionLevels_data()
{
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("arrays") << QByteArray("[");
    QTest::newRow("objects") << QByteArray("{\"a\":");
    QTest::newRow("both") << QByteArray("[{\"a\":");
}

void TestJsonBody::aMillionLevels()
{
    QFETCH(QByteArray, part);
    const auto body = "{\"prompt\": " + part.repeated(1'000'000);
    QCOMPARE(errorOf(body.toStdString()), QString("the body's JSON has more than 64 levels"));
}

// Of each it is known that it is refused, because none is a whole object: they begin with no {.
void TestJsonBody::whateverTheBytes()
{
    std::mt19937 random(7);
    for (int i = 0; i < 20'000; ++i) {
        std::string body(random() % 40, '\0');
        for (auto& byte : body)
            byte = i % 2 == 0 ? static_cast<char>(random() % 256)
                              : "{}[]\",:\\u0e1-tn\xc3\xa9 "[random() % 19];
        if (!body.empty())
            body[0] = '"';
        QVERIFY2(!errorOf(body).isEmpty(), body.c_str());
    }
}

void TestJsonBody::everyBeginningOfABody()
{
    const std::string body =
        R"({"prompt": ["é", "\u00e9"], "n": -1.5e3, "echo": true, "x": {"y": [null, {}]}})";
    QCOMPARE(errorOf(body), QString());
    for (std::size_t length = 0; length < body.size(); ++length)
        QVERIFY2(!errorOf(body.substr(0, length)).isEmpty(), body.substr(0, length).c_str());
}

LOGITSCOPE_TEST(TestJsonBody)
#include "tst_json_body.moc"
