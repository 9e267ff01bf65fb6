#include "core/json_fields.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace logitscope;
using nlohmann::json;
using Missing = JsonFields::Missing;

namespace
{

std::string inQuotes(const std::string& text)
{
    return "\"" + text + "\"";
}

} // namespace

class TestJsonFields : public QObject
{
    Q_OBJECT

private slots:
    void rightValues();
    void missingFields();
    void nullFields();
    void sentences_data();
    void sentences();
    void theFirstErrorStands();
    void wholeNumbers_data();
    void wholeNumbers();
    void longTextsAreCut();
};

namespace
{

const json someObject = json::parse(R"({"text": "a\nb", "half": 0.5, "three": 3, "minus": -3,
    "flag": true, "list": [1, 2], "object": {"a": 1}, "none": null, "large": 18446744073709551615})");

} // namespace

void TestJsonFields::rightValues()
{
    JsonFields fields(someObject, "", Missing::IsWrong);
    QVERIFY(fields.text("text") == "a\nb");
    QVERIFY(fields.number("half", 0.5, 0.5, "") == 0.5);
    QVERIFY(fields.number("three", 0, 3, "") == 3.0); // a whole number is a number, too
    QVERIFY(fields.wholeNumber("three", 3, 3) == 3);
    QVERIFY(fields.wholeNumber("minus", -3) == -3);
    QVERIFY(fields.unsignedNumber("three") == 3u);
    QVERIFY(fields.unsignedNumber("large") == ~std::uint64_t{0});
    QVERIFY(fields.flag("flag"));
    QCOMPARE(fields.array("list")->size(), std::size_t{2});
    QVERIFY(fields.object("object")->contains("a"));
    QVERIFY(fields.find("none")->is_null());
    QVERIFY(fields.has("none") && !fields.has("nothing"));
    QVERIFY(!fields.error());
}

void TestJsonFields::missingFields()
{
    JsonFields fine(someObject, "place: ", Missing::IsFine);
    QVERIFY(!fine.text("x") && !fine.number("x", 0, 1, "") && !fine.wholeNumber("x", 0));
    QVERIFY(!fine.unsignedNumber("x") && !fine.flag("x") && !fine.array("x") && !fine.find("x"));
    QVERIFY(!fine.error());

    JsonFields wrong(someObject, "place: ", Missing::IsWrong);
    QVERIFY(!wrong.find("x"));
    QVERIFY(wrong.error().has_value());
    QCOMPARE(wrong.error()->message, std::string("place: x is missing"));
}

void TestJsonFields::nullFields()
{
    JsonFields fine(someObject, "", Missing::IsFine);
    QVERIFY(!fine.text("none") && !fine.find("none"));
    QVERIFY(!fine.error());

    JsonFields wrong(someObject, "", Missing::IsWrong);
    QVERIFY(!wrong.text("none"));
    QCOMPARE(wrong.error()->message, std::string("none is null, expected a string"));
}

void TestJsonFields::sentences_data()
{
    using Read = std::function<void(JsonFields&)>;
    QTest::addColumn<Read>("read");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* sentence, const Read& read) {
        QTest::newRow(sentence) << read << QString::fromUtf8(sentence);
    };
    row("half is 0.5, expected a string", [](auto& fields) { fields.text("half"); });
    row("half is 0.5, expected a share",
        [](auto& fields) { fields.number("half", 0.0, 0.4, "a share"); });
    row("text is \"a\\nb\", expected a share",
        [](auto& fields) { fields.number("text", 0.0, 1.0, "a share"); });
    row("minus is -3, expected a whole number, 0 or more",
        [](auto& fields) { fields.wholeNumber("minus", 0); });
    row("three is 3, expected a whole number from 4 to 9",
        [](auto& fields) { fields.wholeNumber("three", 4, 9); });
    row("minus is -3, expected a whole number from 0 to 18446744073709551615",
        [](auto& fields) { fields.unsignedNumber("minus"); });
    row("three is 3, expected true or false", [](auto& fields) { fields.flag("three"); });
    row("object is an object, expected an array", [](auto& fields) { fields.array("object"); });
    row("list is an array, expected an object", [](auto& fields) { fields.object("list"); });
    row("list is too long", [](auto& fields) { fields.failAt("list", "is too long"); });
}

void TestJsonFields::sentences()
{
    QFETCH(std::function<void(JsonFields&)>, read);
    QFETCH(QString, sentence);
    JsonFields fields(someObject, "row 3: ", Missing::IsFine);
    read(fields);
    QVERIFY(fields.error().has_value());
    QCOMPARE(QString::fromStdString(fields.error()->message), "row 3: " + sentence);
    QCOMPARE(QString::fromStdString(fields.error()->field),
             "row 3: " + sentence.section(' ', 0, 0));
}

void TestJsonFields::theFirstErrorStands()
{
    JsonFields fields(someObject, "", Missing::IsWrong);
    QVERIFY(!fields.flag("text"));
    QVERIFY(!fields.find("nothing"));
    fields.fail({"other", "other is wrong"});
    QCOMPARE(fields.error()->field, std::string("text"));
    QVERIFY(fields.wholeNumber("three", 0) == 3); // what is right is read all the same
}

void TestJsonFields::wholeNumbers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isOne");
    for (const char* one : {"0", "-2147483648", "2147483647"})
        QTest::newRow(one) << QByteArray(one) << true;
    for (const char* one : {"4.0", "-4.0", "0.0", "-0.0", "1e3", "2147483647.0"})
        QTest::newRow(one) << QByteArray(one) << true;
    for (const char* none :
         {"2147483648", "-2147483649", "18446744073709551615", "4294967296", "-9223372036854775808",
          "1.5", "1e-3", "1e10", "1e300", "\"1\"", "true", "null", "[1]"})
        QTest::newRow(none) << QByteArray(none) << false;
}

void TestJsonFields::wholeNumbers()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isOne);
    const auto number = wholeNumberIn(json::parse(text.toStdString()), -2147483647 - 1);
    QCOMPARE(number.has_value(), isOne);
    if (isOne)
        QCOMPARE(*number, static_cast<int>(text.toDouble()));
}

void TestJsonFields::longTextsAreCut()
{
    QCOMPARE(describe(std::string(40, 'x')), inQuotes(std::string(40, 'x')));
    QCOMPARE(describe(std::string(61, 'x')), inQuotes(std::string(59, 'x') + "…"));
    QVERIFY(describe(std::string(100, '\xff')).size() < 60); // what is no UTF-8 is left out
}

LOGITSCOPE_TEST(TestJsonFields)
#include "tst_json_fields.moc"
