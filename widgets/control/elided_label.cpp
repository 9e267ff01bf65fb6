#include "widgets/control/elided_label.h"

#include "widgets/theme.h"

#include <QEvent>
#include <QPainter>

namespace logitscope
{

ElidedLabel::ElidedLabel(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString& text)
{
    if (text_ == text)
        return;
    text_ = text;
    setAccessibleDescription(text);
    explain();
    update();
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
    const auto elided = fontMetrics().elidedText(text_, Qt::ElideRight, width());
    return wholeOrNot_ && elided != text_ ? QString() : elided;
}

void ElidedLabel::explain()
{
    const QString whole = shownText() == text_ ? QString() : text_;
    setToolTip(explanation_.isEmpty() ? whole.toHtmlEscaped() : explanation_);
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

void ElidedLabel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
        explain();
    }
}

} // namespace logitscope
