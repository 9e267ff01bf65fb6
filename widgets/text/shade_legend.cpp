#include "widgets/text/shade_legend.h"

#include "widgets/theme.h"

#include <QEvent>
#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace logitscope
{

namespace
{

// One decade apart. The last stands for all that is less likely too, as the shade does.
constexpr std::array marks{"100%", "10%", "1%", "0.1%", "≤ 0.01%"};
constexpr int cells = static_cast<int>(marks.size());
constexpr double barCorner = 0.16; // of the height, as the tokens' tiles

int pad(const QFontMetrics& metrics)
{
    return metrics.height() * 2 / 3;
}

QString longCaption()
{
    return ShadeLegend::tr("Model probability of each token");
}

QString shortCaption()
{
    return ShadeLegend::tr("Model probability");
}

} // namespace

ShadeLegend::ShadeLegend(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(longCaption());
    setToolTip(tr("The model probability of each token, before temperature, top-k and top-p: the "
                  "stronger the shade, the less the model expected it. Each mark is ten times less "
                  "likely than the one before."));
}

QString ShadeLegend::caption() const
{
    const int space = width() - minimumSizeHint().width();
    for (const QString& caption : {longCaption(), shortCaption()})
        if (captionWidth(caption) <= space)
            return caption;
    return {};
}

int ShadeLegend::captionWidth(const QString& caption) const
{
    return caption.isEmpty() ? 0 : fontMetrics().horizontalAdvance(caption) + pad(fontMetrics());
}

int ShadeLegend::cellWidth() const
{
    int widest = 0;
    for (const char* mark : marks)
        widest = std::max(widest, fontMetrics().horizontalAdvance(QString::fromUtf8(mark)));
    return widest + pad(fontMetrics());
}

QSize ShadeLegend::sizeHint() const
{
    return minimumSizeHint() + QSize(captionWidth(longCaption()), 0);
}

QSize ShadeLegend::minimumSizeHint() const
{
    return {cellWidth() * cells, fontMetrics().height() * 3 / 2};
}

QRect ShadeLegend::barRectangle() const
{
    const QSize bar = minimumSizeHint();
    const int left = width() < sizeHint().width() ? width() - bar.width() : captionWidth(caption());
    return {QPoint(left, (height() - bar.height()) / 2), bar};
}

void ShadeLegend::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(palette());
    const QRectF bar = barRectangle();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);

    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(0.0, 0.0, bar.left() - pad(fontMetrics()), height()),
                     Qt::AlignRight | Qt::AlignVCenter, caption());

    // Each mark stands in the middle of its cell, where the shade is exactly the mark's.
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    for (int cell = 0; cell < cells; ++cell)
        gradient.setColorAt((cell + 0.5) / cells, theme.shade(std::pow(10.0, -cell)));
    const double radius = bar.height() * barCorner;
    painter.setPen(QPen(theme.border, 1.0));
    painter.setBrush(gradient);
    painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);

    painter.setPen(theme.text);
    QRectF cell(bar.topLeft(), QSizeF(bar.width() / cells, bar.height()));
    for (const char* mark : marks) {
        painter.drawText(cell, Qt::AlignCenter, QString::fromUtf8(mark));
        cell.moveLeft(cell.right());
    }
}

void ShadeLegend::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange)
        updateGeometry();
    update();
}

} // namespace logitscope
