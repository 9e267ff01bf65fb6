#include "tests/test_program.h"
#include "widgets/chart/entropy_curves.h"
#include "widgets/theme.h"

#include <QImage>
#include <QPainter>
#include <QTest>

using namespace logitscope;

class TestEntropyCurves : public QObject
{
    Q_OBJECT

private slots:
    void scaleGrowsToRoundNumbers();
    void nearestIsTheStepThere();
    void aSingleStepIsSeen();
};

void TestEntropyCurves::scaleGrowsToRoundNumbers()
{
    const std::vector<std::pair<double, double>> ends{
        {0.0, 2.0}, {2.0, 2.0}, {2.1, 4.0}, {6.5, 8.0}, {8.1, 12.0}, {12.5, 16.0}, {16.5, 20.0}};
    for (const auto& [entropy, end] : ends) {
        EntropyScale scale;
        scale.include(entropy);
        QCOMPARE(scale.bits, end);
        scale.include(1.0); // never shrinks
        QCOMPARE(scale.bits, end);
    }
    EntropyRun run;
    run.append({.modelEntropy = 3.0, .samplingEntropy = 5.0});
    run.append({.modelEntropy = 1.0, .samplingEntropy = 1.0});
    EntropyScale scale;
    scale.include(run);
    QCOMPARE(scale.bits, 6.0);
    QCOMPARE(scale.steps, 2);
}

void TestEntropyCurves::nearestIsTheStepThere()
{
    const EntropyCurves curves({0, 0, 300, 40}, {4.0, 12}, {.pen = 2.0, .line = 2.0, .inset = 5.0});
    QCOMPARE(curves.x(0), 5.0);
    QCOMPARE(curves.x(11), 295.0);
    for (int step = 0; step < 8; ++step)
        for (const double aside : {-10.0, 0.0, 10.0})
            QCOMPARE(curves.nearest(curves.x(step) + aside, 8), step);
    QCOMPARE(curves.nearest(-50.0, 8), 0);
    QCOMPARE(curves.nearest(290.0, 8), 7);
}

// Before there is a line.
void TestEntropyCurves::aSingleStepIsSeen()
{
    const Theme theme = lightTheme();
    const auto labels = {EntropyStyle::Labels::Ticks, EntropyStyle::Labels::Ends};
    for (const auto label : labels) {
        const EntropyStyle style{
            .pen = 4.0, .line = 2.0, .inset = 5.0, .labels = label, .font = QFont(), .em = 15.0};
        const EntropyCurves curves({10, 10, 280, 160}, {4.0, 10}, style);
        EntropyRun run;
        run.append({.modelEntropy = 3.0, .samplingEntropy = 1.0});
        QImage image(300, 200, QImage::Format_RGB32);
        image.fill(theme.surface);
        QPainter painter(&image);
        curves.paint(painter, theme, {&run, 1});
        painter.end();
        int seen = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (image.pixelColor(x, y) == theme.samplingBar) {
                    ++seen;
                    QVERIFY(std::abs(x + 0.5 - curves.x(0)) < 7.0);
                }
        QVERIFY(seen > 10);
    }
}

LOGITSCOPE_TEST(TestEntropyCurves)
#include "tst_entropy_curves.moc"
