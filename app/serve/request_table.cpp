#include "app/serve/request_table.h"

#include "app/serve/request_log.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>

namespace logitscope
{

namespace
{

// The style sheet's transparent ground is in the table's own palette.
const Theme& tableTheme(const QWidget& table)
{
    return themeOf(table.parentWidget()->palette());
}

// A text that grows is read at its end; what went wrong has its colour.
class RequestDelegate : public QStyledItemDelegate
{
public:
    explicit RequestDelegate(const RequestLog& log, QObject* parent)
        : QStyledItemDelegate(parent)
        , log_(log)
    {
    }

    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto& record = log_.record(index.row());
        const int column = index.column();
        const bool grows = column == RequestLog::Answer && !record.isOver();
        option->textElideMode = grows ? Qt::ElideLeft : Qt::ElideRight;
        option->state &= ~QStyle::State_HasFocus; // the whole row is marked already
        option->palette.setColor(QPalette::Text,
                                 colour(record, column, tableTheme(*option->widget)));
    }

private:
    static QColor colour(const RequestRecord& record, int column, const Theme& theme)
    {
        const bool says = column == RequestLog::State ||
                          (column == RequestLog::Answer && !record.sentence.isEmpty());
        if (record.state == RequestRecord::State::Refused && says)
            return theme.error;
        if (column == RequestLog::State && record.state == RequestRecord::State::Running)
            return theme.accent;
        const bool main = column == RequestLog::Answer || column == RequestLog::Tokens;
        return main || column == RequestLog::Prompt ? theme.text : theme.mutedText;
    }

    const RequestLog& log_;
};

} // namespace

RequestTable::RequestTable(RequestLog& log, QWidget* parent) : QTableView(parent), log_(log)
{
    setModel(&log_);
    setItemDelegate(new RequestDelegate(log_, this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Requests"));
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setMinimumSectionSize(1);

    auto* bar = verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this,
            [this, bar] { following_ = bar->value() == bar->maximum(); });
    connect(bar, &QScrollBar::rangeChanged, this, &RequestTable::follow);
    // What is read stays where it is when the oldest request goes.
    connect(&log_, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this, bar](const QModelIndex&, int first, int) {
                if (!following_ && rowAt(0) > first)
                    bar->setValue(bar->value() - 1);
            });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&log_, signal, viewport(), qOverload<>(&QWidget::update)); // the placeholder
    keepFitting(*this, [this] {
        verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 7 / 4);
        fitColumns();
    });
}

void RequestTable::setPlaceholder(const QString& text)
{
    placeholder_ = text;
    viewport()->update();
}

std::optional<int> RequestTable::selectedRow() const
{
    const auto rows = selectionModel()->selectedRows();
    return rows.isEmpty() ? std::nullopt : std::optional(rows.front().row());
}

QSize RequestTable::sizeHint() const
{
    return {fontMetrics().height() * 30, fontMetrics().height() * 12};
}

void RequestTable::selectionChanged(const QItemSelection& selected,
                                    const QItemSelection& deselected)
{
    QTableView::selectionChanged(selected, deselected);
    emit selectedRowChanged();
}

void RequestTable::follow()
{
    if (following_)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

// Prompt and answer share what the others leave. Where that is too little, as in a room or under a
// large zoom, they get the place of the time, and of the client.
void RequestTable::fitColumns()
{
    const int line = fontMetrics().height();
    const auto fit = [&](RequestLog::Column column, const QString& widest) {
        const int width = fontMetrics().horizontalAdvance(widest) + line * 5 / 4;
        setColumnWidth(column, width);
        return width;
    };
    const int time = fit(RequestLog::Time, "00:00:00");
    const int from = fit(RequestLog::From, "192.168.100.200");
    int room = viewport()->width() - fit(RequestLog::Tokens, "100,000") -
               fit(RequestLog::State, "done, 100.0 s");
    const int wanted = line * 24;
    const bool hasFrom = room - from >= wanted;
    const bool hasTime = room - from - time >= wanted;
    setColumnHidden(RequestLog::From, !hasFrom);
    setColumnHidden(RequestLog::Time, !hasTime);
    room -= (hasFrom ? from : 0) + (hasTime ? time : 0);
    room = std::max(room, line * 8);
    const auto head = model()->headerData(RequestLog::Prompt, Qt::Horizontal).toString();
    const int prompt = std::max(fit(RequestLog::Prompt, head), room * 2 / 5);
    setColumnWidth(RequestLog::Prompt, prompt);
    setColumnWidth(RequestLog::Answer, room - prompt);
}

void RequestTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitColumns();
    follow();
}

void RequestTable::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    QPainter painter(viewport());
    if (hasFocus())
        paintFocusRing(painter, viewport()->rect(), tableTheme(*this));
    if (log_.size() > 0 || placeholder_.isEmpty())
        return;
    painter.setPen(tableTheme(*this).mutedText);
    const int margin = fontMetrics().height() * 2;
    painter.drawText(viewport()->rect().adjusted(margin, margin, -margin, -margin),
                     Qt::AlignCenter | Qt::TextWordWrap, placeholder_);
}

} // namespace logitscope
