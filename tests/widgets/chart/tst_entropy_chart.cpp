#include "tests/test_program.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/theme.h"

#include <QSignalSpy>
#include <QTest>

using namespace logitscope;

class TestEntropyChart : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void drawsWhatWasAppended();
    void clickSelectsTheNearestStep();
    void clickBesideTheStepsSelectsTheEnd();
    void dragSelectsOnTheWay();
    void arrowKeysSelect();
    void selectedStepIsMarked();
    void selectingByProgramIsSilent();
    void clears();

private:
    static std::vector<SamplingInfo> steps(int count);
    static void append(EntropyChart& chart, const std::vector<SamplingInfo>& infos);
    static void click(EntropyChart& chart, double x);
};

std::vector<SamplingInfo> TestEntropyChart::steps(int count)
{
    std::vector<SamplingInfo> infos;
    for (int i = 0; i < count; ++i)
        infos.push_back({.modelEntropy = 2.0 + i % 5, .samplingEntropy = 1.0 + i % 3});
    return infos;
}

void TestEntropyChart::append(EntropyChart& chart, const std::vector<SamplingInfo>& infos)
{
    for (const SamplingInfo& info : infos)
        chart.append(info);
}

// As a person does: on whatever is under the mouse.
void TestEntropyChart::click(EntropyChart& chart, double x)
{
    const QPoint point(static_cast<int>(std::lround(x)), chart.height() * 2 / 3);
    QWidget* under = chart.childAt(point);
    QTest::mouseClick(under, Qt::LeftButton, {}, under->mapFrom(&chart, point));
}

void TestEntropyChart::initTestCase()
{
    QApplication::setPalette(paletteOf(lightTheme()));
}

void TestEntropyChart::drawsWhatWasAppended()
{
    EntropyChart chart;
    const auto infos = steps(7);
    for (const SamplingInfo& info : infos)
        chart.append(info);
    QCOMPARE(chart.stepCount(), 7);
    for (int i = 0; i < 7; ++i) {
        QCOMPARE(chart.drawn(i).model,
                 Bounded::exactly(infos[static_cast<std::size_t>(i)].modelEntropy));
        QCOMPARE(chart.drawn(i).sampling,
                 Bounded::exactly(infos[static_cast<std::size_t>(i)].samplingEntropy));
    }
}

void TestEntropyChart::clickSelectsTheNearestStep()
{
    EntropyChart chart;
    chart.resize(640, 200);
    append(chart, steps(30));
    chart.show();
    QTRY_VERIFY(chart.stepX(29) > 600.0); // laid out: 30 steps fill the axis
    // Evenly spaced between the first and the last.
    const double first = chart.stepX(0);
    const double pitch = (chart.stepX(29) - first) / 29;
    QVERIFY(first > 0.0 && pitch > 10.0);
    QSignalSpy spy(&chart, &EntropyChart::stepSelected);
    for (const int index : {0, 12, 29, 13}) {
        click(chart, first + pitch * (index + 0.3));
        QCOMPARE(spy.takeLast().at(0).toInt(), index);
        click(chart, first + pitch * (index - 0.3)); // the same step: nothing new to say
        QVERIFY(spy.isEmpty());
        QCOMPARE(chart.selected(), std::optional(index));
    }
}

void TestEntropyChart::clickBesideTheStepsSelectsTheEnd()
{
    EntropyChart chart;
    chart.resize(640, 200);
    append(chart, steps(12)); // the axis goes on to 15
    chart.show();
    QTRY_VERIFY(chart.stepX(11) > 400.0);
    QSignalSpy spy(&chart, &EntropyChart::stepSelected);
    click(chart, 620);
    QCOMPARE(spy.takeLast().at(0).toInt(), 11);
    click(chart, 12);
    QCOMPARE(spy.takeLast().at(0).toInt(), 0);

    chart.clear();
    click(chart, 300);
    QVERIFY(spy.isEmpty());
}

void TestEntropyChart::dragSelectsOnTheWay()
{
    EntropyChart chart;
    chart.resize(640, 200);
    append(chart, steps(20));
    chart.show();
    QTRY_VERIFY(chart.stepX(19) > 600.0);
    QSignalSpy spy(&chart, &EntropyChart::stepSelected);
    const QPoint from(static_cast<int>(chart.stepX(2)), 130);
    QWidget* under = chart.childAt(from);
    QTest::mousePress(under, Qt::LeftButton, {}, under->mapFrom(&chart, from));
    for (const int index : {3, 4}) {
        const QPoint to = under->mapFrom(&chart, QPoint(static_cast<int>(chart.stepX(index)), 130));
        QMouseEvent move(QEvent::MouseMove, to, under->mapToGlobal(to), Qt::NoButton,
                         Qt::LeftButton, {});
        QCoreApplication::sendEvent(under, &move);
    }
    QCOMPARE(spy.size(), 3);
    QCOMPARE(spy[0][0].toInt(), 2);
    QCOMPARE(spy[1][0].toInt(), 3);
    QCOMPARE(spy[2][0].toInt(), 4);
}

void TestEntropyChart::arrowKeysSelect()
{
    EntropyChart chart;
    append(chart, steps(5));
    chart.setSelected(3);
    QSignalSpy spy(&chart, &EntropyChart::stepSelected);
    QTest::keyClick(&chart, Qt::Key_Left);
    QCOMPARE(chart.selected(), std::optional(2));
    QTest::keyClick(&chart, Qt::Key_Right);
    QTest::keyClick(&chart, Qt::Key_Right);
    QTest::keyClick(&chart, Qt::Key_Right); // there is no sixth
    QCOMPARE(chart.selected(), std::optional(4));
    QCOMPARE(spy.size(), 3);
}

void TestEntropyChart::selectedStepIsMarked()
{
    EntropyChart chart;
    chart.resize(640, 200);
    append(chart, steps(20));
    chart.setSelected(9);
    chart.show();
    QTRY_VERIFY(chart.stepX(19) > 600.0);
    // The line in the colour of the chosen stands at that step and nowhere else.
    const QColor colour = lightTheme().chosen;
    const auto found = [&] {
        const QImage image = chart.grab().toImage();
        std::vector<int> columns;
        for (int x = 0; x < image.width(); ++x)
            for (int y = 0; y < image.height(); ++y)
                if (image.pixelColor(x, y) == colour) {
                    columns.push_back(x);
                    break;
                }
        return columns;
    };
    QTRY_VERIFY(!found().empty());
    for (const int x : found())
        QVERIFY(std::abs(x + 0.5 - chart.stepX(9)) < 3.0);
}

void TestEntropyChart::selectingByProgramIsSilent()
{
    EntropyChart chart;
    append(chart, steps(5));
    QSignalSpy spy(&chart, &EntropyChart::stepSelected);
    chart.setSelected(3);
    chart.setSelected(std::nullopt);
    QVERIFY(spy.isEmpty());
    QVERIFY(!chart.selected());
}

void TestEntropyChart::clears()
{
    EntropyChart chart;
    append(chart, steps(5));
    chart.setSelected(3);
    chart.clear();
    QCOMPARE(chart.stepCount(), 0);
    QVERIFY(!chart.selected());
    QTest::keyClick(&chart, Qt::Key_Left);
    QVERIFY(!chart.selected());
}

LOGITSCOPE_TEST(TestEntropyChart)
#include "tst_entropy_chart.moc"
