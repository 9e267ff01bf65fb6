#include "tests/test_program.h"
#include "widgets/chart/chart_axis.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QTest>

#include <cmath>

using namespace logitscope;

class TestChartAxis : public QObject
{
    Q_OBJECT

private slots:
    void logarithmicRange_data();
    void logarithmicRange();
    void ticks_data();
    void ticks();
    void positions();
};

void TestChartAxis::logarithmicRange_data()
{
    QTest::addColumn<double>("smallest");
    QTest::addColumn<double>("lower");
    QTest::newRow("much") << 0.2 << 0.001;
    QTest::newRow("a thousandth") << 0.0012 << 0.001;
    QTest::newRow("less") << 0.0009 << 0.0001;
    QTest::newRow("hardly anything") << 3e-7 << 1e-7;
    QTest::newRow("nothing to see") << 1e-30 << 1e-8;
    QTest::newRow("impossible") << 0.0 << 0.001;
}

// A power of ten below all that can happen.
void TestChartAxis::logarithmicRange()
{
    QFETCH(double, smallest);
    QFETCH(double, lower);
    ChartRow row{};
    row.model = smallest;
    row.sampling = 0.5;
    const auto range = axisRangeFor(ChartAxis::Logarithmic, {row});
    QVERIFY(std::abs(range.lower / lower - 1.0) < 1e-9);
    QCOMPARE(range.upper, 1.0);
    QCOMPARE(axisRangeFor(ChartAxis::Whole, {row}), (AxisRange{0.0, 1.0}));
}

void TestChartAxis::ticks_data()
{
    QTest::addColumn<ChartAxis>("kind");
    QTest::addColumn<AxisRange>("range");
    QTest::addColumn<double>("width"); // in labels
    QTest::addColumn<QString>("labels");
    constexpr auto linear = ChartAxis::Fitting;
    constexpr auto logarithmic = ChartAxis::Logarithmic;
    QTest::newRow("whole") << linear << AxisRange{0.0, 1.0} << 20.0 << "0 20% 40% 60% 80% 100%";
    QTest::newRow("half") << linear << AxisRange{0.0, 0.5} << 20.0 << "0 10% 20% 30% 40% 50%";
    QTest::newRow("quarters") << linear << AxisRange{0.0, 0.2} << 20.0 << "0 5% 10% 15% 20%";
    QTest::newRow("small") << linear << AxisRange{0.0, 0.002} << 20.0 << "0 0.05% 0.1% 0.15% 0.2%";
    QTest::newRow("halves") << linear << AxisRange{0.0, 0.05} << 4.0 << "0 2.5% 5%";
    QTest::newRow("ends") << linear << AxisRange{0.0, 0.05} << 1.2 << "0 5%";
    QTest::newRow("decades") << logarithmic << AxisRange{1e-3, 1.0} << 20.0 << "100% 10% 1% 0.1%";
    QTest::newRow("every other one")
        << logarithmic << AxisRange{1e-4, 1.0} << 4.0 << "100% 1% 0.01%";
}

void TestChartAxis::ticks()
{
    QFETCH(ChartAxis, kind);
    QFETCH(AxisRange, range);
    QFETCH(double, width);
    QFETCH(QString, labels);
    const QFont font = QGuiApplication::font();
    const double label = QFontMetricsF(font).horizontalAdvance(QStringLiteral("0.05%"));
    QStringList shown;
    for (const AxisTick& tick : BarAxis{kind, range, 0.0, width * label}.ticks(font)) {
        shown << tick.label;
        QVERIFY(std::abs(tick.label.chopped(tick.label.endsWith(u'%')).toDouble() / 100.0 -
                         tick.probability) < 1e-12);
    }
    QCOMPARE(shown.join(u' '), labels);
}

void TestChartAxis::positions()
{
    const BarAxis linear{ChartAxis::Fitting, {0.0, 0.2}, 100.0, 300.0};
    QCOMPARE(linear.position(0.0), 100.0);
    QCOMPARE(linear.position(0.05), 150.0);
    QCOMPARE(linear.position(0.9), 300.0);
    const BarAxis logarithmic{ChartAxis::Logarithmic, {1e-4, 1.0}, 100.0, 300.0};
    QCOMPARE(logarithmic.position(1.0), 300.0);
    QCOMPARE(logarithmic.position(0.01), 200.0);
    QCOMPARE(logarithmic.position(0.0), 100.0);
}

LOGITSCOPE_TEST(TestChartAxis)
#include "tst_chart_axis.moc"
