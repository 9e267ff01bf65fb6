// A text as a QR code, for a phone's camera. Black on white in every theme, as readers expect it.
//
// Source: ISO/IEC 18004. libqrencode makes the modules.
#pragma once

#include "widgets/accessible_items.h"

#include <QBitArray>
#include <QString>
#include <QWidget>

namespace logitscope
{

class QrCode : public QWidget, public AccessibleItems
{
    Q_OBJECT

public:
    explicit QrCode(QWidget* parent = nullptr) : QWidget(parent), AccessibleItems(this) {}

    // What a reader gets, and what the code says to who can't see it. Empty: nothing is painted.
    void setText(const QString& text, const QString& accessibleName);

    // How long a side wants to be.
    void setSide(int pixels);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    QAccessible::Role itemsRole() const override { return QAccessible::Graphic; }

    static constexpr int quietZone = 4; // modules around it that stay white

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QBitArray dark_;  // row by row
    int modules_ = 0; // of a side
    int side_ = 160;
};

} // namespace logitscope
