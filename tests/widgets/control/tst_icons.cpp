#include "tests/test_program.h"
#include "widgets/control/icons.h"

#include <QImage>
#include <QTest>

#include <utility>

using namespace logitscope;

namespace
{

// The most opaque pixel of a picture.
QColor darkest(const QImage& image)
{
    QColor found(Qt::transparent);
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (const auto colour = image.pixelColor(x, y); colour.alpha() > found.alpha())
                found = colour;
    return found;
}

} // namespace

class IconsTest : public QObject
{
    Q_OBJECT

private slots:
    void areDrawnInTheColourAskedFor();
    void haveThePixelsOfTheScreen();
    void arePaleWhereTheButtonIsDisabled();
    void anUnknownOneIsNone();
};

// Twice each: the second time from what was kept.
void IconsTest::areDrawnInTheColourAskedFor()
{
    for (const QColor colour : {QColor(10, 20, 200), QColor(200, 20, 10), QColor(10, 20, 200)})
        QCOMPARE(darkest(icon("copy", colour).pixmap(64).toImage()), colour);
}

void IconsTest::haveThePixelsOfTheScreen()
{
    const auto copy = icon("copy", Qt::black);
    for (const auto& [size, ratio] : {std::pair(17, 1.0), std::pair(17, 2.0), std::pair(64, 1.0)}) {
        const auto pixmap = copy.pixmap({size, size}, ratio);
        QCOMPARE(pixmap.width(), static_cast<int>(size * ratio));
        QCOMPARE(pixmap.devicePixelRatio(), ratio);
    }
}

void IconsTest::arePaleWhereTheButtonIsDisabled()
{
    const auto copy = icon("copy", Qt::black);
    QCOMPARE(darkest(copy.pixmap(64, QIcon::Normal).toImage()).alpha(), 255);
    const auto pale = darkest(copy.pixmap(64, QIcon::Disabled).toImage()).alpha();
    QVERIFY(pale > 60 && pale < 120);
}

void IconsTest::anUnknownOneIsNone()
{
    QVERIFY(icon("no such icon", Qt::black).isNull());
}

LOGITSCOPE_TEST(IconsTest)
#include "tst_icons.moc"
