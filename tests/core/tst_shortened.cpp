#include "core/shortened.h"
#include "tests/test_program.h"

#include <QTest>

#include <string>

using namespace logitscope;

class TestShortened : public QObject
{
    Q_OBJECT

private slots:
    void shortTextsStay();
    void longTextsAreCut();
    void charactersStayWhole();
    void illFormedTextsAreCutToo();
};

void TestShortened::shortTextsStay()
{
    for (const auto* text : {"", "a", "␣the", "\xff"})
        QCOMPARE(shortened(text), std::string(text));
    QCOMPARE(shortened(std::string(60, 'x')), std::string(60, 'x'));
}

void TestShortened::longTextsAreCut()
{
    QCOMPARE(shortened(std::string(61, 'x')), std::string(59, 'x') + "…");
    QCOMPARE(shortened(std::string(5000, '[')), std::string(59, '[') + "…");
}

void TestShortened::charactersStayWhole()
{
    for (const char* character : {"é", "…", "😀"}) {
        const auto repeated = [character](int times) {
            return QString::fromUtf8(character).repeated(times).toStdString();
        };
        QCOMPARE(shortened(repeated(60)), repeated(60));
        QCOMPARE(shortened(repeated(61)), repeated(59) + "…");
    }
}

void TestShortened::illFormedTextsAreCutToo()
{
    for (const char byte : {'\x80', '\xff', '\xe2'})
        QVERIFY(shortened(std::string(1000, byte)).size() < 300);
}

LOGITSCOPE_TEST(TestShortened)
#include "tst_shortened.moc"
