#include "widgets/chart/ledger_view.h"

#include "core/sampling/sampler_chain.h"
#include "widgets/chart/ledger_model.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace logitscope
{

namespace
{

// The style sheet paints no background of an item's own.
class LedgerDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        painter->fillRect(option.rect, qvariant_cast<QBrush>(index.data(Qt::BackgroundRole)));
        QStyledItemDelegate::paint(painter, option, index);
    }
};

} // namespace

LedgerView::LedgerView(QWidget* parent)
    : QWidget(parent)
    , model_(new LedgerModel(this))
    , finder_(new QLineEdit(this))
    , count_(new QLabel(this))
    , export_(new QToolButton(this))
    , table_(new QTableView(this))
{
    finder_->setPlaceholderText(tr("Find a token by its text or its id"));
    finder_->setAccessibleName(tr("Find a token"));
    finder_->setClearButtonEnabled(true);
    export_->setText(tr("Export CSV…"));
    export_->setToolTip(tr("Writes the rows that are shown into a file, with every digit."));

    table_->setModel(model_);
    table_->setItemDelegate(new LedgerDelegate(table_));
    table_->setAccessibleName(tr("Ledger of all tokens at this step"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setWordWrap(false);
    table_->setShowGrid(false);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table_->horizontalHeader()->setStretchLastSection(true);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setSortIndicator(LedgerModel::Rank, Qt::AscendingOrder);
    table_->setSortingEnabled(true);
    table_->setTabKeyNavigation(false);

    auto* head = new QHBoxLayout;
    head->addWidget(finder_, 1);
    head->addWidget(count_);
    head->addWidget(export_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(table_, 1);

    connect(finder_, &QLineEdit::textChanged, this, [this](const QString& text) {
        model_->find(text);
        showCount();
    });
    connect(export_, &QToolButton::clicked, this, &LedgerView::exportRequested);
    connect(table_, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (!model_->isOthers(index.row()))
            emit candidatePicked(model_->token(index.row()));
    });
    table_->installEventFilter(this);
    connect(model_, &QAbstractItemModel::modelReset, this, [this] {
        if (headings() != fitted_) // others stay as wide as somebody made them
            fit();
    });
    fit();
    showCount();
}

void LedgerView::setStep(std::shared_ptr<const ShapedStep> step, const SamplerChain& chain,
                         std::optional<double> mu, std::optional<TokenId> chosen,
                         const BytesOf& bytesOf)
{
    model_->setStep(std::move(step), chain, mu, chosen, bytesOf);
    showCount();
}

void LedgerView::clear()
{
    model_->clear();
    showCount();
}

void LedgerView::showCount()
{
    const QLocale locale(QLocale::English);
    const int shown = model_->tokenCount();
    const int all = model_->vocabulary();
    count_->setText(shown == all
                        ? tr("%Ln token(s)", nullptr, shown)
                        : tr("%1 of %Ln token(s)", nullptr, all).arg(locale.toString(shown)));
}

QByteArray LedgerView::csv() const
{
    const auto quoted = [](QString text) {
        return '"' + text.replace('"', QStringLiteral("\"\"")) + '"';
    };
    QStringList heads;
    for (const auto& heading : headings())
        heads << quoted(heading);
    if (heads.size() > model_->verdictColumn() + 1)
        heads.last() = QStringLiteral("u_begin,u_end");
    QString csv = heads.join(u',');
    csv += "\r\n";
    for (int row = 0; row < model_->rowCount(); ++row) {
        for (int column = 0; column < heads.size(); ++column) {
            const auto text = model_->exactText(row, column);
            const bool isText = column == LedgerModel::Token || column == model_->verdictColumn();
            csv += (column > 0 ? "," : "") + (isText ? quoted(text) : text);
        }
        csv += "\r\n";
    }
    return csv.toUtf8();
}

// Rows as a spreadsheet takes them.
void LedgerView::copySelection() const
{
    auto rows = table_->selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    QStringList lines;
    for (const auto& row : rows) {
        QStringList cells;
        for (int column = 0; column < model_->columnCount(); ++column)
            cells << model_->index(row.row(), column).data().toString();
        lines << cells.join('\t');
    }
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join('\n'));
}

QStringList LedgerView::headings() const
{
    QStringList headings;
    for (int column = 0; column < model_->columnCount(); ++column)
        headings << model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    return headings;
}

// Columns as wide as what usually stands in them, so that they stand still.
void LedgerView::fit()
{
    const auto wide = [this](const char* text) {
        return fontMetrics().horizontalAdvance(QString::fromUtf8(text)) + fontMetrics().height();
    };
    table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    fitted_ = headings();
    const int verdict = model_->columnCount() - 2;
    for (int column = 0; column < model_->columnCount(); ++column) {
        const auto& heading = fitted_[column];
        const char* usual = column == LedgerModel::Token ? "·encyclopedia"
                            : column == verdict          ? "removed by min-p: 0.0021 < 0.05 × 0.31"
                            : column > verdict           ? "0.123456 – 0.234567"
                                                         : "000.00%";
        table_->setColumnWidth(column, std::max(wide(usual), wide((heading + "  ").toUtf8())));
    }
}

bool LedgerView::event(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        fit();
    return QWidget::event(event);
}

bool LedgerView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == table_ && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        copySelection();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace logitscope
