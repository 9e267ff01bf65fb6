#include "app/explore/column_scroll.h"

#include <QEvent>
#include <QScrollBar>

namespace logitscope
{

ColumnScroll::ColumnScroll(QWidget* column, QWidget* parent) : QScrollArea(parent)
{
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setWidget(column);
}

QSize ColumnScroll::sizeHint() const
{
    return {minimumSizeHint().width(), QScrollArea::sizeHint().height()};
}

QSize ColumnScroll::minimumSizeHint() const
{
    const int column = widget()->minimumSizeHint().width();
    return {column + verticalScrollBar()->sizeHint().width(),
            QScrollArea::minimumSizeHint().height()};
}

// The column's own needs change with the zoom and with what stands in it.
bool ColumnScroll::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        updateGeometry();
    return QScrollArea::eventFilter(watched, event);
}

} // namespace logitscope
