#include "widgets/control/elided_label.h"

#include "widgets/control/tool_tip.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QPainter>

namespace logitscope
{

ElidedLabel::ElidedLabel(QWidget* parent) : QWidget(parent), AccessibleItems(this)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    keepFitting(*this, [this] { explain(); });
}

void ElidedLabel::setText(const QString& text, const QStringList& shorter)
{
    if (text_ == text && shorter_ == shorter)
        return;
    text_ = text;
    shorter_ = shorter;
    explain();
    update();
}

QString ElidedLabel::itemsName() const
{
    const auto name = accessibleName();
    if (name.isEmpty() || text_.isEmpty())
        return text_;
    return name == text_ ? name : QStringLiteral("%1: %2").arg(name, text_);
}

void ElidedLabel::setMuted(bool muted)
{
    muted_ = muted;
    update();
}

void ElidedLabel::setWholeOrNot(bool wholeOrNot)
{
    wholeOrNot_ = wholeOrNot;
    explain();
    update();
}

void ElidedLabel::setExplanation(const QString& explanation)
{
    explanation_ = explanation;
    explain();
}

QString ElidedLabel::shownText() const
{
    const auto metrics = fontMetrics();
    for (const auto& text : QStringList{text_} + shorter_)
        if (metrics.horizontalAdvance(text) <= width())
            return text;
    const auto& shortest = shorter_.isEmpty() ? text_ : shorter_.back();
    return wholeOrNot_ ? QString() : metrics.elidedText(shortest, Qt::ElideRight, width());
}

void ElidedLabel::explain()
{
    const QString whole = shownText() == text_ ? QString() : text_;
    setToolTip(explanation_.isEmpty() ? plainToolTip(whole) : explanation_);
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text_) + 1, fontMetrics().height() + 2};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    const auto& theme = themeOf(palette());
    QPainter painter(this);
    painter.setPen(muted_ ? theme.mutedText : theme.text);
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shownText());
}

void ElidedLabel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    explain();
}

} // namespace logitscope
