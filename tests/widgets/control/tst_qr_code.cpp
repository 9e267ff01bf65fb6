#include "tests/test_program.h"
#include "widgets/control/qr_code.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QImage>
#include <QTest>

#include <algorithm>

using namespace logitscope;

namespace
{

const QString address = "http://192.168.1.17:8001/#kq7mx2";

// What is painted, a pixel a module: the widget has just that size.
QImage modulesOf(QrCode& code, int across)
{
    code.resize(across, across);
    QImage image(across, across, QImage::Format_RGB32);
    image.fill(Qt::red);
    code.render(&image);
    return image;
}

} // namespace

class QrCodeTest : public QObject
{
    Q_OBJECT

private slots:
    void hasItsPatterns();
    void modulesAreOfOneSize();
    void isBlackOnWhiteInTheDark();
    void saysWhatItIs();
    void anEmptyText();

private:
    // 32 bytes at level M are version 3: 29 modules a side. ISO/IEC 18004, table 7.
    static constexpr int modules = 29;
    static constexpr int across = modules + 2 * QrCode::quietZone;
};

void QrCodeTest::hasItsPatterns()
{
    QrCode code;
    code.setText(address, "code");
    const auto image = modulesOf(code, across);
    const auto isDark = [&](int x, int y) {
        return image.pixelColor(x + QrCode::quietZone, y + QrCode::quietZone) == Qt::black;
    };
    for (int y = -QrCode::quietZone; y < modules + QrCode::quietZone; ++y)
        for (int x = -QrCode::quietZone; x < modules + QrCode::quietZone; ++x)
            if (x < 0 || y < 0 || x >= modules || y >= modules)
                QCOMPARE(image.pixelColor(x + QrCode::quietZone, y + QrCode::quietZone),
                         QColor(Qt::white));
    // Finder patterns in three corners: 7 × 7, with a ring of white inside and around.
    for (const auto& corner : {QPoint(0, 0), QPoint(modules - 7, 0), QPoint(0, modules - 7)})
        for (int y = 0; y < 7; ++y)
            for (int x = 0; x < 7; ++x) {
                const int ring = std::max(std::abs(x - 3), std::abs(y - 3));
                QCOMPARE(isDark(corner.x() + x, corner.y() + y), ring != 2);
            }
    // Timing patterns between them.
    for (int i = 8; i < modules - 8; ++i) {
        QCOMPARE(isDark(i, 6), i % 2 == 0);
        QCOMPARE(isDark(6, i), i % 2 == 0);
    }
    QVERIFY(isDark(8, modules - 8)); // the dark module
}

void QrCodeTest::modulesAreOfOneSize()
{
    QrCode code;
    code.setText(address, "code");
    const auto small = modulesOf(code, across);
    const auto large = modulesOf(code, 5 * across + 3);
    for (int y = 0; y < 5 * across; ++y)
        for (int x = 0; x < 5 * across; ++x)
            QCOMPARE(large.pixel(x, y), small.pixel(x / 5, y / 5));
}

void QrCodeTest::isBlackOnWhiteInTheDark()
{
    QrCode code;
    code.setText(address, "code");
    const auto light = modulesOf(code, across);
    code.setPalette(paletteOf(darkTheme()));
    QCOMPARE(modulesOf(code, across), light);
}

void QrCodeTest::saysWhatItIs()
{
    QrCode code;
    code.setText(address, "QR code of the address");
    const auto* read = QAccessible::queryAccessibleInterface(&code);
    QCOMPARE(read->role(), QAccessible::Graphic);
    QCOMPARE(read->text(QAccessible::Name), QString("QR code of the address"));
    code.setSide(300);
    QCOMPARE(code.sizeHint(), QSize(300, 300));
}

void QrCodeTest::anEmptyText()
{
    QrCode code;
    code.setText(address, "code");
    code.setText({}, {});
    const auto image = modulesOf(code, 10);
    QVERIFY(image.pixelColor(5, 5) != Qt::black);
    code.setText(QString(10'000, 'x'), "too long");
    (void)modulesOf(code, 10);
}

LOGITSCOPE_TEST(QrCodeTest)
#include "tst_qr_code.moc"
