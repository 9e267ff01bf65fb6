#include "widgets/chart/row_list.h"

#include "widgets/control/tool_tip.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr double captionEms = 1.7;
constexpr double smallestRow = 1.25; // in em
constexpr double largestRow = 1.7;

} // namespace

RowList::RowList(QWidget* parent) : QAbstractScrollArea(parent), AccessibleItems(this)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    viewport()->setAutoFillBackground(false);
    verticalScrollBar()->setFocusPolicy(Qt::NoFocus); // the rows' keys scroll
    explainPlaces(*viewport(), [this](QPoint place) { return tipAt(place); });
}

int RowList::captionHeight() const
{
    return static_cast<int>(std::round(fontMetrics().height() * captionEms));
}

// As high as there is room for, within what reads well.
int RowList::rowHeight() const
{
    const double em = fontMetrics().height();
    const int room = viewport()->height() - captionHeight();
    return std::clamp(room / std::max(count_, 1), static_cast<int>(std::round(em * smallestRow)),
                      static_cast<int>(std::round(em * largestRow)));
}

int RowList::visibleRows() const
{
    const int room = viewport()->height() - captionHeight();
    return std::clamp(room / rowHeight(), 1, std::max(count_, 1)); // whole ones only
}

int RowList::firstRow() const
{
    return verticalScrollBar()->value();
}

QRectF RowList::rowRect(int row) const
{
    return QRectF(0, captionHeight() + (row - firstRow()) * rowHeight(), viewport()->width(),
                  rowHeight());
}

void RowList::setRowCount(int count)
{
    count_ = count;
    current_ = std::clamp(current_, 0, std::max(count - 1, 0));
    arrange();
    viewport()->update();
    itemsChanged();
}

QString RowList::itemName(int row) const
{
    return rowTip(row).replace(u'\n', QStringLiteral(" · "));
}

QRect RowList::itemPlace(int row) const
{
    return rowRect(row).translated(viewport()->pos()).toAlignedRect();
}

std::optional<int> RowList::itemAt(QPoint place) const
{
    return rowAt(place - viewport()->pos());
}

std::optional<int> RowList::currentItem() const
{
    return count_ > 0 ? std::optional(current_) : std::nullopt;
}

void RowList::scrollToTop()
{
    current_ = 0;
    verticalScrollBar()->setValue(0);
}

// The scroll bar counts rows.
void RowList::arrange()
{
    verticalScrollBar()->setRange(0, std::max(count_ - visibleRows(), 0));
    verticalScrollBar()->setPageStep(visibleRows());
    verticalScrollBar()->setSingleStep(1);
}

void RowList::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    arrange();
}

bool RowList::event(QEvent* event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange) {
        updateGeometry();
        arrange();
        viewport()->update();
    }
    return QAbstractScrollArea::event(event);
}

// In a scroll area the layout asks for nothing but this; it grows where there is room.
QSize RowList::sizeHint() const
{
    return minimumSizeHint();
}

QSize RowList::minimumSizeHint() const
{
    const int em = fontMetrics().height();
    return {em * 20, em * 7}; // the captions and four rows
}

void RowList::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    const auto& theme = themeOf(palette());
    painter.fillRect(viewport()->rect(), theme.surface);
    const int shown = std::min(visibleRows(), count_ - firstRow());
    if (count_ == 0)
        return;
    paintCaptions(painter, QRectF(0, 0, viewport()->width(), captionHeight()));
    const QRectF area(rowRect(firstRow()).topLeft(),
                      QSizeF(viewport()->width(), shown * rowHeight()));
    painter.setClipRect(area);
    paintGrid(painter, area);
    for (int row = firstRow(); row < firstRow() + shown; ++row)
        paintRow(painter, row, rowRect(row));
    if (hasFocus())
        paintFocusRing(painter, rowRect(current_).adjusted(0, 0, -1, 0).toAlignedRect(), theme);
}

// Into view, and said.
void RowList::goTo(int row)
{
    current_ = std::clamp(row, 0, std::max(count_ - 1, 0));
    const int last = firstRow() + visibleRows() - 1;
    if (current_ < firstRow())
        verticalScrollBar()->setValue(current_);
    else if (current_ > last)
        verticalScrollBar()->setValue(firstRow() + current_ - last);
    currentItemChanged();
    viewport()->update();
}

void RowList::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        return goTo(current_ - 1);
    case Qt::Key_Down:
        return goTo(current_ + 1);
    case Qt::Key_PageUp:
        return goTo(current_ - visibleRows());
    case Qt::Key_PageDown:
        return goTo(current_ + visibleRows());
    case Qt::Key_Home:
        return goTo(0);
    case Qt::Key_End:
        return goTo(count_ - 1);
    default:
        event->ignore(); // the page's
    }
}

void RowList::focusInEvent(QFocusEvent*)
{
    goTo(current_);
}

void RowList::focusOutEvent(QFocusEvent*)
{
    viewport()->update();
}

std::optional<int> RowList::rowAt(QPointF place) const
{
    if (place.y() < captionHeight())
        return std::nullopt;
    const int row = firstRow() + static_cast<int>((place.y() - captionHeight()) / rowHeight());
    return row < std::min(count_, firstRow() + visibleRows()) ? std::optional(row) : std::nullopt;
}

QString RowList::tipAt(QPointF place) const
{
    if (count_ > 0 && place.y() < captionHeight())
        return captionTip(place);
    const auto row = rowAt(place);
    return row ? rowTip(*row) : QString();
}

} // namespace logitscope
