#include "tests/test_program.h"
#include "widgets/text/document_text.h"

#include <QTest>
#include <QTextCursor>
#include <QTextDocument>

using namespace logitscope;

class TestDocumentText : public QObject
{
    Q_OBJECT

private slots:

    // Every unit that Qt could join, drop or take for structure keeps its position.
    void documentKeepsPositions()
    {
        QString text;
        for (int unit = 0; unit <= 0xFFFF; ++unit)
            if (!QChar::isSurrogate(static_cast<char32_t>(unit)))
                text += QChar(static_cast<char16_t>(unit));
        text += "\r\n\r\r\n\n";
        QTextDocument document;
        QTextCursor(&document).insertText(documentText(text));
        QCOMPARE(document.characterCount(), text.size() + 1);
        for (const qsizetype position : {text.indexOf('A'), text.indexOf(QChar(0x1000)),
                                         text.indexOf(QChar(0xFDCF)), text.indexOf(QChar(0xFFFD))})
            QCOMPARE(document.characterAt(static_cast<int>(position)), text.at(position));
        QCOMPARE(document.blockCount(), 1 + static_cast<int>(text.count('\n')));
    }
};

LOGITSCOPE_TEST(TestDocumentText)
#include "tst_document_text.moc"
