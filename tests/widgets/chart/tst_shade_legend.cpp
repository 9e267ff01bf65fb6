#include "tests/test_program.h"
#include "widgets/chart/legend_widgets.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QToolTip>
#include <QtTest>

#include <cmath>

using namespace logitscope;

namespace
{

// The gradient is Qt's, which rounds in its own way.
bool isClose(const QColor& a, const QColor& b)
{
    constexpr int tolerance = 4;
    return std::abs(a.red() - b.red()) <= tolerance &&
           std::abs(a.green() - b.green()) <= tolerance &&
           std::abs(a.blue() - b.blue()) <= tolerance;
}

QRect scaleOf(const ShadeLegend& legend)
{
    return legend.legend().sign(0).toRect();
}

} // namespace

class TestShadeLegend : public QObject
{
    Q_OBJECT

private slots:

    void init() { QApplication::setPalette(paletteOf(lightTheme())); }

    void marksLieOnTheirShades_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void marksLieOnTheirShades()
    {
        QFETCH(bool, dark);
        const Theme& theme = dark ? darkTheme() : lightTheme();
        QApplication::setPalette(paletteOf(theme));
        ShadeLegend legend;
        legend.resize(legend.sizeHint());
        const QImage image = legend.grab().toImage();
        const QRect bar = scaleOf(legend);
        const int y = bar.top() + 3; // above the labels
        for (int mark = 0; mark < 5; ++mark) {
            const int x = bar.left() + bar.width() * (2 * mark + 1) / 10;
            const QColor shown = image.pixelColor(x, y);
            const QColor shade = theme.shade(std::pow(10.0, -mark));
            QVERIFY2(isClose(shown, shade),
                     qPrintable(
                         QString("mark %1: %2, not %3").arg(mark).arg(shown.name(), shade.name())));
        }
    }

    void followsThePalette()
    {
        ShadeLegend legend;
        legend.resize(legend.sizeHint());
        const QImage light = legend.grab().toImage();
        legend.setPalette(paletteOf(darkTheme()));
        const QRect bar = scaleOf(legend);
        const QPoint least(bar.left() + bar.width() * 9 / 10, bar.top() + 3);
        QVERIFY(isClose(legend.grab().toImage().pixelColor(least), darkTheme().surprising));
        QVERIFY(isClose(light.pixelColor(least), lightTheme().surprising));
    }

    // Whatever the width, there is a caption, the scale has both ends, and nothing is cut off.
    void everyWidthHasCaptionAndEnds()
    {
        ShadeLegend legend;
        const int whole = legend.sizeHint().width();
        int lines = 1;
        for (int width = whole + 50; width >= legend.minimumSizeHint().width(); width -= 5) {
            legend.resize(width, legend.heightForWidth(width));
            QVERIFY(legend.rect().contains(scaleOf(legend)));
            const QStringList shown = shadeMarks(scaleOf(legend).width(), legend.font());
            QCOMPARE(shown.first(), "100%");
            QCOMPARE(shown.last(), "≤ 0.01%");
            int marks = 0;
            for (const QString& mark : shown)
                marks += legend.fontMetrics().horizontalAdvance(mark);
            QVERIFY(marks < scaleOf(legend).width());
            const int now = scaleOf(legend).top() < legend.fontMetrics().height() ? 1 : 2;
            QVERIFY(now >= lines); // narrower never has fewer
            lines = now;
            if (now == 2) {
                QCOMPARE(scaleOf(legend).left(), 0);
                QVERIFY(scaleOf(legend).top() >= legend.fontMetrics().height());
            } else {
                QVERIFY(scaleOf(legend).left() > 0);
            }
        }
        QCOMPARE(lines, 2);
    }

    void growsWithTheFont()
    {
        ShadeLegend legend;
        const QSize before = legend.sizeHint();
        QFont font = legend.font();
        font.setPointSizeF(font.pointSizeF() * 2.0);
        legend.setFont(font);
        QVERIFY(legend.sizeHint().width() > before.width() * 3 / 2);
        QVERIFY(legend.sizeHint().height() > before.height() * 3 / 2);
    }

    void explainsItself()
    {
        ShadeLegend legend;
        legend.resize(legend.sizeHint());
        legend.show();
        for (const QPoint place : {legend.rect().center(), QPoint(2, legend.height() / 2)}) {
            QToolTip::hideText();
            QHelpEvent event(QEvent::ToolTip, place, legend.mapToGlobal(place));
            QCoreApplication::sendEvent(&legend, &event);
            QVERIFY(QToolTip::text().contains("ten times less likely"));
        }
        QVERIFY(!legend.accessibleName().isEmpty());
    }
};

LOGITSCOPE_TEST(TestShadeLegend)
#include "tst_shade_legend.moc"
