// On a page of 1000 × 600: a column of three parts at the left, a large one at the right.
#include "app/window/parts_layout.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

namespace
{

const QSize pageSize(1000, 600);
const std::vector<QRect> partPlaces{
    {QPoint(20, 20), QPoint(199, 119)},  {QPoint(20, 140), QPoint(199, 239)},
    {QPoint(20, 500), QPoint(199, 579)}, {QPoint(700, 20), QPoint(979, 579)},
    {QPoint(220, 20), QPoint(679, 59)},  {}};
const QRect listPlace(QPoint(240, 100), QPoint(639, 499));

} // namespace

class PartsLayoutTest : public QObject
{
    Q_OBJECT

private slots:
    void theListGoesWhereNothingIs();
    void aCurrentPartStaysInView();
    void saysWhenItHidesNumbers();
    void arrowsGoFromTheListToTheOutline_data();
    void arrowsGoFromTheListToTheOutline();
    void aPartAroundTheListHasNone();

private:
    const PartsLayout layout_{partPlaces, pageSize, 20};
};

void PartsLayoutTest::theListGoesWhereNothingIs()
{
    const auto chosen = layout_.list({QSize(400, 400), QSize(300, 300)}, {});
    QVERIFY(!chosen.hidesNumbers);
    for (std::size_t part = 0; part < 4; ++part) {
        QVERIFY(!chosen.place.intersects(partPlaces[part]));
        QVERIFY(!chosen.place.intersects(layout_.badge(part)));
    }
}

// The large one, although all numbers are hidden then.
void PartsLayoutTest::aCurrentPartStaysInView()
{
    const auto chosen = layout_.list({QSize(640, 560)}, 3);
    QVERIFY(!chosen.place.intersects(partPlaces[3]));
}

void PartsLayoutTest::saysWhenItHidesNumbers()
{
    QVERIFY(layout_.list({pageSize - QSize(2 * aroundList, 2 * aroundList)}, {}).hidesNumbers);
}

void PartsLayoutTest::arrowsGoFromTheListToTheOutline_data()
{
    QTest::addColumn<int>("part");
    QTest::addColumn<double>("line");
    QTest::addColumn<QPointF>("end");
    QTest::newRow("beside the line") << 1 << 200.0 << QPointF(200, 200);
    QTest::newRow("higher: off its corner") << 0 << 200.0 << QPointF(200, 108);
    QTest::newRow("lower") << 2 << 200.0 << QPointF(200, 512);
    QTest::newRow("at the right") << 3 << 300.0 << QPointF(700, 300);
    QTest::newRow("above the list, past its edge") << 4 << 300.0 << QPointF(654, 60);
}

void PartsLayoutTest::arrowsGoFromTheListToTheOutline()
{
    QFETCH(int, part);
    QFETCH(double, line);
    QFETCH(QPointF, end);
    const auto arrow = layout_.arrow(static_cast<std::size_t>(part), listPlace, line);
    QVERIFY(arrow);
    const bool isLeft = end.x() < 440.0;
    QCOMPARE(arrow->p1(), QPointF(isLeft ? 240.0 : 640.0, line));
    QCOMPARE(arrow->p2(), end);
}

void PartsLayoutTest::aPartAroundTheListHasNone()
{
    QVERIFY(!layout_.arrow(5, listPlace, 300.0)); // it is scrolled away
    const PartsLayout around({QRect(QPoint(), pageSize)}, pageSize, 20);
    QVERIFY(!around.arrow(0, listPlace, 300.0));
}

LOGITSCOPE_TEST(PartsLayoutTest)
#include "tst_parts_layout.moc"
