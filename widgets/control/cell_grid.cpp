#include "widgets/control/cell_grid.h"

#include "widgets/look.h"

#include <QEvent>
#include <QScrollBar>

#include <algorithm>

namespace logitscope
{

namespace
{

constexpr int mostColumns = 3;

} // namespace

CellGrid::CellGrid(QWidget* parent) : QScrollArea(parent), ground_(new QWidget)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus); // Tab goes to the cells
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWidget(ground_);
    keepFitting(*this, [this] { arrange(); });
}

void CellGrid::addCell(QWidget* cell)
{
    insertCell(static_cast<int>(cells_.size()), cell);
}

void CellGrid::insertCell(int index, QWidget* cell)
{
    cell->setParent(ground_);
    cells_.insert(cells_.begin() + index, cell);
    cell->show();
    arrange();
}

void CellGrid::removeCell(QWidget* cell)
{
    std::erase(cells_, cell);
    cell->hide();
    cell->deleteLater(); // it may be one of its own signals that brought us here
    arrange();
}

void CellGrid::setNarrowest(int lines)
{
    narrowest_ = lines;
    arrange();
}

QSize CellGrid::minimumSizeHint() const
{
    const int column = fontMetrics().height() * narrowest_ / 2;
    return {column + verticalScrollBar()->sizeHint().width(),
            QScrollArea::minimumSizeHint().height()};
}

void CellGrid::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    arrange();
}

bool CellGrid::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == ground_ && event->type() == QEvent::LayoutRequest)
        arrange(); // a cell needs more height, or less
    return QScrollArea::eventFilter(watched, event);
}

void CellGrid::arrange()
{
    const int count = static_cast<int>(cells_.size());
    if (count == 0) {
        ground_->resize(0, 0);
        return;
    }
    const int line = fontMetrics().height();
    const int gap = line / 2;
    columns_ = std::clamp((viewport()->width() + gap) / (narrowest_ * line + gap), 1,
                          std::min(mostColumns, count));
    const int rows = (count + columns_ - 1) / columns_;

    int least = 0;
    for (const auto* cell : cells_)
        least = std::max(least, cell->minimumSizeHint().height());
    const int inView = std::clamp((viewport()->height() + gap) / (least + gap), 1, rows);
    const bool isOneOfMany = inView == 1 && rows > 1; // the next one shows that there are more
    const int height =
        isOneOfMany ? least : std::max(least, (viewport()->height() - gap * (inView - 1)) / inView);
    const bool scrolls = rows * (height + gap) - gap > viewport()->height();
    const int bar =
        scrolls && !verticalScrollBar()->isVisible() ? verticalScrollBar()->sizeHint().width() : 0;
    const int room = viewport()->width() - bar;
    const int width = (room - gap * (columns_ - 1)) / columns_;

    ground_->resize(room, rows * (height + gap) - gap);
    for (int i = 0; i < count; ++i)
        cells_[static_cast<std::size_t>(i)]->setGeometry(
            (i % columns_) * (width + gap), (i / columns_) * (height + gap), width, height);
}

} // namespace logitscope
