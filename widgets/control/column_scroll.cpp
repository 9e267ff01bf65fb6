#include "widgets/control/column_scroll.h"

#include <QEvent>
#include <QLayout>
#include <QScrollBar>

namespace logitscope
{

QSize WrappingColumn::minimumSizeHint() const
{
    const auto size = QWidget::minimumSizeHint();
    return {size.width(), layout() && layout()->hasHeightForWidth() ? 0 : size.height()};
}

ColumnScroll::ColumnScroll(QWidget* column, QWidget* parent) : QScrollArea(parent)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus); // Tab goes to what stands in it, and brings it into view
    setWidget(column);
}

QSize ColumnScroll::sizeHint() const
{
    if (!widget()) // it was taken
        return QScrollArea::sizeHint();
    return {minimumSizeHint().width(), widget()->sizeHint().height()};
}

QSize ColumnScroll::minimumSizeHint() const
{
    if (!widget())
        return QScrollArea::minimumSizeHint();
    const int needed =
        widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width();
    return {needed, QScrollArea::minimumSizeHint().height()};
}

// The column's own needs change with the zoom and with what stands in it.
bool ColumnScroll::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        updateGeometry();
    return QScrollArea::eventFilter(watched, event);
}

} // namespace logitscope
