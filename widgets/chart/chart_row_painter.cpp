#include "widgets/chart/chart_row_painter.h"

#include "widgets/look.h"
#include "widgets/text/removed_pattern.h"
#include "widgets/text/token_font.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(logitscope::ChartRow)
};

// One baseline for all the text of a row, whatever its font: the one that centres a label's
// capitals.
double baselineOf(const ChartColumns& columns, const QRectF& row)
{
    return std::round(row.center().y() + QFontMetricsF(columns.label).capHeight() / 2);
}

void paintChosenBand(QPainter& painter, const Theme& theme, const ChartColumns& columns,
                     const QRectF& row)
{
    QColor band = theme.chosen;
    band.setAlphaF(theme.dark ? 0.13f : 0.20f);
    const double right = columns.samplingRight + columns.em * 0.3;
    painter.fillRect(QRectF(0.0, row.top(), right, row.height()), band);
    painter.fillRect(QRectF(0.0, row.top(), std::round(columns.em * 0.2), row.height()),
                     theme.chosen);
}

void paintRowText(QPainter& painter, const Theme& theme, const ChartColumns& columns,
                  const ChartRow& chartRow, const QRectF& row)
{
    const double baseline = baselineOf(columns, row);
    const QString rank = QLocale(QLocale::English).toString(chartRow.rank + 1);
    painter.setFont(columns.small);
    painter.setPen(theme.mutedText);
    // A rank too long for its column belongs to a row that is set apart and names it there.
    if (rank.size() <= 2 && !chartRow.isOthers())
        paintEndingAt(painter, {columns.rankRight, baseline}, rank);

    painter.setFont(chartRow.isOthers() ? columns.small // words, no token
                    : chartRow.chosen   ? inBold(columns.label)
                                        : columns.label);
    paintTokenLabel(painter, theme, chartRow.label, {columns.labelLeft, baseline},
                    columns.labelRight - columns.labelLeft);

    const bool kept = chartRow.verdict.isKept();
    if (columns.hasModelColumn) {
        painter.setFont(columns.number);
        painter.setPen(theme.mutedText);
        paintEndingAt(painter, {columns.modelRight, baseline}, chartPercent(chartRow.model));
    }
    painter.setFont(!kept             ? columns.small // a stage's name may be longer than a number
                    : chartRow.chosen ? inBold(columns.number)
                                      : columns.number);
    painter.setPen(kept ? theme.text : theme.mutedText);
    paintEndingAt(painter, {columns.samplingRight, baseline}, samplingText(chartRow));
}

constexpr double modelShare = 0.62; // of a row's height
constexpr double samplingShare = 0.30;

QRectF barOf(const BarAxis& axis, double probability, const QRectF& row, double share)
{
    // An even rest above and below, so that the edges of the bars fall on whole pixels.
    const double rest = std::round(row.height() * (1.0 - share) / 2) * 2;
    const double height = std::max(row.height() - rest, 2.0);
    return {axis.left, row.center().y() - height / 2, axis.position(probability) - axis.left,
            height};
}

void paintBars(QPainter& painter, const Theme& theme, double em, const BarAxis& axis,
               const ChartRow& row, const QRectF& rect)
{
    const QRectF model = barOf(axis, row.model, rect, modelShare);
    if (row.verdict.isKept()) {
        painter.fillRect(model, theme.modelBar);
        painter.fillRect(barOf(axis, row.sampling, rect, samplingShare), theme.samplingBar);
    } else if (row.isOthers()) {
        paintUnknown(painter, model, theme, em);
    } else if (!row.verdict.isNoCandidate()) {
        paintRemoved(painter, model, theme, row.verdict.by, em);
    }
}

// Two slanted gaps at the end of a bar that is longer than the axis.
void paintBreak(QPainter& painter, const Theme& theme, double em, const BarAxis& axis,
                const QRectF& row)
{
    const QRectF bar = barOf(axis, axis.range.upper, row, samplingShare);
    painter.setPen(QPen(theme.surface, em * 0.16, Qt::SolidLine, Qt::FlatCap));
    for (const double x : {bar.right() - em * 0.9, bar.right() - em * 0.5})
        painter.drawLine(QPointF(x - em * 0.15, bar.bottom() + 1),
                         QPointF(x + em * 0.15, bar.top() - 1));
}

// A line where a stage has removed all that follows.
void paintCuts(QPainter& painter, const Theme& theme, const ChartColumns& columns,
               std::span<const ChartRow> rows, const QRectF& first)
{
    for (std::size_t row = 1; row < rows.size(); ++row) {
        const Verdict verdict = rows[row].verdict;
        if (verdict == rows[row - 1].verdict || verdict.isKept() || verdict.isNoCandidate())
            continue;
        const double y = std::round(first.top() + first.height() * static_cast<double>(row));
        painter.setPen(QPen(removedColour(theme, verdict.by),
                            std::max(1.0, std::round(columns.em * 0.1)), Qt::DashLine));
        painter.drawLine(QPointF(columns.labelLeft, y), QPointF(columns.samplingRight, y));
    }
}

QRectF endingAt(double right, const QRectF& row)
{
    return {right - 1000.0, row.top(), 1000.0, row.height()};
}

} // namespace

void paintEndingAt(QPainter& painter, QPointF right, const QString& text)
{
    painter.drawText(right - QPointF(QFontMetricsF(painter.font()).horizontalAdvance(text), 0.0),
                     text);
}

void paintTokenLabel(QPainter& painter, const Theme& theme, const QString& label, QPointF left,
                     double width)
{
    const QFontMetricsF metrics(painter.font());
    const QString elided = metrics.elidedText(label, Qt::ElideMiddle, width);
    const bool leadingSpace = elided.startsWith(QChar(0x2423)) && elided.size() > 1;
    const QString space = leadingSpace ? elided.first(1) : QString();
    painter.setPen(theme.mutedText);
    painter.drawText(left, space);
    painter.setPen(theme.text);
    painter.drawText(left + QPointF(metrics.horizontalAdvance(space), 0.0),
                     elided.sliced(space.size()));
}

ChartColumns::ChartColumns(const QFont& font, double totalWidth)
    : ChartColumns({.em = QFontMetricsF(font).height(),
                    .small = scaled(font, 0.85),
                    .label = tokenFont(font, 0.95),
                    .number = tokenFont(font, 0.88)},
                   totalWidth, 0.55)
{
}

ChartColumns::ChartColumns(const ChartFonts& fonts, double totalWidth, double scrollBar)
    : ChartFonts(fonts)
    , hasModelColumn(totalWidth >= em * 24.0)
    , width(totalWidth)
    , captionPadding(std::round(em * 0.3))
{
    const double letter = QFontMetricsF(label).horizontalAdvance(u'0');
    const double digit = QFontMetricsF(number).horizontalAdvance(u'0');
    rankRight = std::round(em * 0.5 + QFontMetricsF(small).horizontalAdvance(QStringLiteral("40")));
    labelLeft = rankRight + std::round(em * 0.5);
    const double letters = std::clamp(totalWidth * 0.27 / letter, 9.0, 20.0);
    labelRight = labelLeft + std::round(letter * letters);
    barsLeft = labelRight + std::round(em * 0.5);
    scrollBarWidth = std::round(em * scrollBar);
    samplingRight = totalWidth - scrollBarWidth - std::round(em * 0.3);
    modelRight = samplingRight - std::round(digit * 8.5);
    if (!hasModelColumn) // the axis' last label and the caption beside it
        modelRight = samplingRight - std::round(digit * 10.5);
    barsRight =
        std::max(barsLeft + em, hasModelColumn ? modelRight - std::round(digit * 7.5) : modelRight);
}

void paintRows(QPainter& painter, const Theme& theme, const ChartColumns& columns,
               const BarAxis& axis, std::span<const ChartRow> rows, const QRectF& first,
               const std::optional<RandomNumberMark>& mark, std::optional<StageKind> marked)
{
    if (rows.empty())
        return;
    painter.save();
    const QRectF seen = painter.clipBoundingRect(); // a list that scrolls has more rows
    const auto top = [&](std::size_t row) {
        return first.top() + first.height() * static_cast<double>(row);
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const ChartRow& row = rows[i];
        const QRectF rect(first.left(), top(i), first.width(), first.height());
        if (painter.hasClipping() && !seen.intersects(rect))
            continue;
        if (row.chosen)
            paintChosenBand(painter, theme, columns, rect);
        if (marked && row.verdict.isRemovedBy(*marked)) {
            QColor band = removedColour(theme, *marked);
            band.setAlphaF(0.14f);
            painter.fillRect(rect, band);
        }
        paintBars(painter, theme, columns.em, axis, row, rect);
        paintRowText(painter, theme, columns, row, rect);
        if (row.sampling > axis.range.upper)
            paintBreak(painter, theme, columns.em, axis, rect);
        else if (mark && mark->rank == row.rank && !row.isOthers()) {
            const QRectF bar = barOf(axis, row.sampling, rect, samplingShare);
            paintRandomNumberMark(painter, theme,
                                  {bar.left() + bar.width() * mark->fraction, bar.top()},
                                  std::min(rect.height() * 0.42, columns.em * 0.6), bar.height());
        }
    }
    painter.setPen(QPen(theme.mutedText, columns.em * 0.06));
    painter.drawLine(QPointF(axis.left, first.top()), QPointF(axis.left, top(rows.size())));
    paintCuts(painter, theme, columns, rows, first);
    painter.restore();
}

void paintCaptions(QPainter& painter, const Theme& theme, const ChartColumns& columns,
                   const QRectF& row)
{
    painter.setFont(columns.small);
    painter.setPen(theme.mutedText);
    const QRectF line = row.adjusted(0, 0, 0, -columns.captionPadding);
    painter.drawText(line.adjusted(columns.labelLeft, 0, 0, 0), Qt::AlignLeft | Qt::AlignBottom,
                     Text::tr("token"));
    constexpr auto right = Qt::AlignRight | Qt::AlignBottom;
    if (columns.hasModelColumn)
        painter.drawText(endingAt(columns.modelRight, line), right, Text::tr("model"));
    painter.drawText(endingAt(columns.samplingRight, line), right, Text::tr("sampling"));
}

void paintGap(QPainter& painter, const Theme& theme, const ChartColumns& columns, int rank,
              const QRectF& row, bool isGiven)
{
    painter.setFont(columns.small);
    painter.setPen(theme.mutedText);
    const auto what =
        isGiven ? Text::tr("⋯ in the prompt, rank %1") : Text::tr("⋯ sampled, rank %1");
    painter.drawText(row.adjusted(columns.labelLeft, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     what.arg(QLocale(QLocale::English).toString(rank + 1)));
}

} // namespace logitscope
