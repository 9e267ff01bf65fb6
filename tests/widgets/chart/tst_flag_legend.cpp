#include "tests/test_program.h"
#include "widgets/chart/flag_legend.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace logitscope;

class TestFlagLegend : public QObject
{
    Q_OBJECT

private slots:

    void init() { QApplication::setPalette(paletteOf(lightTheme())); }

    void namesTheReference();
    void givesWay();
    void clickAsks();
    void drawsTheFlag();
};

void TestFlagLegend::namesTheReference()
{
    FlagLegend legend;
    legend.setReference("greedy");
    legend.resize(legend.sizeHint());
    QCOMPARE(legend.shownText(), QString("first token that differs from greedy"));
    legend.setReference("mine");
    QVERIFY(legend.shownText().endsWith("mine"));
    QVERIFY(!legend.toolTip().isEmpty());
}

void TestFlagLegend::givesWay()
{
    FlagLegend legend;
    legend.setReference("greedy");
    legend.resize(legend.sizeHint() - QSize(1, 0));
    QCOMPARE(legend.shownText(), QString("differs from greedy"));
    legend.resize(30, legend.height());
    QCOMPARE(legend.shownText(), QString());
    const QImage image = legend.grab().toImage();
    for (int x = 0; x < image.width(); ++x) // no flag that nothing explains
        QCOMPARE(image.pixelColor(x, image.height() / 2), image.pixelColor(0, 0));
    QCOMPARE(legend.minimumSizeHint().width(), 0);
}

void TestFlagLegend::clickAsks()
{
    FlagLegend legend;
    legend.setReference("greedy");
    legend.resize(legend.sizeHint());
    legend.show();
    QSignalSpy clicked(&legend, &FlagLegend::clicked);
    QTest::mouseClick(&legend, Qt::LeftButton);
    QTest::keyClick(&legend, Qt::Key_Space);
    QCOMPARE(clicked.size(), 2);
}

void TestFlagLegend::drawsTheFlag()
{
    FlagLegend legend;
    legend.setReference("greedy");
    legend.resize(legend.sizeHint());
    const QImage image = legend.grab().toImage();
    int dark = 0; // in the flag's column, left of the words
    for (int y = 0; y < image.height(); ++y)
        dark +=
            std::min(image.pixelColor(0, y).lightness(), image.pixelColor(1, y).lightness()) < 128;
    QVERIFY(dark > image.height() / 2);
}

LOGITSCOPE_TEST(TestFlagLegend)
#include "tst_flag_legend.moc"
