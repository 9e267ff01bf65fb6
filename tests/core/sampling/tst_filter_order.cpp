#include "core/sampling/filter_order.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class FilterOrderTest : public QObject
{
    Q_OBJECT

private slots:
    void namesAreThoseOfTheCommandLine();
    void anythingElseIsNoOrder();
};

void FilterOrderTest::namesAreThoseOfTheCommandLine()
{
    QVERIFY(filterOrderName(FilterOrder::FilterThenTemperature) == "filter-first");
    QVERIFY(filterOrderName(FilterOrder::TemperatureThenFilter) == "temperature-first");
    QVERIFY(filterOrderNamed("filter-first") == FilterOrder::FilterThenTemperature);
    QVERIFY(filterOrderNamed("temperature-first") == FilterOrder::TemperatureThenFilter);
}

void FilterOrderTest::anythingElseIsNoOrder()
{
    for (const auto* name : {"", "filter", "Filter-first", "filter-first "})
        QVERIFY(!filterOrderNamed(name));
}

LOGITSCOPE_TEST(FilterOrderTest)
#include "tst_filter_order.moc"
