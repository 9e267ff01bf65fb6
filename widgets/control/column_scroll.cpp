#include "widgets/control/column_scroll.h"

#include <QEvent>
#include <QScreen>
#include <QScrollBar>

#include <algorithm>

namespace logitscope
{

ColumnScroll::ColumnScroll(QWidget* column, QWidget* parent) : QScrollArea(parent)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus); // Tab goes to what stands in it, and brings it into view
    setWidget(column);
}

void ColumnScroll::setMostShare(double share)
{
    mostShare_ = share;
    updateGeometry();
}

QSize ColumnScroll::sizeHint() const
{
    if (!widget()) // it was taken
        return QScrollArea::sizeHint();
    return {minimumSizeHint().width(), widget()->sizeHint().height()};
}

// Never so wide that a large zoom pushes the window off the screen: then it scrolls sideways too.
QSize ColumnScroll::minimumSizeHint() const
{
    if (!widget())
        return QScrollArea::minimumSizeHint();
    const int needed =
        widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width();
    const int most = static_cast<int>(screen()->availableSize().width() * mostShare_);
    return {std::min(needed, most), QScrollArea::minimumSizeHint().height()};
}

// The column's own needs change with the zoom and with what stands in it.
bool ColumnScroll::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        updateGeometry();
    return QScrollArea::eventFilter(watched, event);
}

} // namespace logitscope
