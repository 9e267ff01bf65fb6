#include "app/explore/tally_view.h"

#include "core/sampling/percent.h"
#include "widgets/control/tool_tip.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QStyledItemDelegate>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

constexpr int leastTallyRows = 2; // that can be seen at once
constexpr int mostTallyRows = 12;

// A bar of the share that the item has, and its text behind it.
class BarDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        QStyleOptionViewItem item = option;
        initStyleOption(&item, index);
        const auto text = std::exchange(item.text, QString());
        const auto* style = option.widget ? option.widget->style() : QApplication::style();
        style->drawControl(QStyle::CE_ItemViewItem, &item, painter, option.widget); // the ground
        const auto share = index.data(Qt::UserRole);
        const Theme& theme = themeOf(option.palette);
        const int textWidth = option.fontMetrics.horizontalAdvance(QStringLiteral("99.999%")) + 8;
        QRectF bar = QRectF(option.rect).adjusted(4, 0, -textWidth, 0);
        const double height = std::min(bar.height() - 6.0, option.fontMetrics.height() * 0.7);
        bar.setTop(bar.center().y() - height / 2.0);
        bar.setHeight(height);
        bar.setWidth(std::max(0.0, bar.width() * share.toDouble()));
        const bool isSelected = option.state & QStyle::State_Selected;
        const auto& textColour =
            isSelected ? option.palette.color(QPalette::HighlightedText) : theme.text;
        if (share.isValid())
            painter->fillRect(bar, isSelected                           ? textColour
                                   : index.column() == TallyView::Model ? theme.modelBar
                                                                        : theme.mutedText);
        painter->setPen(textColour);
        painter->setFont(option.font);
        painter->drawText(
            QRectF(option.rect).adjusted(bar.right() - option.rect.left() + 4, 0, 0, 0),
            Qt::AlignVCenter | Qt::AlignLeft, text);
    }
};

} // namespace

TallyView::TallyView(QWidget* parent) : QTreeWidget(parent)
{
    setAccessibleName(tr("What was predicted"));
    setToolTip(tr("How many said each word, and the model's probability of it once it is "
                  "revealed. Del removes a word."));
    setHeaderLabels({tr("Word"), tr("Said"), tr("Sure"), tr("Model")});
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setFrameShape(QFrame::NoFrame);
    setTextElideMode(Qt::ElideRight);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    auto* bars = new BarDelegate(this);
    setItemDelegateForColumn(Said, bars);
    setItemDelegateForColumn(Model, bars);
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    header()->setMinimumSectionSize(10);
    header()->setSectionResizeMode(Confidence, QHeaderView::ResizeToContents);
    for (const auto column : {Word, Said, Model})
        header()->setSectionResizeMode(column, QHeaderView::Stretch);
}

void TallyView::setTally(const std::vector<TallyRow>& rows, RoundStage stage,
                         std::optional<TokenId> outcome)
{
    const int selected = indexOfTopLevelItem(currentItem());
    const auto current = selected < 0
                             ? std::nullopt
                             : std::optional(rows_[static_cast<std::size_t>(selected)].tokens);
    rows_ = rows;
    outcome_ = outcome;
    clear();
    double all = 0.0;
    for (const auto& row : rows)
        all += row.count;
    const bool isRevealed = stage == RoundStage::Revealed || stage == RoundStage::Sampled;
    setColumnHidden(Model, !isRevealed);
    for (const auto& row : rows) {
        auto* item = new QTreeWidgetItem(this);
        const auto word = QString::fromStdString(row.word);
        const bool came = outcome && !row.tokens.empty() && row.tokens.front() == *outcome;
        item->setText(Word, came ? QStringLiteral("✓ ") + word : word);
        if (came) {
            item->setFont(Word, inBold(font()));
            scrollToItem(item);
        }
        QStringList names;
        for (const auto& name : row.names)
            names << QString::fromStdString(name);
        item->setToolTip(Word,
                         plainToolTip(names.isEmpty() ? word : word + ": " + names.join(", ")));
        item->setText(Said, QString::number(row.count));
        item->setData(Said, Qt::UserRole, row.count / all);
        if (row.meanConfidence > 0.0)
            item->setText(Confidence, QString::number(qRound(row.meanConfidence * 100.0)) + u'%');
        else
            item->setData(Confidence, Qt::AccessibleTextRole, tr("not said"));
        if (isRevealed && row.probability) {
            item->setText(Model, QString::fromStdString(formatPercent(*row.probability)));
            item->setData(Model, Qt::UserRole, *row.probability);
        } else {
            item->setData(Model, Qt::AccessibleTextRole, tr("not known"));
        }
        item->setData(Word, Qt::AccessibleTextRole, came ? tr("%1, which came").arg(word) : word);
        if (row.tokens == current) // stays so, while other words come
            setCurrentItem(item);
    }
    updateGeometry();
}

// The word that came stands out as the sampled token does in the chart.
void TallyView::drawRow(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const
{
    const auto& tokens = rows_[static_cast<std::size_t>(index.row())].tokens;
    if (outcome_ && !tokens.empty() && tokens.front() == *outcome_) {
        auto ground = themeOf(palette()).chosen;
        ground.setAlphaF(0.25f);
        painter->fillRect(option.rect, ground);
    }
    QTreeWidget::drawRow(painter, option, index);
}

QSize TallyView::sizeHint() const
{
    const int row = std::max(sizeHintForRow(0), fontMetrics().height() + 4);
    const int count = std::clamp(static_cast<int>(rows_.size()), leastTallyRows, mostTallyRows);
    return {200, header()->sizeHint().height() + count * row + 4};
}

QSize TallyView::minimumSizeHint() const
{
    const int row = std::max(sizeHintForRow(0), fontMetrics().height() + 4);
    return {120, header()->sizeHint().height() + leastTallyRows * row + 4};
}

void TallyView::keyPressEvent(QKeyEvent* event)
{
    const int row = indexOfTopLevelItem(currentItem());
    if (event->key() == Qt::Key_Delete && row >= 0)
        emit removeRequested(rows_[static_cast<std::size_t>(row)].tokens);
    else
        QTreeWidget::keyPressEvent(event);
}

} // namespace logitscope
