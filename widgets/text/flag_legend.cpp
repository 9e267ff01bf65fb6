#include "widgets/text/flag_legend.h"

#include "widgets/text/token_paint.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QPainter>

namespace logitscope
{

FlagLegend::FlagLegend(QWidget* parent) : QAbstractButton(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setToolTip(tr("A flag stands before the first token of each cell that differs from the "
                  "reference's. Click to see the flags. “Use as reference” in a cell's menu ⋯ "
                  "changes the reference."));
}

void FlagLegend::setReference(const QString& name)
{
    reference_ = name;
    setText(tr("first token that differs from %1").arg(name));
    setAccessibleName(text());
    updateGeometry();
    update();
}

QString FlagLegend::shortText() const
{
    return tr("differs from %1").arg(reference_);
}

QString FlagLegend::shownText() const
{
    for (const auto& caption : {text(), shortText()})
        if (widthOf(caption) <= width())
            return caption;
    return {};
}

int FlagLegend::flagWidth() const
{
    return fontMetrics().height() * 3 / 4;
}

int FlagLegend::widthOf(const QString& caption) const
{
    return flagWidth() + fontMetrics().horizontalAdvance(caption) + 2;
}

QSize FlagLegend::sizeHint() const
{
    return {widthOf(text()), fontMetrics().height() * 3 / 2};
}

QSize FlagLegend::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

void FlagLegend::paintEvent(QPaintEvent*)
{
    const auto caption = shownText();
    if (caption.isEmpty())
        return;
    const auto& theme = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double left = width() - widthOf(caption); // beside what follows
    const double size = fontMetrics().height() * 0.9;
    const double top = (height() - size) / 2.0 + size * 0.1; // the cloth is above it
    paintFlag(painter, {QRectF(left + size * 0.05, top, size, size)}, theme.text);

    QFont font = painter.font();
    font.setUnderline(underMouse() || hasFocus());
    painter.setFont(font);
    painter.setPen(theme.mutedText);
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, caption);
}

void FlagLegend::changeEvent(QEvent* event)
{
    QAbstractButton::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    update();
}

} // namespace logitscope
