#include "tests/test_program.h"
#include "widgets/text/token_spans.h"

#include <QTest>

using namespace logitscope;

class TestTokenSpans : public QObject
{
    Q_OBJECT

private slots:

    void spansLieEndToEnd()
    {
        TokenSpans spans(3);
        QCOMPARE(spans.append("ab"), "ab");
        QCOMPARE(spans.append(""), "");
        QCOMPARE(spans.append("\xF0\x9F"), "");
        QCOMPARE(spans.append("\x98\x80!"), QString::fromUtf8("😀!"));
        QCOMPARE(spans[0], (TextSpan{3, 5}));
        QCOMPARE(spans[1], (TextSpan{5, 5}));
        QCOMPARE(spans[2], (TextSpan{5, 5}));
        QCOMPARE(spans[3], (TextSpan{5, 8})); // two units of the emoji, and one
        QVERIFY(!spans.tokenAt(2));
        QCOMPARE(spans.tokenAt(3), 0);
        QCOMPARE(spans.tokenAt(4), 0);
        QCOMPARE(spans.tokenAt(5), 3);
        QCOMPARE(spans.tokenAt(7), 3);
        QVERIFY(!spans.tokenAt(8));
    }

    void unfinishedCharacterBelongsToLastToken()
    {
        TokenSpans spans;
        spans.append("a");
        spans.append("\xE2\x82");
        QCOMPARE(spans.finish(), QString(QChar(0xFFFD)));
        QCOMPARE(spans[1], (TextSpan{1, 2}));
        QCOMPARE(spans.finish(), QString());
    }

    // Qt takes it for a byte order mark where a string begins with it.
    void aZeroWidthNoBreakSpaceIsACharacter()
    {
        TokenSpans spans;
        spans.append("a");
        QCOMPARE(spans.append("\xEF\xBB\xBF"), QString(QChar(0xFEFF)));
        QCOMPARE(spans.append("\xEF\xBB"), QString());
        QCOMPARE(spans.append("\xBF\xEF\xBB\xBF-"), QString(2, QChar(0xFEFF)) + "-");
        QCOMPARE(spans[1], (TextSpan{1, 2}));
        QCOMPARE(spans[3], (TextSpan{2, 5}));
    }

    void markEndsUnfinishedCharacter()
    {
        TokenSpans spans;
        spans.append("\xE2\x82");
        QCOMPARE(spans.appendMark(4), QString(QChar(0xFFFD)));
        QCOMPARE(spans[0], (TextSpan{0, 1}));
        QCOMPARE(spans[1], (TextSpan{1, 5}));
    }
};

LOGITSCOPE_TEST(TestTokenSpans)
#include "tst_token_spans.moc"
