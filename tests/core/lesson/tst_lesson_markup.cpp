#include "core/lesson/lesson_markup.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestLessonMarkup : public QObject
{
    Q_OBJECT

private slots:
    void allowed_data();
    void allowed();
    void refused_data();
    void refused();
    void bytesThatAreNoText();
    void linesOfProblems();
    void placeholders();
};

void TestLessonMarkup::allowed_data()
{
    QTest::addColumn<QString>("text");
    for (const auto* text : {
             "a < b, a <= b and 3 > 2",
             "`<b>` and ``a ` <script>``",
             "```\n<script src=\"http://example.org\">\n```",
             "~~~html\n<b>\n~~~",
             "\\<b> is no tag",
             "![a chart](chart.PNG) and ![](pictures/two-words.svg \"a title\")",
             "[words](https://example.org/a)",
             "[top-p](glossary:top-p) and `[x](glossary:nothing)`",
             "| a | {{p(\" the\")}} |",
             "`{{kept at top-k=3}}`",
             "as in [1]: that is, there", // no reference: words stand before it
             "&lt;b&gt;",
         })
        QTest::newRow(text) << text;
}

void TestLessonMarkup::allowed()
{
    QFETCH(QString, text);
    const auto bytes = text.toStdString();
    const auto problems = findMarkupProblems(markdownLines(bytes));
    QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().sentence.c_str());
}

void TestLessonMarkup::refused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("begin"); // of the sentence
    const auto row = [](const char* text, const char* begin) {
        QTest::newRow(text) << text << begin;
    };
    for (const auto* html : {"<b>", "a</b>", "<!-- a -->", "<?php", "<https://example.org>",
                             "<img src=x onerror=y>", "`a` <b> `c`", "\\` <b> `", "\\\\<b>"})
        row(html, "has HTML; write Markdown");
    row("a ` b", "has a ` without its other one on the line");
    row("c ` d <img> ` e ` f", "has a ` without its other one on the line");
    row("> ```", "has a ` without its other one on the line");
    row("  ```", "has spaces before ```");
    row(" ~~~", "has spaces before ```");
    for (const auto* reference :
         {"[a]: http://example.org", "  [a]: b", "> [a]: b", "- [a]: b", "3. [a]: b"})
        row(reference, "has a link's address in a line of its own");
    for (const auto* picture :
         {"![a](http://example.org/a.png)", "![a](https:a.png)", "![a](/a.png)", "![a](../a.png)",
          "![a](b/../../a.png)", "![a](b\\a.png)", "![a](//example.org/a.png)",
          "![a](http%3A//a.png)", "![a](http&colon;//a.png)", "![a](data:image/png,a.png)",
          "![a](file:///a.png)", "a ![a](b.png) ![a](http://c.png)", "![a](http\\://a.png)",
          "![a\\](b.png)](http://c.png)"})
        row(picture, "the picture “");
    for (const auto* picture :
         {"![a](", "![a", "![a]", "![a][b]", "![a ![b](c.png)](http://d.png)"})
        row(picture, "has a picture that isn't understood");
    row("![a](two words.png)", "the picture “two words.png” has a space"); // no picture, says
    row("![a](a.png 'b')", "the picture “a.png 'b'” has a space");         // CommonMark
    row("![a](a.gif)", "the picture “a.gif” is no .png, .jpg or .svg");
    row("[a](glossary:nothing)",
        "“nothing” isn't in the glossary; Help ▸ Glossary lists its terms");
    row("[a](glossary:)", "“” isn't in the glossary");
    row("{{chances}}", "“{{chances}}” has “chances” where a measure");
    row("`{{kept > 3}}`", "“{{kept > 3}}” has “> 3” where nothing more is expected");
    row("```\n{{}}\n```", "“{{}}” ends where a measure");
    row("{{kept", "has {{ without }} on the same line");
    row("{{kept}} {{", "has {{ without }} on the same line");
}

void TestLessonMarkup::refused()
{
    QFETCH(QString, text);
    QFETCH(QString, begin);
    const auto bytes = text.toStdString();
    const auto problems = findMarkupProblems(markdownLines(bytes));
    QVERIFY(!problems.empty());
    QStringList sentences;
    for (const auto& problem : problems)
        sentences << QString::fromStdString(problem.sentence);
    QVERIFY2(std::ranges::any_of(
                 sentences, [&](const QString& sentence) { return sentence.startsWith(begin); }),
             qPrintable(sentences.join('\n')));
}

void TestLessonMarkup::bytesThatAreNoText()
{
    for (const std::string bytes : {"a\xff", "\xc3", "\xed\xa0\x80", "\xc0\xaf"}) {
        const auto problems = findMarkupProblems(markdownLines(bytes));
        QCOMPARE(problems.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(problems.front().sentence),
                 "has bytes that are no text; save the file as UTF-8");
    }
    QCOMPARE(findMarkupProblems(markdownLines(std::string_view("a\0b", 3))).size(), std::size_t{1});
}

void TestLessonMarkup::linesOfProblems()
{
    const auto problems = findMarkupProblems(markdownLines("a\n<b>\n\n![a](b.gif)\n"));
    QCOMPARE(problems.size(), std::size_t{2});
    QCOMPARE(problems[0].line, 2);
    QCOMPARE(problems[1].line, 4);
}

void TestLessonMarkup::placeholders()
{
    QCOMPARE(placeholdersOf("a {{b}} {{c d}}{{}} {{e").size(), std::size_t{3});
    QCOMPARE(filledIn("a {{b}} {{c d}}{{}} {{e",
                      [](std::string_view measure) { return '<' + std::string(measure) + '>'; }),
             std::string("a <b> <c d><> {{e"));
}

LOGITSCOPE_TEST(TestLessonMarkup)
#include "tst_lesson_markup.moc"
