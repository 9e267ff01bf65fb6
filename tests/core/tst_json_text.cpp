#include "core/json_text.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <string>

using namespace logitscope;
using nlohmann::json;

namespace
{

std::string nested(int levels, const std::string& open, const std::string& close)
{
    std::string text;
    for (int i = 0; i < levels; ++i)
        text += open;
    text += "7";
    for (int i = 0; i < levels; ++i)
        text += close;
    return text;
}

} // namespace

class TestJsonText : public QObject
{
    Q_OBJECT

private slots:
    void levels_data();
    void levels();
    void bracketsThatAreNone();
    void whatIsNoJson();
};

void TestJsonText::levels_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("taken");
    QTest::newRow("none") << 0 << true;
    QTest::newRow("as many as there may be") << mostJsonLevels << true;
    QTest::newRow("one more") << mostJsonLevels + 1 << false;
    QTest::newRow("more than the stack holds") << 2'000'000 << false;
}

void TestJsonText::levels()
{
    QFETCH(int, count);
    QFETCH(bool, taken);
    for (const auto& text : {nested(count, "[", "]"), nested(count, "{\"a\":", "}")}) {
        QCOMPARE(!parseJson(text).is_discarded(), taken);
        QCOMPARE(!hasTooManyLevels(text), taken);
    }
    // What closed again doesn't count.
    const auto one = nested(std::min(count, mostJsonLevels - 1), "[", "]");
    QVERIFY(!parseJson("[" + one + "," + one + "]").is_discarded());
}

void TestJsonText::bracketsThatAreNone()
{
    const std::string many(100, '[');
    const auto text = json({{many, "\\" + many + "\"" + many}, {"\"", many}}).dump();
    QVERIFY(!hasTooManyLevels(text));
    QCOMPARE(parseJson(text)["\""], json(many));
    QVERIFY(hasTooManyLevels("\"\\\"\"" + many)); // behind a string that ends in a quotation mark
}

void TestJsonText::whatIsNoJson()
{
    for (const auto* text : {"", "{", "]", "[1e999]", "\"\xff\"", "[1] 2"})
        QVERIFY2(parseJson(text).is_discarded(), text);
}

LOGITSCOPE_TEST(TestJsonText)
#include "tst_json_text.moc"
