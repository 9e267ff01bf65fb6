#include "tests/test_program.h"
#include "widgets/control/card.h"

#include <QTest>

using namespace logitscope;

class CardTest : public QObject
{
    Q_OBJECT

private slots:

    // Whatever the font: the corners grow with it.
    void whatItHoldsLeavesTheCornersFree()
    {
        Card card;
        auto* content = new QWidget;
        card.hold(content);
        card.resize(300, 200);
        card.show();
        for (const double points : {8.0, 40.0, 12.0}) {
            auto font = card.font();
            font.setPointSizeF(points);
            card.setFont(font);
            const int radius = card.fontMetrics().height() / 3;
            QTRY_COMPARE(content->pos(), QPoint(card.inset(), card.inset()));
            QCOMPARE(content->geometry().right(), card.width() - 1 - card.inset());
            // The corner of a square is outside of a circle of r where it is nearer than this.
            QVERIFY(card.inset() >= static_cast<int>(radius * 0.29));
        }
    }
};

LOGITSCOPE_TEST(CardTest)
#include "tst_card.moc"
