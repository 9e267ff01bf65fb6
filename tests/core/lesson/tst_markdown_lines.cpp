#include "core/lesson/markdown_lines.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestMarkdownLines : public QObject
{
    Q_OBJECT

private slots:
    void fences();
    void lineEnds();
    void headings_data();
    void headings();
    void codeSpans_data();
    void codeSpans();
};

void TestMarkdownLines::fences()
{
    const auto lines = markdownLines("a\n```scene \nb\n~~~\n``` x\n``\n````  \nc\n~~~\nd\n");
    using Kind = MarkdownLine::Kind;
    const std::vector<Kind> kinds = {Kind::Text,       Kind::FenceBegin, Kind::Code,     Kind::Code,
                                     Kind::Code,       Kind::Code,       Kind::FenceEnd, Kind::Text,
                                     Kind::FenceBegin, Kind::Code};
    QCOMPARE(lines.size(), kinds.size());
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        QCOMPARE(lines[i].number, static_cast<int>(i) + 1);
        QVERIFY2(lines[i].kind == kinds[i], std::string(lines[i].text).c_str());
    }
    QVERIFY(lines[1].info == "scene");
    QVERIFY(markdownLines("``` a`b")[0].kind == Kind::Text); // a span, says CommonMark
    QVERIFY(markdownLines("    ```")[0].kind == Kind::Text); // indented code
    QVERIFY(markdownLines("   ```")[0].kind == Kind::FenceBegin);
}

void TestMarkdownLines::lineEnds()
{
    const auto lines = markdownLines("a\r\n\r\nb");
    QCOMPARE(lines.size(), std::size_t{3});
    QVERIFY(lines[0].text == "a");
    QVERIFY(lines[1].isBlank());
    QVERIFY(lines[2].text == "b");
    QVERIFY(markdownLines("").empty());
}

void TestMarkdownLines::headings_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("level");
    QTest::addColumn<QString>("words");
    QTest::newRow("second") << "## What next? " << 2 << "What next?";
    QTest::newRow("sixth") << "###### a" << 6 << "a";
    QTest::newRow("seven") << "####### a" << 0 << "####### a";
    QTest::newRow("no space") << "##a" << 0 << "##a";
    QTest::newRow("without words") << "##" << 2 << "";
    QTest::newRow("a tab") << "#\ta" << 1 << "a";
}

void TestMarkdownLines::headings()
{
    QFETCH(QString, line);
    QFETCH(int, level);
    QFETCH(QString, words);
    const auto text = line.toStdString();
    const auto lines = markdownLines(text);
    QCOMPARE(lines.front().headingLevel(), level);
    if (level > 0)
        QCOMPARE(QString::fromStdString(std::string(lines.front().heading())), words);
}

void TestMarkdownLines::codeSpans_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("plain");
    QTest::addColumn<bool>("isWhole");
    const auto row = [](const char* line, const char* plain, bool isWhole = true) {
        QTest::newRow(line) << line << plain << isWhole;
    };
    row("a `b` c", "a     c");
    row("`` ` `` x", "        x");
    row("`a", "`a", false);
    row("a ` b `` c", "a ` b `` c", false);
    row("`a` ` b", "    ` b", false);
    row("\\` `a`", "\\\\    ");
    row("\\`a`", "\\\\a`", false);
    row("`\\` b", "    b"); // a backslash in a span protects nothing
    row("\\\\`<b>`", "\\\\     ");
    row("\\<b>", "\\\\b>");
    row("a\\", "a\\");
}

void TestMarkdownLines::codeSpans()
{
    QFETCH(QString, line);
    QFETCH(QString, plain);
    QFETCH(bool, isWhole);
    const auto found = withoutCode(line.toStdString());
    QCOMPARE(QString::fromStdString(found.text), plain);
    QCOMPARE(found.isWhole, isWhole);
}

LOGITSCOPE_TEST(TestMarkdownLines)
#include "tst_markdown_lines.moc"
