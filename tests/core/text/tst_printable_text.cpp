#include "core/text/printable_text.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestPrintableText : public QObject
{
    Q_OBJECT

private slots:
    void texts_data();
    void texts();
    void everyControlCharacter();
};

void TestPrintableText::texts_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const QByteArray& bytes, const QString& expected) {
        QTest::newRow(name) << bytes << expected;
    };
    row("nothing", "", "");
    row("plain", " a b", " a b");
    row("not ASCII", "é 中 🙂", "é 中 🙂");
    row("lines", "a\nb\r\nc\rd\n\ne\r\r\nf", "a\nb\nc\nd\n\ne\n\nf");
    row("separators", "a\u2028b\u2029c", "a\nb\nc");
    row("tab", "a\tb", "a b");
    row("escape", "\x1b[2J", "␛[2J");
    row("zero", QByteArray("\0", 1), "␀");
    row("delete", "\x7f", "␡");
    row("above ASCII", "\u009b2J\u0085", "\uFFFD2J\uFFFD");
    row("direction", "a\u202Eb\u2066c\u2069\u200Ed", "a\uFFFDb\uFFFDc\uFFFD\u200Ed");
    row("not UTF-8", "a\xff", "a\uFFFD");
    row("cut short", "a\xe4\xb8", "a\uFFFD");
}

void TestPrintableText::texts()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, expected);
    QCOMPARE(QString::fromStdString(printableText(bytes.toStdString())), expected);
}

void TestPrintableText::everyControlCharacter()
{
    for (char32_t value = 0; value < 0x100; ++value) {
        const auto character = QString::fromUcs4(&value, 1);
        const auto shown = QString::fromStdString(printableText(character.toStdString()));
        QCOMPARE(shown.size(), 1);
        if (shown != "\n")
            QVERIFY2(shown[0].category() != QChar::Other_Control, qPrintable(shown));
        if (value >= 0x20 && value < 0x7F)
            QCOMPARE(shown, character);
    }
}

LOGITSCOPE_TEST(TestPrintableText)
#include "tst_printable_text.moc"
