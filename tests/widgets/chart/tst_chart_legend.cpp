#include "tests/test_program.h"
#include "widgets/chart/legend_widgets.h"

#include <QHelpEvent>
#include <QSet>
#include <QTest>
#include <QToolTip>

using namespace logitscope;

class TestChartLegend : public QObject
{
    Q_OBJECT

private slots:
    void everyEntryExplainsItself_data();
    void everyEntryExplainsItself();
};

void TestChartLegend::everyEntryExplainsItself_data()
{
    QTest::addColumn<int>("width");
    for (const int width : {160, 300, 480, 1200})
        QTest::addRow("%d", width) << width;
}

void TestChartLegend::everyEntryExplainsItself()
{
    QFETCH(int, width);
    ChartLegend legend;
    legend.resize(width, legend.heightForWidth(width));
    legend.show();
    QSet<QString> told;
    for (int y = 1; y < legend.height(); y += 3) {
        for (int x = 1; x < width; x += 3) {
            const QPoint place(x, y);
            QHelpEvent event(QEvent::ToolTip, place, legend.mapToGlobal(place));
            QCoreApplication::sendEvent(&legend, &event);
            told << QToolTip::text();
        }
    }
    told.remove(QString()); // between the entries
    QCOMPARE(told.size(), 6);
}

LOGITSCOPE_TEST(TestChartLegend)
#include "tst_chart_legend.moc"
