#include "widgets/chart/flag_legend.h"

#include "widgets/theme.h"

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

Legend FlagLegend::legendFor(double width) const
{
    QFont words = font();
    words.setUnderline(underMouse() || hasFocus());
    return {{{LegendSign::Flag, text(), tr("differs from %1").arg(reference_)}}, words, width};
}

QString FlagLegend::shownText() const
{
    const Legend legend = legendFor(width());
    return legend.size().width() <= width() ? legend.words(0).join(u' ') : QString();
}

QSize FlagLegend::sizeHint() const
{
    return legendFor(QWIDGETSIZE_MAX).size().toSize();
}

QSize FlagLegend::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

void FlagLegend::paintEvent(QPaintEvent*)
{
    if (shownText().isEmpty())
        return;
    QPainter painter(this);
    const Legend legend = legendFor(width());
    const QSizeF size = legend.size();
    legend.paint(painter, themeOf(palette()),
                 {width() - size.width(), (height() - size.height()) / 2.0}); // beside what follows
}

} // namespace logitscope
