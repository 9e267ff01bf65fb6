// Where lines lie. Qt writes before the first line of a paragraph that has none, so nobody may be
// given one.
#include "tests/test_program.h"
#include "widgets/text/text_geometry.h"
#include "widgets/text/token_document.h"

#include <QTest>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextFrame>

using namespace logitscope;

namespace
{

// What a compact view does with an empty document, which Qt leaves without a line.
void changeMargin(QTextDocument& document)
{
    auto format = document.rootFrame()->frameFormat();
    format.setTopMargin(format.topMargin() + 3.0);
    document.rootFrame()->setFrameFormat(format);
}

} // namespace

class TextGeometryTest : public QObject
{
    Q_OBJECT

private slots:
    void anEmptyDocumentMayHaveNoLines();
    void noTokenLiesInAnEmptyDocument();
    void theLineAbove();
};

void TextGeometryTest::anEmptyDocumentMayHaveNoLines()
{
    QTextDocument document;
    document.setTextWidth(200.0);
    document.setPlainText("One\ntwo");
    QVERIFY(lineAt(document, 5));
    QVERIFY(lineAt(document, QPointF(3.0, 3.0)));

    document.clear();
    changeMargin(document);
    QCOMPARE(document.firstBlock().layout()->lineCount(), 0); // Qt's own affair, and the danger
    QVERIFY(!lineAt(document, 0));
    QVERIFY(!lineAt(document, QPointF(3.0, 3.0)));
    QVERIFY(caretRectangle(document, 0).isNull());
    QVERIFY(textRectangles(document, 0, 1).isEmpty());
}

// The pointer moves over an empty cell.
void TextGeometryTest::noTokenLiesInAnEmptyDocument()
{
    QTextDocument document;
    document.setTextWidth(200.0);
    TokenDocument tokens(&document);
    tokens.setPrompt("A prompt that is longer than a line of two hundred pixels is wide");
    tokens.setPrompt({});
    changeMargin(document);
    QVERIFY(!tokens.tokenAt({3.0, 3.0}));
    QCOMPARE(tokens.stepsBetween(0.0, 100.0), std::pair(0, 0));
}

void TextGeometryTest::theLineAbove()
{
    QTextDocument document;
    document.setTextWidth(80.0);
    document.setPlainText("a text that needs several lines\n\nlast");
    auto line = lineAt(document, document.characterCount() - 1);
    int lines = 0;
    int begin = document.characterCount();
    for (; line; line = lineAbove(*line), ++lines) {
        QVERIFY(line->begin() < begin);
        begin = line->begin();
    }
    QCOMPARE(begin, 0);
    int expected = 0;
    for (auto block = document.begin(); block.isValid(); block = block.next())
        expected += block.layout()->lineCount();
    QCOMPARE(lines, expected);
}

LOGITSCOPE_TEST(TextGeometryTest)
#include "tst_text_geometry.moc"
