#include "app/window/appearance.h"
#include "core/sampling/distribution.h"
#include "tests/test_program.h"
#include "widgets/chart/statistics_panel.h"

#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <functional>

using namespace logitscope;

namespace
{

// Qt tells widgets of a new font or palette only while the application runs.
void whileRunning(const std::function<void()>& test)
{
    QTimer::singleShot(0, qApp, [&test] {
        test();
        QApplication::quit();
    });
    QApplication::exec();
}

} // namespace

class AppearanceTest : public QObject
{
    Q_OBJECT

private slots:
    void zoomHasStepsAndEnds();
    void aHeldKeyIsDrawnOnce();
    void everythingFollowsTheZoom();
    void everythingFollowsTheColours();
};

void AppearanceTest::zoomHasStepsAndEnds()
{
    Appearance appearance;
    QCOMPARE(appearance.zoom(), 100);
    appearance.zoomIn();
    QCOMPARE(appearance.zoom(), 110);
    appearance.zoomOut();
    appearance.zoomOut();
    QCOMPARE(appearance.zoom(), 90);
    for (int i = 0; i < 50; ++i)
        appearance.zoomIn();
    QCOMPARE(appearance.zoom(), 300);
    for (int i = 0; i < 50; ++i)
        appearance.zoomOut();
    QCOMPARE(appearance.zoom(), 50);
}

void AppearanceTest::aHeldKeyIsDrawnOnce()
{
    Appearance appearance;
    QSignalSpy drawn(&appearance, &Appearance::zoomChanged);
    const double before = QApplication::font().pointSizeF();
    for (int i = 0; i < 3; ++i)
        appearance.zoomIn();
    QTRY_COMPARE(drawn.count(), 1);
    QCOMPARE(QApplication::font().pointSizeF(), before * 1.5);
    drawn.clear();
    appearance.setZoom(150); // as it is
    appearance.zoomOut();
    appearance.setZoom(100); // at once, instead of the step
    QCOMPARE(QApplication::font().pointSizeF(), before);
    QCoreApplication::processEvents();
    QCOMPARE(drawn.count(), 1);
}

// Also a label whose size its parent sets: under a style sheet Qt gives it its old font back.
void AppearanceTest::everythingFollowsTheZoom()
{
    Appearance appearance;
    StatisticsPanel panel;
    panel.setInfo({.modelEntropy = 1.0}, 10);
    panel.show();
    const auto* value = panel.findChild<QLabel*>("originalEntropy");
    const double before = value->font().pointSizeF();
    for (const int percent : {200, 300, 70, 100}) {
        whileRunning([&] { appearance.setZoom(percent); });
        QCOMPARE(value->font().pointSizeF(), before * percent / 100.0);
    }
}

void AppearanceTest::everythingFollowsTheColours()
{
    Appearance appearance;
    StatisticsPanel panel;
    panel.show();
    const auto* unit = panel.findChild<QLabel*>("originalEntropyUnit");
    for (const auto& [mode, theme] :
         {std::pair(ColourMode::Dark, &darkTheme()), std::pair(ColourMode::Light, &lightTheme())}) {
        whileRunning([&appearance, mode = mode] { appearance.setMode(mode); });
        QCOMPARE(unit->palette().color(QPalette::WindowText), theme->mutedText);
        QCOMPARE(QApplication::palette().color(QPalette::Window), theme->window);
    }
}

LOGITSCOPE_TEST(AppearanceTest)
#include "tst_appearance.moc"
