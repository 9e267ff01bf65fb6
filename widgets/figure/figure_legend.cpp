#include "widgets/figure/figure_legend.h"

#include "widgets/chart/random_number_mark.h"
#include "widgets/chart/removed_pattern.h"
#include "widgets/figure/figure_style.h"
#include "widgets/text/token_paint.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr double lineHeight = 14.0;
constexpr double linePitch = 19.0;
constexpr double innerPitch = 12.0; // of the lines of an entry
constexpr double afterSign = 5.0;
constexpr double afterEntry = 20.0;
constexpr std::array marks{"100%", "10%", "1%", "0.1%", "≤ 0.01%"}; // one decade apart

QFont legendFont()
{
    return figureFont(figureType::tiny);
}

double heightOf(const QStringList& lines)
{
    return lineHeight + innerPitch * static_cast<double>(lines.size() - 1);
}

double markWidth()
{
    return std::ceil(QFontMetricsF(legendFont()).horizontalAdvance(QString(marks.back())) + 8.0);
}

} // namespace

void FigureLegend::add(Sign sign, const QString& words)
{
    const QFontMetricsF metrics(legendFont());
    const double beside = signWidth(sign) + afterSign;
    const bool scale = sign == Sign::Shades;
    const bool below = scale && beside + metrics.horizontalAdvance(words) > width_;
    Entry entry{sign, wrapped(words, scale ? width_ : width_ - beside), 0.0, {}};
    for (const QString& line : entry.lines)
        entry.width = std::max(entry.width, metrics.horizontalAdvance(line));
    entry.width = below ? std::max(entry.width, signWidth(sign)) : entry.width + beside;
    if (below)
        entry.lines.append(QString()); // the scale's own
    if (!entries_.empty()) {
        const Entry& last = entries_.back();
        entry.place = last.place + QPointF(last.width + afterEntry, 0.0);
        if (entry.place.x() + entry.width > width_)
            entry.place = {0.0, last.place.y() + heightOf(last.lines) - lineHeight + linePitch};
    }
    entries_.push_back(entry);
}

// Words that are wider than the page begin a new line.
QStringList FigureLegend::wrapped(const QString& words, double width) const
{
    const QFontMetricsF metrics(legendFont());
    QStringList lines{QString()};
    for (const QString& word : words.split(u' ')) {
        const QString longer = lines.last().isEmpty() ? word : lines.last() + u' ' + word;
        if (!lines.last().isEmpty() && metrics.horizontalAdvance(longer) > width)
            lines.append(word);
        else
            lines.last() = longer;
    }
    return lines;
}

double FigureLegend::signWidth(Sign sign) const
{
    switch (sign) {
    case Sign::Shades:
        return markWidth() * static_cast<double>(marks.size());
    case Sign::RawLine:
    case Sign::FinalLine:
    case Sign::RawBar:
    case Sign::FinalBar:
    case Sign::RemovedByTopK:
    case Sign::RemovedByTopP:
        return 20.0;
    case Sign::Selected:
        return 14.0;
    case Sign::Flag:
    case Sign::RandomNumber:
        return 8.0;
    }
    return 0.0;
}

double FigureLegend::height() const
{
    double bottom = 0.0;
    for (const Entry& entry : entries_)
        bottom = std::max(bottom, entry.place.y() + heightOf(entry.lines));
    return bottom;
}

void FigureLegend::paint(QPainter& painter, QPointF topLeft) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QFontMetricsF metrics(legendFont());
    for (const Entry& entry : entries_) {
        // The scale stands behind its words, which introduce it; other signs in front of theirs.
        const QPointF corner = topLeft + entry.place;
        const bool wordsFirst = entry.sign == Sign::Shades;
        const bool below = wordsFirst && entry.lines.last().isEmpty();
        const double wordsX = wordsFirst ? 0.0 : signWidth(entry.sign) + afterSign;
        QPointF sign;
        if (below)
            sign.setY(heightOf(entry.lines) - lineHeight);
        else if (wordsFirst)
            sign.setX(metrics.horizontalAdvance(entry.lines.last()) + afterSign);
        paintSign(painter, entry.sign,
                  QRectF(corner + sign, QSizeF(signWidth(entry.sign), lineHeight)));
        painter.setFont(legendFont());
        painter.setPen(theme_.mutedText);
        QPointF at = corner + QPointF(wordsX, lineHeight / 2.0 + metrics.capHeight() / 2.0);
        for (const QString& line : entry.lines) {
            if (!line.isEmpty())
                painter.drawText(at, line);
            at += QPointF(0.0, innerPitch);
        }
    }
    painter.restore();
}

void FigureLegend::paintSign(QPainter& painter, Sign sign, const QRectF& box) const
{
    const double middle = box.center().y();
    const QRectF bar(box.left(), middle - 4.0, box.width(), 8.0);
    switch (sign) {
    case Sign::Shades:
        return paintShades(painter, box);
    case Sign::RawLine:
        painter.setPen(QPen(theme_.mutedText, 0.7));
        return painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle));
    case Sign::FinalLine: {
        QColor fill = theme_.samplingBar;
        fill.setAlphaF(0.18f);
        painter.fillRect(QRectF(box.left(), middle - 2.0, box.width(), 6.0), fill);
        painter.setPen(QPen(theme_.samplingBar, 1.3));
        return painter.drawLine(QPointF(box.left(), middle - 2.0),
                                QPointF(box.right(), middle - 2.0));
    }
    case Sign::Flag:
        return paintFlag(painter, {QRectF(box.left(), middle - 3.0, box.width(), 9.0)},
                         theme_.text);
    case Sign::Selected:
        return paintSelection(painter, {bar}, theme_.accent);
    case Sign::RawBar:
        return painter.fillRect(bar, theme_.modelBar);
    case Sign::FinalBar:
        return painter.fillRect(bar, theme_.samplingBar);
    case Sign::RemovedByTopK:
        return paintHatched(painter, bar, theme_.removedByTopK, figureEm);
    case Sign::RemovedByTopP:
        return paintDotted(painter, bar, theme_.removedByTopP, figureEm);
    case Sign::RandomNumber:
        return paintRandomNumberMark(painter, theme_, {box.center().x(), middle + 3.0}, box.width(),
                                     0.0);
    }
}

void FigureLegend::paintShades(QPainter& painter, const QRectF& box) const
{
    painter.setFont(legendFont());
    const QFontMetricsF metrics(legendFont());
    QRectF cell(box.topLeft(), QSizeF(markWidth(), box.height()));
    int decade = 0;
    for (const char* mark : marks) {
        painter.fillRect(cell, theme_.shade(std::pow(10.0, -decade++)));
        const QString text = QString::fromUtf8(mark);
        painter.setPen(theme_.text);
        painter.drawText(QPointF(cell.center().x() - metrics.horizontalAdvance(text) / 2.0,
                                 cell.center().y() + metrics.capHeight() / 2.0),
                         text);
        cell.moveLeft(cell.right());
    }
    painter.setPen(QPen(theme_.border, 0.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box);
}

} // namespace logitscope
