#include "widgets/control/qr_code.h"

#include <QPainter>
#include <qrencode.h>

#include <algorithm>
#include <memory>

namespace logitscope
{

void QrCode::setText(const QString& text, const QString& accessibleName)
{
    setAccessibleName(accessibleName);
    // Level M bears a seventh of it unreadable: a projector's corner, a head in the way.
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(text.toUtf8().constData(), 0, QR_ECLEVEL_M), QRcode_free);
    modules_ = code ? code->width : 0; // none for an empty text, or one of 2 kB and more
    dark_ = QBitArray(modules_ * modules_);
    for (int i = 0; i < dark_.size(); ++i)
        dark_.setBit(i, (code->data[i] & 1) != 0);
    update();
}

void QrCode::setSide(int pixels)
{
    side_ = pixels;
    updateGeometry();
}

QSize QrCode::sizeHint() const
{
    return {side_, side_};
}

QSize QrCode::minimumSizeHint() const
{
    return sizeHint();
}

void QrCode::paintEvent(QPaintEvent*)
{
    if (modules_ == 0)
        return;
    QPainter painter(this);
    const int across = modules_ + 2 * quietZone;
    // Whole pixels of the screen, so that all modules are of one size.
    const qreal ratio = devicePixelRatioF();
    const int module = std::max(1, static_cast<int>(std::min(width(), height()) * ratio) / across);
    painter.scale(1 / ratio, 1 / ratio);
    const QRect ground(0, 0, module * across, module * across);
    painter.fillRect(ground, Qt::white);
    for (int row = 0; row < modules_; ++row) {
        for (int column = 0; column < modules_; ++column) {
            if (dark_.testBit(row * modules_ + column))
                painter.fillRect((column + quietZone) * module, (row + quietZone) * module, module,
                                 module, Qt::black);
        }
    }
}

} // namespace logitscope
