#include "tests/test_program.h"
#include "widgets/control/slider_scale.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace logitscope;

namespace
{

SliderScale scaleOfFirst(StageKind kind)
{
    return scaleOf(kind, describe(kind).parameters[0], 50'257);
}

} // namespace

class SliderScaleTest : public QObject
{
    Q_OBJECT

private slots:
    void temperatureIsStraight();
    void topKHasEqualRatiosAtEqualDistances();
    void topKsRightEndIsOff();
    void topPIsFinerTowardsOne();
    void topKHasTwoDigitsFromAHundredOn();
    void topPIsInHundredthsThenThousandths();
    void everyValueFindsItsPlaceAgain();
};

void SliderScaleTest::temperatureIsStraight()
{
    const auto scale = scaleOfFirst(StageKind::Temperature);
    QCOMPARE(scale.valueAt(0.0), 0.0);
    QCOMPARE(scale.valueAt(0.5), 1.0);
    QCOMPARE(scale.valueAt(1.0), 2.0);
    QCOMPARE(scale.travelOf(7.0), 1.0); // typed beyond the end
}

void SliderScaleTest::topKHasEqualRatiosAtEqualDistances()
{
    const auto scale = topKScale(10'000);
    QCOMPARE(scale.valueAt(0.0), 1.0);
    QCOMPARE(scale.valueAt(0.25), 10.0);
    QCOMPARE(scale.valueAt(0.5), 100.0);
    QCOMPARE(scale.valueAt(0.75), 1000.0);
}

void SliderScaleTest::topKsRightEndIsOff()
{
    const auto scale = topKScale(8192);
    QCOMPARE(scale.valueAt(1.0), 0.0);
    QCOMPARE(scale.travelOf(0.0), 1.0);
    QVERIFY(scale.valueAt(0.999) > 8000.0);
    QCOMPARE(topKScale(50'257).valueAt(1.0), 0.0); // which two digits say as fewer
}

void SliderScaleTest::topPIsFinerTowardsOne()
{
    const auto scale = topPScale();
    QCOMPARE(scale.valueAt(0.0), 0.0);
    QCOMPARE(scale.valueAt(0.5), 0.75);
    QCOMPARE(scale.valueAt(0.9), 0.99);
    QCOMPARE(scale.valueAt(1.0), 1.0);
}

void SliderScaleTest::topKHasTwoDigitsFromAHundredOn()
{
    const auto scale = topKScale(50'257);
    for (int position = 0; position < 1000; ++position) {
        const auto k = static_cast<int>(scale.valueAt(position / 1000.0));
        QVERIFY(k < 100 || QString::number(k).mid(2).count(u'0') == QString::number(k).size() - 2);
    }
}

void SliderScaleTest::topPIsInHundredthsThenThousandths()
{
    const auto scale = topPScale();
    std::set<double> values;
    for (int position = 0; position <= 1000; ++position) {
        const double p = scale.valueAt(position / 1000.0);
        const auto digits = QString::number(p, 'g', 10);
        QVERIFY2(digits.size() <= (p < 0.99 ? 4 : 5), qPrintable(digits));
        values.insert(p);
    }
    QCOMPARE(values.size(), std::size_t(100 + 10)); // 0.00 to 0.99, 0.991 to 1
}

void SliderScaleTest::everyValueFindsItsPlaceAgain()
{
    std::vector<SliderScale> scales;
    for (const auto& description : stageDescriptions())
        for (const auto& parameter : description.parameters)
            scales.push_back(scaleOf(description.kind, parameter, 50'257));
    for (const auto& scale : scales) {
        double last = scale.valueAt(0.0) - 1.0;
        for (int position = 0; position <= 100; ++position) {
            const double travel = position / 100.0;
            const double value = scale.valueAt(travel);
            QVERIFY(value >= last || value == 0.0); // 0 is top-k's off
            QVERIFY(std::abs(scale.valueAt(scale.travelOf(value)) - value) < 1e-9);
            last = value;
        }
    }
}

LOGITSCOPE_TEST(SliderScaleTest)
#include "tst_slider_scale.moc"
