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
    void boundsAreUprightBars();
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

// Of steps of which a server told only some tokens: from the lower bound to the upper one.
void TestEntropyCurves::boundsAreUprightBars()
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const Theme theme = lightTheme();
    EntropyRun run;
    run.append({.samplingEntropy = 1.0});
    run.append({.samplingEntropy = 1.0, .most = SamplingInfo::Most{.samplingEntropy = 3.0}});
    run.append({.samplingEntropy = 2.0, .most = SamplingInfo::Most{.samplingEntropy = infinity}});
    run.append({.samplingEntropy = 1.0});
    QCOMPARE(run.highest(), 3.0);
    QCOMPARE(stepText(run, 0),
             QString("step 1 of 4: model entropy 0.00 bits, sampling entropy 1.00 bits"));
    QVERIFY(stepText(run, 1).endsWith("sampling entropy between 1.00 and 3.00 bits"));
    QVERIFY(stepText(run, 2).endsWith("sampling entropy at least 2.00 bits"));

    const EntropyCurves curves({0, 0, 310, 110}, {4.0, 4}, {.pen = 4.0, .line = 2.0, .inset = 5.0});
    QImage image(310, 110, QImage::Format_RGB32);
    image.fill(theme.surface);
    QPainter painter(&image);
    curves.paint(painter, theme, {&run, 1});
    painter.end();
    // 100 pixels are 4 bits.
    const auto isPainted = [&](double x, double bits) {
        return image.pixelColor(static_cast<int>(x), static_cast<int>(105.0 - bits * 25.0)) ==
               theme.samplingBar;
    };
    for (const double bits : {1.1, 2.0, 2.9})
        QVERIFY(isPainted(curves.x(1), bits));
    QVERIFY(!isPainted(curves.x(1), 3.2));
    for (const double bits : {2.1, 3.0, 3.9}) // without an end
        QVERIFY(isPainted(curves.x(2), bits));
    QVERIFY(!isPainted(curves.x(2), 1.7));
    QVERIFY(isPainted(curves.x(0), 1.0));
    for (int step = 0; step < 3; ++step) // no line says more than is known
        for (double bits = 0.2; bits < 4.0; bits += 0.1)
            QVERIFY(!isPainted((curves.x(step) + curves.x(step + 1)) / 2.0, bits));
}

LOGITSCOPE_TEST(TestEntropyCurves)
#include "tst_entropy_curves.moc"
