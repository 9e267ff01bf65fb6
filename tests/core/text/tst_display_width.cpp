#include "core/text/display_width.h"
#include "tests/test_program.h"

#include <QTest>

#include <clocale>

using namespace logitscope;

class TestDisplayWidth : public QObject
{
    Q_OBJECT

private slots:
    void widths_data();
    void widths();
    void inAnyLocale();
};

void TestDisplayWidth::widths_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("width");
    const auto row = [](const char* name, const QByteArray& text, int width) {
        QTest::newRow(name) << text << width;
    };
    row("nothing", "", 0);
    row("ASCII", "once upon", 9);
    row("accents", "déjà", 4);
    row("combining", "de\u0301ja\u0300", 4);
    row("Chinese", "从前有", 6);
    row("Japanese", "むかし、", 8);
    row("Korean", "옛날", 4);
    row("full width", "ＡＢ", 4);
    row("half width", "ｱｲ", 2);
    row("ideographic space", "\u3000", 2);
    row("emoji", "🙂🚀", 4);
    row("mixed", "a中🙂b", 6);
    row("notation", "T 0.8 · k 40 · p 0.9", 20);
    row("controls", "\x1b\n\t\x7f\u0085\u2028", 0);
    row("joiners", "a\u200b\u200d\ufe0f", 1);
    row("box drawing", "──…–“”", 6);
    row("not UTF-8", "a\xff\xe4\xb8", 3);
    row("private use", "\U0010fffd", 1);
}

void TestDisplayWidth::widths()
{
    QFETCH(QByteArray, text);
    QFETCH(int, width);
    QCOMPARE(displayWidth(text.toStdString()), width);
}

void TestDisplayWidth::inAnyLocale()
{
    const std::string before = std::setlocale(LC_ALL, nullptr);
    QVERIFY(std::setlocale(LC_ALL, "C"));
    QCOMPARE(displayWidth("中é"), 3);
    QCOMPARE(std::string(std::setlocale(LC_ALL, nullptr)), std::string("C"));
    std::setlocale(LC_ALL, before.c_str());
}

LOGITSCOPE_TEST(TestDisplayWidth)
#include "tst_display_width.moc"
