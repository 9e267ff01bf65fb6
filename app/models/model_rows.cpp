#include "app/models/model_rows.h"

#include "app/models/model_row.h"
#include "widgets/control/column_scroll.h"

#include <QButtonGroup>
#include <QEvent>
#include <QLabel>
#include <QResizeEvent>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <utility>

namespace logitscope
{

ModelRows::ModelRows(QWidget* parent)
    : QScrollArea(parent)
    , column_(new WrappingColumn(this))
    , layout_(new QVBoxLayout(column_))
    , tabPlace_(new QWidget(this))
    , nothing_(new QLabel(this))
    , group_(new QButtonGroup(this))
{
    layout_->setContentsMargins(6, 4, 6, 6);
    layout_->setSpacing(1);
    nothing_->setProperty("muted", true);
    nothing_->setAlignment(Qt::AlignCenter);
    nothing_->setWordWrap(true);
    tabPlace_->setFocusPolicy(Qt::TabFocus);
    tabPlace_->hide();
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus); // its rows have it
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWidgetResizable(true);
    setWidget(column_);
    column_->setAccessibleName(tr("Models"));
    settling_.setSingleShot(true);
    settling_.setInterval(0); // after all events of the layout
    viewport()->setAutoFillBackground(false);
    column_->setAutoFillBackground(false);
    const auto take = [this](QAbstractButton* button) {
        ensureWidgetVisible(button, 0, 0);
        emit selected(static_cast<ModelRow*>(button)->key());
    };
    connect(group_, &QButtonGroup::buttonClicked, this, take);
    connect(group_, &QButtonGroup::buttonToggled, this, [=, this](QAbstractButton* row, bool isOn) {
        if (isOn && !isSelecting_ && !static_cast<ModelRow*>(row)->isClicked())
            take(row); // a screen reader toggles
    });
}

ModelRow* ModelRows::makeRow()
{
    auto* row = new ModelRow(column_);
    group_->addButton(row);
    connect(row, &ModelRow::opened, this, [this, row] { emit opened(row->key()); });
    connect(row, &ModelRow::dropped, this, [this, row] { emit dropped(row->key()); });
    connect(row, &ModelRow::left, this, [this, row](int rows) {
        const auto place = std::ranges::find(rows_, row) - rows_.begin();
        const auto to = std::clamp<std::ptrdiff_t>(place + rows, 0, std::ssize(rows_) - 1);
        auto* other = rows_[static_cast<std::size_t>(to)];
        other->setFocus(Qt::OtherFocusReason);
        other->click();
    });
    connect(row->startButton(), &QToolButton::clicked, this,
            [this, row] { emit startRequested(row->key()); });
    connect(row->pauseButton(), &QToolButton::clicked, this,
            [this, row] { emit pauseRequested(row->key()); });
    connect(row->cancelButton(), &QToolButton::clicked, this,
            [this, row] { emit cancelRequested(row->key()); });
    return row;
}

void ModelRows::showItems(const std::vector<ModelItem>& items, bool canDownload,
                          const QString& nothing)
{
    const bool isSame = std::ranges::equal(items, rows_, {}, &ModelItem::key,
                                           [](const ModelRow* row) { return row->key(); });
    if (!isSame || nothing_->text() != nothing)
        layOut(items);
    for (std::size_t i = 0; i < items.size(); ++i)
        rows_[i]->showItem(items[i], canDownload, isBrief_);
    nothing_->setText(nothing);
}

void ModelRows::layOut(const std::vector<ModelItem>& items)
{
    while (layout_->count() > 0)
        delete layout_->takeAt(0); // the place, not what stands there
    for (auto* heading : std::exchange(headings_, {}))
        delete heading;
    auto before = std::exchange(rows_, {});
    std::optional<ModelSection> section;
    for (const auto& item : items) {
        if (section != item.section) {
            section = item.section;
            auto* heading = new QLabel(headingOf(item.section), column_);
            heading->setProperty("muted", true);
            heading->setContentsMargins(6, headings_.empty() ? 4 : 12, 6, 2);
            headings_.push_back(heading);
            layout_->addWidget(heading);
            heading->show();
        }
        const auto found = std::ranges::find(before, item.key, &ModelRow::key);
        auto* row = found == before.end() ? makeRow() : *found;
        if (found != before.end())
            before.erase(found);
        rows_.push_back(row);
        layout_->addWidget(row);
        row->show();
    }
    for (auto* row : before) { // one of which may have a button that was pressed
        group_->removeButton(row);
        row->hide();
        row->deleteLater();
    }
    nothing_->setVisible(items.empty());
    layout_->addWidget(nothing_);
    layout_->addStretch(1);
    QWidget* last = tabPlace_; // Tab goes from top to bottom
    for (auto* row : rows_) {
        for (auto* stop : std::initializer_list<QWidget*>{row, row->startButton(),
                                                          row->pauseButton(), row->cancelButton()})
            setTabOrder(std::exchange(last, stop), stop);
    }
}

ModelRow* ModelRows::row(const QString& key) const
{
    const auto found = std::ranges::find(rows_, key, &ModelRow::key);
    return found == rows_.end() ? nullptr : *found;
}

const ModelRow* ModelRows::focusedRow() const
{
    const auto* focused = window()->focusWidget();
    const auto found = std::ranges::find_if(rows_, [focused](const ModelRow* row) {
        return row == focused || row->isAncestorOf(focused);
    });
    return found == rows_.end() ? nullptr : *found;
}

QString ModelRows::selectedKey() const
{
    const auto* button = group_->checkedButton();
    return button ? static_cast<const ModelRow*>(button)->key() : QString();
}

void ModelRows::select(const QString& key)
{
    const QScopedValueRollback selecting(isSelecting_, true);
    if (auto* chosen = row(key)) {
        chosen->setChecked(true);
    } else if (auto* button = group_->checkedButton()) {
        group_->setExclusive(false);
        button->setChecked(false);
        group_->setExclusive(true);
    }
}

void ModelRows::scrollToSelected()
{
    settling_.start();
    showSelected();
}

void ModelRows::showSelected()
{
    if (auto* button = group_->checkedButton())
        ensureWidgetVisible(button, 0, 0);
}

QSize ModelRows::minimumSizeHint() const
{
    const int em = fontMetrics().height();
    return {column_->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width(), 8 * em};
}

bool ModelRows::eventFilter(QObject* watched, QEvent* event)
{
    const bool isTaken = QScrollArea::eventFilter(watched, event);
    if (watched != column_)
        return isTaken;
    if (event->type() == QEvent::LayoutRequest)
        updateGeometry(); // the buttons of a row need their room
    const bool moves = event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize;
    if (moves && settling_.isActive())
        showSelected();
    return isTaken;
}

// A zoom, or presenter mode, would leave the selected row somewhere else.
void ModelRows::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        scrollToSelected();
    QScrollArea::changeEvent(event);
}

void ModelRows::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        scrollToSelected();
}

} // namespace logitscope
