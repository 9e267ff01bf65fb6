#include "tests/test_program.h"
#include "widgets/chart/entropy_sparkline.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <memory>

using namespace logitscope;

class TestEntropySparkline : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void stepsLieInsideFromLeftToRight();
    void clickSelectsTheNearestStep();
    void clickBesideTheStepsSelectsTheEnd();
    void singleStepCanBeSelected();
    void withoutStepsAClickDoesNothing();
    void highestIsThatOfBothCurves();
    void drawsHigherWhereTheScaleIsSmaller();
    void selectedStepIsMarked();
    void selectingByProgramIsSilent();

private:
    void append(int count);
    void click(double x);

    std::unique_ptr<EntropySparkline> line_;
};

void TestEntropySparkline::init()
{
    QApplication::setPalette(paletteOf(lightTheme()));
    line_ = std::make_unique<EntropySparkline>();
    line_->resize(300, line_->sizeHint().height());
    line_->show();
}

void TestEntropySparkline::append(int count)
{
    for (int i = 0; i < count; ++i)
        line_->append({.modelEntropy = 2.0 + i % 5, .samplingEntropy = 1.0 + i % 3});
}

void TestEntropySparkline::click(double x)
{
    const QPoint point(static_cast<int>(std::lround(x)), line_->height() / 2);
    QTest::mouseClick(line_.get(), Qt::LeftButton, {}, point);
}

void TestEntropySparkline::stepsLieInsideFromLeftToRight()
{
    for (const int steps : {1, 2, 40, 1000}) {
        line_->setScale(6.0, steps);
        for (int step = 0; step < steps; ++step) {
            QVERIFY(line_->stepX(step) >= 0.0);
            QVERIFY(line_->stepX(step) <= line_->width());
            if (step > 0)
                QVERIFY(line_->stepX(step) > line_->stepX(step - 1));
        }
    }
}

void TestEntropySparkline::clickSelectsTheNearestStep()
{
    line_->setScale(6.0, 20);
    append(20);
    QSignalSpy selected(line_.get(), &EntropySparkline::stepSelected);
    const double pitch = line_->stepX(1) - line_->stepX(0);
    QVERIFY(pitch > 8.0);
    for (const int step : {0, 1, 7, 18, 19}) {
        for (const double aside : {0.0, pitch * 0.3, -pitch * 0.3}) {
            const double x = line_->stepX(step) + aside;
            if (x < 0.0 || x >= line_->width() - 1.0)
                continue;
            click(x);
            QCOMPARE(selected.size(), 1);
            QCOMPARE(selected.takeFirst().first().toInt(), step);
        }
    }
    QTest::mouseClick(line_.get(), Qt::RightButton, {}, {100, 5});
    QCOMPARE(selected.size(), 0);
}

// The strip is as long as the longest of the cells.
void TestEntropySparkline::clickBesideTheStepsSelectsTheEnd()
{
    line_->setScale(6.0, 20);
    append(5);
    QSignalSpy selected(line_.get(), &EntropySparkline::stepSelected);
    click(line_->stepX(15));
    click(0.0);
    QCOMPARE(selected, (QList<QVariantList>{{4}, {0}}));
}

void TestEntropySparkline::singleStepCanBeSelected()
{
    append(1); // without a scale
    QSignalSpy selected(line_.get(), &EntropySparkline::stepSelected);
    click(0.0);
    click(200.0);
    QCOMPARE(selected, (QList<QVariantList>{{0}, {0}}));
}

void TestEntropySparkline::withoutStepsAClickDoesNothing()
{
    line_->setScale(6.0, 20);
    QSignalSpy selected(line_.get(), &EntropySparkline::stepSelected);
    click(100.0);
    append(3);
    line_->clear();
    QCOMPARE(line_->stepCount(), 0);
    click(100.0);
    QCOMPARE(selected.size(), 0);
}

void TestEntropySparkline::highestIsThatOfBothCurves()
{
    QCOMPARE(line_->highest(), 0.0);
    line_->append({.modelEntropy = 4.5, .samplingEntropy = 2.0});
    QCOMPARE(line_->highest(), 4.5);
    line_->append({.modelEntropy = 3.0, .samplingEntropy = 7.25}); // hot
    QCOMPARE(line_->highest(), 7.25);
    line_->append({.modelEntropy = 1.0, .samplingEntropy = 1.0});
    QCOMPARE(line_->highest(), 7.25);
    line_->clear();
    QCOMPARE(line_->highest(), 0.0);
}

void TestEntropySparkline::drawsHigherWhereTheScaleIsSmaller()
{
    for (int i = 0; i < 20; ++i)
        line_->append({.modelEntropy = 2.0, .samplingEntropy = 2.0});
    const auto top = [this] { // of what is drawn in the middle
        const QImage image = line_->grab().toImage();
        int y = 0;
        while (image.pixelColor(150, y) == image.pixelColor(150, 0) && y < image.height() - 1)
            ++y;
        return y;
    };
    line_->setScale(8.0, 20);
    const int low = top();
    line_->setScale(2.5, 20);
    QVERIFY(top() > 0);
    QVERIFY(top() < low);
}

void TestEntropySparkline::selectedStepIsMarked()
{
    line_->setScale(6.0, 11);
    append(11);
    const auto before = line_->grab().toImage();
    line_->setSelected(5);
    const auto after = line_->grab().toImage();
    const int x = static_cast<int>(line_->stepX(5));
    QCOMPARE(after.pixelColor(x, 1), lightTheme().chosen);
    QVERIFY(before.pixelColor(x, 1) != lightTheme().chosen);
    line_->setSelected({});
    QCOMPARE(line_->grab().toImage(), before);
    line_->setSelected(11); // there is none yet
    QCOMPARE(line_->grab().toImage(), before);
}

void TestEntropySparkline::selectingByProgramIsSilent()
{
    append(4);
    QSignalSpy selected(line_.get(), &EntropySparkline::stepSelected);
    line_->setSelected(2);
    QCOMPARE(selected.size(), 0);
}

LOGITSCOPE_TEST(TestEntropySparkline)
#include "tst_entropy_sparkline.moc"
