#include "tests/test_program.h"
#include "widgets/chart/removed_pattern.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QImage>
#include <QPainter>
#include <QSvgGenerator>
#include <QSvgRenderer>
#include <QTest>

#include <algorithm>

using namespace logitscope;

namespace
{

using Pattern = void (*)(QPainter&, const QRectF&, const QColor&, double);

constexpr double em = 16.0;
const QColor colour(Qt::darkMagenta);

// A square of 60 pixels in the middle of 80.
QImage painted(Pattern paint, double devicePixelRatio, double size = 60.0)
{
    const int side = static_cast<int>(80 * devicePixelRatio);
    QImage image(side, side, QImage::Format_RGB32);
    image.setDevicePixelRatio(devicePixelRatio);
    image.fill(Qt::white);
    QPainter painter(&image);
    paint(painter, QRectF(10, 10, size, 60), colour, em);
    return image;
}

// Without the edge.
QImage inside(const QImage& image)
{
    const int begin = image.width() / 8 + 4;
    return image.copy(begin, begin, image.width() * 3 / 4 - 8, image.height() * 3 / 4 - 8);
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
    void dotsAreWholePixels();
    void stayWithinTheirRectangle();
    void aNarrowBarIsSeen();
    void areQuick();
};

void TestRemovedPattern::differByPattern()
{
    QCOMPARE(changesAlongDiagonals(inside(painted(paintHatched, 1))), 0);
    QVERIFY(changesAlongDiagonals(inside(painted(paintDotted, 1))) > 100);
}

// At twice the pixels an inch there are as many lines across, drawn with twice the pixels.
void TestRemovedPattern::keepTheirScale()
{
    const auto linesAcross = [&](double devicePixelRatio) {
        const QImage image = painted(paintHatched, devicePixelRatio);
        const int y = image.height() / 2;
        int lines = 0;
        for (int x = 1; x < image.width(); ++x)
            lines += qGreen(image.pixel(x, y)) < 128 && qGreen(image.pixel(x - 1, y)) >= 128;
        return lines;
    };
    QVERIFY(std::abs(linesAcross(1) - 10) <= 2);
    QVERIFY(std::abs(linesAcross(2) - 10) <= 2);
}

// Nothing is blurred: a pixel is of a dot or of the ground.
void TestRemovedPattern::dotsAreWholePixels()
{
    for (const double devicePixelRatio : {1.0, 1.25, 2.0}) {
        const QImage image = inside(painted(paintDotted, devicePixelRatio));
        const QRgb ground = [&] {
            QColor pale = colour;
            pale.setAlphaF(0.16f);
            QImage pixel(1, 1, QImage::Format_RGB32);
            pixel.fill(Qt::white);
            QPainter(&pixel).fillRect(pixel.rect(), pale);
            return pixel.pixel(0, 0);
        }();
        int dots = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                QVERIFY(image.pixel(x, y) == ground || image.pixel(x, y) == colour.rgb());
                dots += image.pixel(x, y) == colour.rgb();
            }
        const double share = static_cast<double>(dots) / (image.width() * image.height());
        QVERIFY(share > 0.15 && share < 0.4);
    }
}

// In an SVG too, where no clip keeps them.
void TestRemovedPattern::stayWithinTheirRectangle()
{
    for (const Pattern pattern : {paintHatched, paintDotted}) {
        const QImage pixels = painted(pattern, 1);
        QVERIFY(pixels.pixelColor(10, 10) == colour && pixels.pixelColor(69, 69) == colour);

        QByteArray svg;
        QBuffer buffer(&svg);
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize({80, 80});
        generator.setViewBox(QRect(0, 0, 80, 80));
        QPainter painter(&generator);
        pattern(painter, QRectF(10, 10, 60, 60), colour, em);
        painter.end();
        QImage vectors(pixels.size(), pixels.format());
        vectors.fill(Qt::white);
        QPainter renderer(&vectors);
        QSvgRenderer(svg).render(&renderer);
        renderer.end();
        QVERIFY(vectors.pixelColor(10, 40) != Qt::white && vectors.pixelColor(69, 40) != Qt::white);

        for (QImage image : {pixels, vectors}) {
            QPainter(&image).fillRect(QRect(10, 10, 60, 60), Qt::white);
            QImage white(image.size(), image.format());
            white.fill(Qt::white);
            QCOMPARE(image, white);
        }
    }
}

void TestRemovedPattern::aNarrowBarIsSeen()
{
    for (const Pattern pattern : {paintHatched, paintDotted})
        QCOMPARE(painted(pattern, 1, 1.2).pixelColor(10, 40), colour);
}

// Forty long bars at every tick of a slider. Some 2 ms; what is slow takes a hundred.
void TestRemovedPattern::areQuick()
{
    QImage image(500, 900, QImage::Format_RGB32);
    for (const Pattern pattern : {paintHatched, paintDotted}) {
        double best = 1e9;
        for (int attempt = 0; attempt < 5; ++attempt) {
            QPainter painter(&image);
            QElapsedTimer timer;
            timer.start();
            for (int row = 0; row < 40; ++row)
                pattern(painter, QRectF(50, 10 + row * 20, 400, 13), colour, em);
            best = std::min(best, static_cast<double>(timer.nsecsElapsed()) * 1e-6);
        }
        qInfo("%.2f ms", best);
        QVERIFY(best < 20.0);
    }
}

LOGITSCOPE_TEST(TestRemovedPattern)
#include "tst_removed_pattern.moc"
