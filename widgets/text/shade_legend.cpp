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

QString caption()
{
    return ShadeLegend::tr("Model probability");
}

} // namespace

ShadeLegend::ShadeLegend(QWidget* parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Model probability of each token"));
    setToolTip(tr("The model probability of each token, before temperature, top-k and top-p: the "
                  "stronger the shade, the less the model expected it. Each mark is ten times less "
                  "likely than the one before."));
}

bool ShadeLegend::fitsInOneLine(int width) const
{
    return barSize().width() + captionWidth() <= width;
}

int ShadeLegend::captionWidth() const
{
    return fontMetrics().horizontalAdvance(caption()) + pad(fontMetrics());
}

int ShadeLegend::cellWidth() const
{
    int widest = 0;
    for (const char* mark : marks)
        widest = std::max(widest, fontMetrics().horizontalAdvance(QString::fromUtf8(mark)));
    return widest + pad(fontMetrics());
}

QSize ShadeLegend::barSize() const
{
    return {cellWidth() * cells, fontMetrics().height() * 3 / 2};
}

int ShadeLegend::heightForWidth(int width) const
{
    return barSize().height() + (fitsInOneLine(width) ? 0 : fontMetrics().height() * 5 / 4);
}

QSize ShadeLegend::sizeHint() const
{
    return barSize() + QSize(captionWidth(), 0);
}

QSize ShadeLegend::minimumSizeHint() const
{
    return {std::max(cellWidth() * 3, captionWidth()), heightForWidth(width())};
}

QRect ShadeLegend::barRectangle() const
{
    const QSize bar = barSize();
    if (!isInOneLine())
        return {0, height() - bar.height(), width(), bar.height()};
    const int left = width() < sizeHint().width() ? width() - bar.width() : captionWidth();
    return {QPoint(left, (height() - bar.height()) / 2), bar};
}

QStringList ShadeLegend::shownMarks() const
{
    QStringList shown;
    const int step = barRectangle().width() < barSize().width() ? 2 : 1;
    for (int cell = 0; cell < cells; cell += step)
        shown << QString::fromUtf8(marks[static_cast<std::size_t>(cell)]);
    return shown;
}

void ShadeLegend::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(palette());
    const QRectF bar = barRectangle();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);

    painter.setPen(theme.mutedText);
    if (isInOneLine())
        painter.drawText(QRectF(0.0, 0.0, bar.left() - pad(fontMetrics()), height()),
                         Qt::AlignRight | Qt::AlignVCenter, caption());
    else
        painter.drawText(QRectF(0.0, 0.0, width(), bar.top()), Qt::AlignLeft | Qt::AlignTop,
                         caption());

    // Each mark stands in the middle of its cell, where the shade is exactly the mark's.
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    for (int cell = 0; cell < cells; ++cell)
        gradient.setColorAt((cell + 0.5) / cells, theme.shade(std::pow(10.0, -cell)));
    const double radius = bar.height() * barCorner;
    painter.setPen(QPen(theme.border, 1.0));
    painter.setBrush(gradient);
    painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);

    painter.setPen(theme.text);
    const QStringList shown = shownMarks();
    const double step = 4.0 / static_cast<double>(shown.size() - 1); // in cells
    for (int mark = 0; mark < shown.size(); ++mark) {
        const double textWidth = fontMetrics().horizontalAdvance(shown[mark]);
        const double end = bar.right() - pad(fontMetrics()) / 2.0 - textWidth;
        const double centred =
            bar.left() + bar.width() * (mark * step + 0.5) / cells - textWidth / 2.0;
        painter.drawText(QRectF(std::min(centred, end), bar.top(), textWidth + 1.0, bar.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, shown[mark]);
    }
}

void ShadeLegend::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    updateGeometry(); // its height may be another
}

void ShadeLegend::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange)
        updateGeometry();
    update();
}

} // namespace logitscope
