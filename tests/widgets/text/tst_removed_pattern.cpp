#include "tests/test_program.h"
#include "widgets/text/removed_pattern.h"
#include "widgets/theme.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>
#include <QSvgGenerator>
#include <QSvgRenderer>
#include <QTest>

#include <algorithm>
#include <vector>

using namespace logitscope;

namespace
{

constexpr double em = 16.0;
constexpr auto hatched = StageKind::TopK;
constexpr auto dotted = StageKind::TopP;

QColor colourOf(StageKind stage)
{
    return removedColour(lightTheme(), stage);
}

std::vector<StageKind> removingStages()
{
    std::vector<StageKind> stages;
    for (const auto& description : stageDescriptions())
        if (description.effect == StageEffect::Removes)
            stages.push_back(description.kind);
    return stages;
}

// A square of 60 pixels in the middle of 80.
QImage painted(StageKind stage, double devicePixelRatio, double size = 60.0)
{
    const int side = static_cast<int>(80 * devicePixelRatio);
    QImage image(side, side, QImage::Format_RGB32);
    image.setDevicePixelRatio(devicePixelRatio);
    image.fill(Qt::white);
    QPainter painter(&image);
    paintRemoved(painter, QRectF(10, 10, size, 60), lightTheme(), stage, em);
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
};

void TestRemovedPattern::differByPattern()
{
    QCOMPARE(changesAlongDiagonals(inside(painted(hatched, 1))), 0);
    QVERIFY(changesAlongDiagonals(inside(painted(dotted, 1))) > 100);
    const auto stages = removingStages();
    QCOMPARE(stages.size(), std::size_t{10});
    for (const auto one : stages)
        for (const auto other : stages)
            QVERIFY(one == other || painted(one, 1) != painted(other, 1));
}

// At twice the pixels an inch there are as many lines across, drawn with twice the pixels.
void TestRemovedPattern::keepTheirScale()
{
    const auto linesAcross = [&](double devicePixelRatio) {
        const QImage image = painted(hatched, devicePixelRatio);
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
        const QImage image = inside(painted(dotted, devicePixelRatio));
        const QRgb ground = [&] {
            QColor pale = colourOf(dotted);
            pale.setAlphaF(0.16f);
            QImage pixel(1, 1, QImage::Format_RGB32);
            pixel.fill(Qt::white);
            QPainter(&pixel).fillRect(pixel.rect(), pale);
            return pixel.pixel(0, 0);
        }();
        int dots = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                QVERIFY(image.pixel(x, y) == ground || image.pixel(x, y) == colourOf(dotted).rgb());
                dots += image.pixel(x, y) == colourOf(dotted).rgb();
            }
        const double share = static_cast<double>(dots) / (image.width() * image.height());
        QVERIFY(share > 0.15 && share < 0.4);
    }
}

// In an SVG too, where no clip keeps them.
void TestRemovedPattern::stayWithinTheirRectangle()
{
    for (const auto stage : removingStages()) {
        const QColor colour = colourOf(stage);
        const QImage pixels = painted(stage, 1);
        QVERIFY(pixels.pixelColor(10, 10) == colour && pixels.pixelColor(69, 69) == colour);

        QByteArray svg;
        QBuffer buffer(&svg);
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize({80, 80});
        generator.setViewBox(QRect(0, 0, 80, 80));
        QPainter painter(&generator);
        paintRemoved(painter, QRectF(10, 10, 60, 60), lightTheme(), stage, em);
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
    for (const auto stage : removingStages())
        QCOMPARE(painted(stage, 1, 1.2).pixelColor(10, 40), colourOf(stage));
}

LOGITSCOPE_TEST(TestRemovedPattern)
#include "tst_removed_pattern.moc"
