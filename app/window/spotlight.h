// View ▸ Spotlight: the window is dim but for a circle around the pointer, which a room follows
// more easily than an arrow. Clicks and keys go through to what is below.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QWidget>

namespace logitscope
{

class Spotlight : public QWidget
{
    Q_OBJECT

public:
    // Covers the window while it is shown.
    explicit Spotlight(QWidget& window);

    QRectF circle() const; // what is lit: around the pointer, two fifths of the window high

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void moveTo(QPointF pointer);

    QWidget& window_;
    QPointF pointer_; // on the window
};

} // namespace logitscope
