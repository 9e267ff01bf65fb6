#include "core/text/word_wrap.h"
#include "tests/core/text/random_source.h"
#include "tests/test_program.h"

#include <QStringList>
#include <QTest>

#include <clocale>

using namespace logitscope;

namespace
{

QStringList wrapped(const QString& text, int width)
{
    QStringList lines;
    for (const auto& line : wrapWords(text.toStdString(), width))
        lines << QString::fromStdString(line);
    return lines;
}

} // namespace

class TestWordWrap : public QObject
{
    Q_OBJECT

private slots:
    void widths_data();
    void widths();
    void inAnyLocale();
    void lines_data();
    void lines();
    void alwaysFits_data();
    void alwaysFits();
};

void TestWordWrap::lines_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("width");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char* name, const QString& text, int width,
                        const QStringList& expected) {
        QTest::newRow(name) << text << width << expected;
    };
    row("nothing", "", 10, {""});
    row("fits", "one two", 7, {"one two"});
    row("does not fit", "one two", 6, {"one", "two"});
    row("several", "in a world where all is one", 10, {"in a world", "where all", "is one"});
    row("spaces inside", "a   b c", 5, {"a   b", "c"});
    row("spaces at the break", "one    two", 5, {"one", "two"});
    row("spaces before", "  one two", 6, {"  one", "two"});
    row("spaces behind", "one  ", 10, {"one"});
    row("only spaces", "   ", 2, {""});
    row("newlines", "one\n\ntwo three\n", 5, {"one", "", "two", "three", ""});
    row("poem", "one\n  two", 10, {"one", "  two"});
    row("long word", "abcdefgh", 3, {"abc", "def", "gh"});
    row("long word between", "a bcdefg h", 4, {"a", "bcde", "fg h"});
    row("long word at an indent", "  abcdef", 4, {"abcd", "ef"});
    row("no-break space", "one two\u00a0three", 8, {"one", "two\u00a0thre", "e"});
    row("hyphen", "well-known", 10, {"well-known"});
    row("Chinese", "从前有一个国王", 6, {"从前有", "一个国", "王"});
    row("Chinese, odd width", "从前有一个国王", 7, {"从前有", "一个国", "王"});
    row("Chinese full stop", "从前有。一个", 6, {"从前", "有。一", "个"});
    row("Chinese bracket", "从前「有」一", 6, {"从前", "「有」", "一"});
    row("Chinese, ASCII comma", "从前有,一个", 6, {"从前", "有,一", "个"});
    row("Chinese after a word", "king 从前有", 8, {"king 从", "前有"});
    row("word inside Chinese", "从 king前有", 7, {"从 king", "前有"});
    row("wider than the line", "中中a", 1, {"中", "中", "a"});
    row("emoji", "🙂🙂🙂", 4, {"🙂🙂", "🙂"});
    row("skin", "🙂👍🏽", 4, {"🙂", "👍🏽"});
    row("family", "🙂👩\u200d👧", 4, {"🙂", "👩\u200d👧"});
    row("combining", "e\u0301e\u0301e\u0301", 2, {"e\u0301e\u0301", "e\u0301"});
}

void TestWordWrap::lines()
{
    QFETCH(QString, text);
    QFETCH(int, width);
    QFETCH(QStringList, expected);
    QCOMPARE(wrapped(text, width), expected);
}

void TestWordWrap::alwaysFits_data()
{
    QTest::addColumn<int>("width");
    for (const int width : {2, 3, 7, 40})
        QTest::addRow("%d columns", width) << width;
}

// Random texts: lines fit, nothing but spaces and newlines is lost or moved, and two lines are
// never one without a reason.
void TestWordWrap::alwaysFits()
{
    QFETCH(int, width);
    const QStringList parts = {"a",  "bc", "defghijk", " ",    " ",      " ", "  ",     "\n",
                               "中", "。", "（",       "🙂", "\u0301", "é", "\u200d", "🏽"};
    RandomSource random(static_cast<std::uint32_t>(width));
    for (int round = 0; round < 500; ++round) {
        QString text;
        for (int i = 0; i < 40; ++i)
            text += parts[random.below(parts.size())];
        const auto lines = wrapped(text, width);
        for (const auto& line : lines)
            QVERIFY2(displayWidth(line.toStdString()) <= width, qPrintable(text));
        QVERIFY(lines.size() >= text.count('\n') + 1);
        QCOMPARE(lines.join("").remove(' '), QString(text).remove(' ').remove('\n'));
    }
}

void TestWordWrap::widths_data()
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
    row("Hindi, spacing marks", "हिन्दी", 5);
    row("Korean, decomposed", "한", 2);
    row("newer than the tables", "🫪", 1);
    row("private use", "\U0010fffd", 1);
}

void TestWordWrap::widths()
{
    QFETCH(QByteArray, text);
    QFETCH(int, width);
    QCOMPARE(displayWidth(text.toStdString()), width);
}

void TestWordWrap::inAnyLocale()
{
    const std::string before = std::setlocale(LC_ALL, nullptr);
    QVERIFY(std::setlocale(LC_ALL, "C"));
    QCOMPARE(displayWidth("中é"), 3);
    QCOMPARE(std::string(std::setlocale(LC_ALL, nullptr)), std::string("C"));
    std::setlocale(LC_ALL, before.c_str());
}

LOGITSCOPE_TEST(TestWordWrap)
#include "tst_word_wrap.moc"
