#include "widgets/figure/random_number_line.h"

#include "widgets/chart/random_number_mark.h"
#include "widgets/figure/figure.h"
#include "widgets/figure/figure_style.h"
#include "widgets/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr double markHeight = 16.0; // above the line: the mark and its number
constexpr double barHeight = 15.0;
constexpr double axisHeight = 12.0;
constexpr double narrowest = 0.6; // a part of the line of its own; what is left is one part

void paintPart(QPainter& painter, const QRectF& part, const QString& label, bool chosen,
               const Theme& theme)
{
    painter.fillRect(part, chosen ? theme.chosen : theme.samplingBar);
    painter.fillRect(QRectF(part.right() - 0.6, part.top(), 0.6, part.height()), theme.surface);
    const QFontMetricsF metrics(figureTokenFont(figureType::tiny));
    if (metrics.horizontalAdvance(label) > part.width() - 6.0)
        return;
    painter.setFont(figureTokenFont(figureType::tiny));
    painter.setPen(chosen && !theme.dark ? theme.text : theme.onAccent);
    painter.drawText(QPointF(part.left() + 3.0, part.center().y() + metrics.capHeight() / 2.0),
                     label);
}

void paintParts(QPainter& painter, const QRectF& bar, const Shaped& shaped, int chosenRank,
                const std::function<QString(int rank)>& label, const Theme& theme)
{
    // What is too narrow to be told apart shares a pale part.
    painter.fillRect(bar, mix(theme.samplingBar, theme.surface, 0.5));
    double left = bar.left();
    int rank = 0;
    for (const double end : shaped.intervalEnds()) {
        const double right = bar.left() + end * bar.width();
        const QRectF part(left, bar.top(), right - left, bar.height());
        if (part.width() >= narrowest)
            paintPart(painter, part, label(rank), rank == chosenRank, theme);
        else if (rank == chosenRank)
            painter.fillRect(QRectF(left, bar.top(), 1.2, bar.height()), theme.chosen);
        left = right;
        ++rank;
    }
}

void paintMark(QPainter& painter, const QRectF& bar, const RandomNumber& number, const Theme& theme)
{
    const double u = number.u;
    const double x = bar.left() + u * bar.width();
    paintRandomNumberMark(painter, theme, {x, bar.top()}, 9.0, bar.height());
    // Rounded down: u is never 1.
    const auto digits = QString::number(std::floor(u * 1e4) / 1e4, 'f', 4);
    const QString text = number.now.isEmpty()
                             ? Figure::tr("u = %1").arg(digits)
                             : Figure::tr("u = %1 · now %2").arg(digits, number.now);
    const double width = QFontMetricsF(figureFont(figureType::tiny)).horizontalAdvance(text);
    const double after = x + 8.0;
    painter.setFont(figureFont(figureType::tiny));
    painter.setPen(theme.text);
    painter.drawText(
        QPointF(after + width <= bar.right() ? after : x - 8.0 - width, bar.top() - 3.0), text);
}

} // namespace

double randomNumberLineHeight()
{
    return markHeight + barHeight + axisHeight;
}

void paintRandomNumberLine(QPainter& painter, QPointF topLeft, double width, const Shaped& shaped,
                           const RandomNumber& number,
                           const std::function<QString(int rank)>& label, const Theme& theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF bar(topLeft.x(), topLeft.y() + markHeight, width, barHeight);
    paintParts(painter, bar, shaped, number.chosenRank, label, theme);
    paintMark(painter, bar, number, theme);

    const QFontMetricsF metrics(figureFont(figureType::tiny));
    painter.setFont(figureFont(figureType::tiny));
    painter.setPen(theme.mutedText);
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        const QString text = QString::number(share);
        const double textWidth = metrics.horizontalAdvance(text);
        const double left = std::clamp(bar.left() + share * bar.width() - textWidth / 2.0,
                                       bar.left(), bar.right() - textWidth);
        painter.drawText(QPointF(left, bar.bottom() + 10.0), text);
    }
    painter.restore();
}

} // namespace logitscope
