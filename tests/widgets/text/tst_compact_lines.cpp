#include "tests/test_program.h"
#include "widgets/text/compact_lines.h"

#include <QFontMetrics>
#include <QTest>

using namespace logitscope;

class TestCompactLines : public QObject
{
    Q_OBJECT

private slots:
    void linesAreEquallyHigh();
    void whatIsLeftIsLessThanALine();
};

void TestCompactLines::linesAreEquallyHigh()
{
    for (const double points : {8.0, 10.0, 20.0, 33.3}) {
        QFont font;
        font.setPointSizeF(points);
        const int ten = compactHeight(font, 11) - compactHeight(font, 1);
        for (int lines = 1; lines < 20; ++lines) {
            const int one = compactHeight(font, lines + 1) - compactHeight(font, lines);
            QVERIFY(std::abs(10 * one - ten) <= 10); // a pixel of rounding
            QVERIFY(one > QFontMetrics(font).height());
            QVERIFY(one < 2 * QFontMetrics(font).height());
        }
    }
}

void TestCompactLines::whatIsLeftIsLessThanALine()
{
    const QFont font;
    for (int height = compactHeight(font, 1); height < compactHeight(font, 9); ++height) {
        const int left = belowCompactLines(font, height);
        bool isWhole = false;
        for (int lines = 1; lines < 10; ++lines)
            isWhole = isWhole || compactHeight(font, lines) == height - left;
        QVERIFY(isWhole);
        QVERIFY(left < compactHeight(font, 2) - compactHeight(font, 1) + 1);
    }
    QCOMPARE(belowCompactLines(font, 3), 0); // lower than a line
}

LOGITSCOPE_TEST(TestCompactLines)
#include "tst_compact_lines.moc"
