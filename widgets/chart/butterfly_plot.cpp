#include "widgets/chart/butterfly_plot.h"

#include "widgets/chart/chart_row_painter.h"
#include "widgets/chart/comparison_marks.h"
#include "widgets/control/stage_card.h"
#include "widgets/look.h"
#include "widgets/text/removed_pattern.h"
#include "widgets/text/token_font.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

// Left to right: A's number, A's bars, which grow to the left, the label, B's bars, B's number and,
// where there is room, the difference.
struct ButterflyColumns
{
    double em;
    QFont small, label, number;
    double numberLeft, barsLeft, labelLeft, labelRight, barsRight, numberRight, differenceRight;
    bool hasDifference;

    ButterflyColumns(const QFont& font, double width)
        : em(QFontMetricsF(font).height())
        , small(scaled(font, 0.85))
        , label(tokenFont(font, 0.95))
        , number(tokenFont(font, 0.88))
        , hasDifference(width >= em * 30.0)
    {
        const double digit = QFontMetricsF(number).horizontalAdvance(u'0');
        const double letter = QFontMetricsF(label).horizontalAdvance(u'0');
        const double numbers = std::round(digit * 8.0 + em * 0.3);
        const double labels = std::round(letter * std::clamp(width * 0.2 / letter, 8.0, 16.0) + em);
        numberLeft = std::round(em * 0.5);
        differenceRight = std::round(width - em * 0.5);
        numberRight = differenceRight - (hasDifference ? std::round(digit * 8.5) : 0.0);
        barsLeft = numberLeft + numbers;
        barsRight = numberRight - numbers;
        const double middle = std::round((barsLeft + barsRight) / 2);
        labelLeft = middle - std::round(labels / 2);
        labelRight = labelLeft + labels;
    }

    // From the middle outwards.
    BarAxis axis(AxisRange range) const
    {
        return {ChartAxis::Fitting, range, labelRight, barsRight};
    }

    double mirrored(double x) const { return labelLeft - (x - labelRight); }
};

// A bar between two probabilities, at its side.
QRectF barBetween(const ButterflyColumns& columns, const BarAxis& axis, bool isLeft, double from,
                  double to, const QRectF& row)
{
    const double rest = std::round(row.height() * 0.46 / 2) * 2;
    double near = axis.position(from);
    double far = axis.position(to);
    if (isLeft) {
        near = columns.mirrored(near);
        far = columns.mirrored(far);
    }
    return QRectF(std::min(near, far), row.top() + rest / 2, std::abs(far - near),
                  row.height() - rest);
}

void paintSide(QPainter& painter, const Theme& theme, const ButterflyColumns& columns,
               const BarAxis& axis, bool isLeft, const ChartRow& own, const ChartRow& other,
               const QRectF& row)
{
    if (own.chosen) {
        QColor band = theme.chosen;
        band.setAlphaF(theme.dark ? 0.13f : 0.20f);
        const double middle = (columns.labelLeft + columns.labelRight) / 2;
        const QRectF half = isLeft ? QRectF(QPointF(0, row.top()), QPointF(middle, row.bottom()))
                                   : QRectF(QPointF(middle, row.top()), row.bottomRight());
        painter.fillRect(half, band);
        const double line = std::round(columns.em * 0.2);
        painter.fillRect(isLeft ? half.adjusted(0, 0, line - half.width(), 0)
                                : half.adjusted(half.width() - line, 0, 0, 0),
                         theme.chosen);
    }
    const auto bar = [&](double from, double to) {
        return barBetween(columns, axis, isLeft, from, to, row);
    };
    if (own.verdict.isKept()) {
        const double shared = std::min(own.sampling, other.sampling);
        painter.fillRect(bar(0.0, shared), theme.samplingBar);
        if (own.sampling > shared)
            paintDifference(painter, theme, bar(shared, own.sampling), columns.em);
    } else if (!own.verdict.isNoCandidate()) {
        paintRemoved(painter, bar(0.0, own.model), theme, own.verdict.by, columns.em);
    }
}

QString pointsOf(double difference)
{
    const auto text = percentOf(std::abs(difference)).chopped(1);
    return difference == 0.0 ? text : (difference < 0.0 ? u'−' : u'+') + text;
}

} // namespace

ButterflyPlot::ButterflyPlot(QWidget* parent) : RowList(parent)
{
    setAccessibleName(tr("Sampling probabilities under two chains"));
}

void ButterflyPlot::setChains(std::shared_ptr<const ShapedStep> a,
                              std::shared_ptr<const ShapedStep> b,
                              std::vector<TokenDifference> tokens, const BytesOf& bytesOf,
                              bool isSameStep)
{
    a_ = std::move(a);
    b_ = std::move(b);
    tokens_ = std::move(tokens);
    bytesOf_ = bytesOf;
    double largest = 0.0; // also of the removed, which have a bar as well
    for (const auto& token : tokens_) {
        largest = std::max({largest, token.a, token.b});
        if (token.a == 0.0 || token.b == 0.0)
            largest = std::max(largest, b_->distribution.probability(token.rankB));
    }
    range_ = fittingRange(isSameStep ? std::max(largest, range_.upper) : largest);
    setRowCount(static_cast<int>(tokens_.size()));
}

void ButterflyPlot::clear()
{
    a_.reset();
    b_.reset();
    tokens_.clear();
    setRowCount(0);
}

void ButterflyPlot::setPicksShown(bool areShown)
{
    picksShown_ = areShown;
    viewport()->update();
    itemsChanged();
}

ButterflyPlot::Row ButterflyPlot::row(int index) const
{
    const auto& token = tokens_[static_cast<std::size_t>(index)];
    const auto picked = [this](const ShapedStep& step) {
        return picksShown_ && step.isPickCertain ? std::optional(step.pickedToken()) : std::nullopt;
    };
    return {chartRow(a_->distribution, a_->shaped, token.rankA, picked(*a_), bytesOf_),
            chartRow(b_->distribution, b_->shaped, token.rankB, picked(*b_), bytesOf_)};
}

void ButterflyPlot::paintCaptions(QPainter& painter, const QRectF& line) const
{
    const Theme& theme = themeOf(palette());
    const ButterflyColumns columns(font(), line.width());
    const double bottom = line.bottom() - std::round(columns.em * 0.3);
    painter.setFont(columns.small);
    painter.setPen(theme.mutedText);
    painter.drawText(
        QRectF(QPointF(columns.labelLeft, line.top()), QPointF(columns.labelRight, bottom)),
        Qt::AlignHCenter | Qt::AlignBottom, tr("token"));
    const double baseline = bottom - QFontMetricsF(columns.small).descent();
    painter.drawText(QPointF(columns.numberLeft, baseline), tr("A"));
    paintEndingAt(painter, {columns.numberRight, baseline}, tr("B"));
    if (columns.hasDifference)
        paintEndingAt(painter, {columns.differenceRight, baseline}, tr("points"));
    const auto axis = columns.axis(range_);
    for (const auto& [probability, label] : axis.ticks(columns.small)) {
        if (probability == 0.0)
            continue;
        const double half = QFontMetricsF(columns.small).horizontalAdvance(label) / 2;
        const double x = axis.position(probability);
        painter.drawText(QPointF(x - half, baseline), label);
        painter.drawText(QPointF(columns.mirrored(x) - half, baseline), label);
    }
}

void ButterflyPlot::paintGrid(QPainter& painter, const QRectF& area) const
{
    const Theme& theme = themeOf(palette());
    const ButterflyColumns columns(font(), area.width());
    const auto axis = columns.axis(range_);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const auto& [probability, label] : axis.ticks(columns.small)) {
        painter.setPen(QPen(probability > 0.0 ? theme.border : theme.mutedText, 1.0));
        const double x = std::round(axis.position(probability));
        for (const double place : {x, columns.mirrored(x)})
            painter.drawLine(QPointF(place, area.top()), QPointF(place, area.bottom()));
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

void ButterflyPlot::paintRow(QPainter& painter, int index, const QRectF& rect) const
{
    const Theme& theme = themeOf(palette());
    const ButterflyColumns columns(font(), rect.width());
    const auto axis = columns.axis(range_);
    const auto [a, b] = row(index);
    paintSide(painter, theme, columns, axis, true, a, b, rect);
    paintSide(painter, theme, columns, axis, false, b, a, rect);

    const double baseline =
        std::round(rect.center().y() + QFontMetricsF(columns.label).capHeight() / 2);
    painter.setFont(a.chosen || b.chosen ? inBold(columns.label) : columns.label);
    const double room = columns.labelRight - columns.labelLeft - columns.em * 0.6;
    const double width = std::min(QFontMetricsF(painter.font()).horizontalAdvance(a.label), room);
    const double middle = (columns.labelLeft + columns.labelRight) / 2;
    paintTokenLabel(painter, theme, a.label, {std::round(middle - width / 2), baseline}, room);

    const auto paintNumber = [&](const ChartRow& own) {
        painter.setFont(own.chosen && own.verdict.isKept() ? inBold(columns.number)
                                                           : columns.number);
        painter.setPen(own.verdict.isKept() ? theme.text : theme.mutedText);
    };
    paintNumber(a);
    painter.drawText(QPointF(columns.numberLeft, baseline), samplingText(a));
    paintNumber(b);
    paintEndingAt(painter, {columns.numberRight, baseline}, samplingText(b));
    if (columns.hasDifference) {
        painter.setFont(columns.number);
        painter.setPen(theme.mutedText);
        if (b.sampling != a.sampling)
            paintEndingAt(painter, {columns.differenceRight, baseline},
                          pointsOf(b.sampling - a.sampling));
    }
}

QString ButterflyPlot::rowTip(int index) const
{
    const auto [a, b] = row(index);
    const auto saidOf = [](const ChartRow& own) {
        const auto verdict = own.verdict.isKept()      ? percentOf(own.sampling)
                             : own.verdict.isUnknown() ? tr("unknown")
                             : own.verdict.isImpossible()
                                 ? tr("impossible")
                                 : tr("removed by %1").arg(stageName(own.verdict.by));
        return own.chosen ? tr("%1, picked").arg(verdict) : verdict;
    };
    const auto rank =
        a.rank == b.rank
            ? tr("rank %1").arg(countText(b.rank + 1))
            : tr("rank %1 in A, %2 in B").arg(countText(a.rank + 1), countText(b.rank + 1));
    return tr("%1 · token %2 · %3 · model probability %4\nA: %5 · B: %6 · difference %7 points")
        .arg(b.label)
        .arg(b.token)
        .arg(rank, percentOf(b.model), saidOf(a), saidOf(b), pointsOf(b.sampling - a.sampling));
}

QString ButterflyPlot::captionTip(QPointF) const
{
    return tr("A's sampling probabilities at the left, B's at the right. Filled is what both give "
              "a token, outlined what only one gives it: the outlined bars of a side together are "
              "what the chains differ by. \"Points\" are B's percentage minus A's.");
}

} // namespace logitscope
