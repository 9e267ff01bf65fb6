#include "app/learn/lesson_delegate.h"

#include "widgets/look.h"
#include "widgets/theme.h"

#include <QFontMetrics>
#include <QListView>
#include <QPainter>

namespace logitscope
{

namespace
{

constexpr int wrapped = Qt::TextWordWrap;

struct Parts
{
    QRect title, minutes, teaches;
};

// In the width that an item has, below `topLeft`.
Parts partsOf(const QModelIndex& index, const QFont& font, QPoint topLeft, int width)
{
    const QFontMetrics metrics(font);
    const QFontMetrics bold(inBold(font, QFont::DemiBold));
    const int inset = metrics.height() / 2;
    const int left = topLeft.x() + inset;
    const int inside = width - 2 * inset;
    const int top = topLeft.y() + inset;
    const int minutes =
        metrics.horizontalAdvance(index.data(LessonDelegate::Minutes).toString()) + inset;
    const int titleHeight = bold.boundingRect(0, 0, inside - minutes, 0, wrapped,
                                              index.data(LessonDelegate::Title).toString())
                                .height();
    const int teachesTop = top + titleHeight + inset / 4;
    const int teachesHeight =
        metrics
            .boundingRect(0, 0, inside, 0, wrapped, index.data(LessonDelegate::Teaches).toString())
            .height();
    return {{left, top, inside - minutes, titleHeight},
            {left + inside - minutes, top, minutes, bold.height()},
            {left, teachesTop, inside, teachesHeight}};
}

} // namespace

LessonDelegate::LessonDelegate(QListView& view) : QStyledItemDelegate(&view), view_(view) {}

void LessonDelegate::setBrief(bool isBrief)
{
    isBrief_ = isBrief;
    emit sizeHintChanged({}); // of all
}

QSize LessonDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int width = view_.viewport()->width() - 2 * view_.spacing();
    const auto parts = partsOf(index, option.font, {}, width);
    const auto& last = isBrief_ ? parts.title : parts.teaches;
    return {width, last.bottom() + parts.title.top()};
}

void LessonDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const
{
    const Theme& theme = themeOf(option.palette);
    const bool isSelected = option.state & QStyle::State_Selected;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (isSelected || option.state & QStyle::State_MouseOver) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(isSelected ? theme.accent : theme.window);
        painter->drawRoundedRect(option.rect, 6.0, 6.0);
    }
    const bool isUsable = !index.data(Minutes).toString().isEmpty();
    const QColor muted = isUsable ? theme.mutedText : theme.error;
    const auto parts = partsOf(index, option.font, option.rect.topLeft(), option.rect.width());
    painter->setPen(isSelected ? theme.onAccent : theme.text);
    painter->setFont(inBold(option.font, QFont::DemiBold));
    painter->drawText(parts.title, wrapped, index.data(Title).toString());
    painter->setPen(isSelected ? theme.onAccent : muted);
    painter->setFont(option.font);
    painter->drawText(parts.minutes, Qt::AlignRight, index.data(Minutes).toString());
    if (!isBrief_)
        painter->drawText(parts.teaches, wrapped, index.data(Teaches).toString());
    if (isSelected && view_.hasFocus()) {
        painter->setPen(QPen(theme.onAccent, 1.0));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(2.5, 2.5, -2.5, -2.5), 4.0, 4.0);
    }
    painter->restore();
}

} // namespace logitscope
