#include "tests/test_program.h"
#include "widgets/chart/removed_pattern.h"

#include <QImage>
#include <QPainter>
#include <QTest>

using namespace logitscope;

namespace
{

QImage filled(const QBrush& brush, double devicePixelRatio)
{
    const int side = static_cast<int>(60 * devicePixelRatio);
    QImage image(side, side, QImage::Format_RGB32);
    image.setDevicePixelRatio(devicePixelRatio);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.fillRect(QRectF(0, 0, 60, 60), brush);
    return image;
}

// A diagonal hatch doesn't change along its own diagonals.
int changesAlongDiagonals(const QImage& image)
{
    int changes = 0;
    for (int y = 1; y < image.height(); ++y)
        for (int x = 1; x < image.width(); ++x)
            changes += image.pixel(x, y - 1) != image.pixel(x - 1, y);
    return changes;
}

} // namespace

class TestRemovedPattern : public QObject
{
    Q_OBJECT

private slots:
    void differByPattern();
    void keepTheirScale();
};

void TestRemovedPattern::differByPattern()
{
    const QColor colour(Qt::darkMagenta);
    QCOMPARE(changesAlongDiagonals(filled(hatchBrush(colour, 6, 1), 1)), 0);
    QVERIFY(changesAlongDiagonals(filled(dotBrush(colour, 6, 1), 1)) > 100);
}

// At twice the pixels an inch there are as many lines across, drawn with twice the pixels.
void TestRemovedPattern::keepTheirScale()
{
    const QColor colour(Qt::darkMagenta);
    const auto linesAcross = [&](double devicePixelRatio) {
        const QImage image = filled(hatchBrush(colour, 6, devicePixelRatio), devicePixelRatio);
        int lines = 0;
        for (int x = 1; x < image.width(); ++x)
            lines += qGreen(image.pixel(x, 0)) < 128 && qGreen(image.pixel(x - 1, 0)) >= 128;
        return lines;
    };
    QVERIFY(std::abs(linesAcross(1) - 10) <= 1);
    QVERIFY(std::abs(linesAcross(2) - 10) <= 1);
}

LOGITSCOPE_TEST(TestRemovedPattern)
#include "tst_removed_pattern.moc"
