#include "app/window/spotlight.h"

#include <QCoreApplication>
#include <QCursor>
#include <QMouseEvent>
#include <QPainter>
#include <QRadialGradient>
#include <QWindow>

namespace logitscope
{

namespace
{

constexpr double radius = 0.2;    // of the window's height
constexpr double litShare = 0.94; // of the radius; the rest is the soft edge
constexpr double dimness = 0.68;  // of what is around
constexpr QColor ringColour(255, 255, 255, 140);
constexpr double ringShare = 0.97; // of the radius, in the soft edge: a dark page has no bright one

} // namespace

Spotlight::Spotlight(QWidget& window) : QWidget(&window), window_(window)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

QRectF Spotlight::circle() const
{
    const double r = height() * radius;
    return {pointer_.x() - r, pointer_.y() - r, 2.0 * r, 2.0 * r};
}

// The pointer's moves pass through the application whichever widget gets them in the end, and
// whether or not that one asked for moves without a button.
void Spotlight::showEvent(QShowEvent* event)
{
    setGeometry(window_.rect());
    raise();
    pointer_ = window_.mapFromGlobal(QCursor::pos());
    QCoreApplication::instance()->installEventFilter(this);
    QWidget::showEvent(event);
}

void Spotlight::hideEvent(QHideEvent* event)
{
    QCoreApplication::instance()->removeEventFilter(this);
    QWidget::hideEvent(event);
}

// Only what the circle leaves and enters is painted, the page below it included.
void Spotlight::moveTo(QPointF pointer)
{
    const auto before = circle();
    pointer_ = pointer;
    update(before.toAlignedRect().adjusted(-1, -1, 1, 1));
    update(circle().toAlignedRect().adjusted(-1, -1, 1, 1));
}

void Spotlight::paintEvent(QPaintEvent* event)
{
    QRadialGradient light(circle().center(), circle().width() / 2.0);
    const QColor dim = QColor::fromRgbF(0.0f, 0.0f, 0.0f, static_cast<float>(dimness));
    light.setColorAt(litShare, Qt::transparent);
    light.setColorAt(1.0, dim); // and beyond
    QPainter painter(this);
    painter.fillRect(event->rect(), light);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ringColour, 2.0));
    const double r = ringShare * circle().width() / 2.0;
    painter.drawEllipse(circle().center(), r, r);
}

bool Spotlight::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == window_.windowHandle() && event->type() == QEvent::MouseMove)
        moveTo(static_cast<QMouseEvent*>(event)->position());
    else if (watched == &window_ && event->type() == QEvent::Resize)
        setGeometry(window_.rect());
    return false;
}

} // namespace logitscope
