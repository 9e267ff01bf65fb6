#include "widgets/chart/chart_pane.h"

#include "widgets/chart/removed_pattern.h"
#include "widgets/theme.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace logitscope
{

namespace
{

// The axis' labels in percent, as short as they can be: 0, 2.5%, 5%.
class PercentTicker : public QCPAxisTickerFixed
{
    QString getTickLabel(double tick, const QLocale&, QChar, int) override
    {
        return QString::number(std::round(tick * 1e7) / 1e5, 'g', 6) + (tick > 0.0 ? "%" : "");
    }
};

} // namespace

AxisRange axisRangeFor(ChartAxis axis, const std::vector<ChartRow>& rows)
{
    if (axis == ChartAxis::Whole)
        return {0.0, 1.0};
    double largest = 0.0;
    double smallest = 1e-3;
    for (const ChartRow& row : rows)
        for (const double probability : {row.model, row.sampling}) {
            largest = std::max(largest, probability);
            if (probability > 0.0)
                smallest = std::min(smallest, probability);
        }
    if (axis == ChartAxis::Logarithmic)
        return {std::max(std::pow(10.0, std::floor(std::log10(smallest))), 1e-8), 1.0};

    double limit = 1.0;
    for (double decade = 1.0; decade > 0.0005; decade /= 10.0)
        for (const double step : {1.0, 0.5, 0.2})
            // The tolerance is for 0.1 * 5 and the like.
            if (step * decade >= largest * (1.0 - 1e-12) && step * decade >= 0.001)
                limit = step * decade;
    return {0.0, limit};
}

ChartPane::ChartPane(QCustomPlot* plot, int layoutRow)
    : rect(new QCPAxisRect(plot, false))
    , labels(new QCPAxisTickerText)
    , shares(new PercentTicker)
    , decades(new QCPAxisTickerText)
{
    plot->plotLayout()->addElement(layoutRow, 0, rect);
    rect->setAutoMargins(QCP::msNone);
    keys = rect->addAxis(QCPAxis::atLeft);
    values = rect->addAxis(QCPAxis::atTop);
    for (QCPAxis* axis : {keys, values}) {
        axis->setLayer(QStringLiteral("axes"));
        axis->grid()->setLayer(QStringLiteral("grid"));
        axis->setTickLength(0);
        axis->setSubTicks(false);
        axis->setTickLabels(false);
        axis->setPadding(0);
    }
    keys->setTicks(false);
    keys->setRangeReversed(true);
    keys->setTicker(labels);
    values->grid()->setVisible(true);
    values->setBasePen(Qt::NoPen);
    values->setTickPen(Qt::NoPen);
    values->setTicker(shares);

    model = new QCPBars(keys, values);
    removedByTopK = new QCPBars(keys, values);
    removedByTopP = new QCPBars(keys, values);
    sampling = new QCPBars(keys, values);
    for (QCPBars* bars : {model, removedByTopK, removedByTopP, sampling}) {
        bars->setWidthType(QCPBars::wtAbsolute);
        bars->setAntialiased(false);
        bars->setAntialiasedFill(false);
    }
}

void ChartPane::show(std::vector<ChartRow> rows)
{
    for (QCPBars* bars : {model, removedByTopK, removedByTopP, sampling})
        bars->data()->clear();
    labels->clear();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto key = static_cast<double>(i);
        const Verdict verdict = rows[i].verdict;
        QCPBars* behind = verdict == Verdict::RemovedByTopK   ? removedByTopK
                          : verdict == Verdict::RemovedByTopP ? removedByTopP
                                                              : model;
        behind->addData(key, rows[i].model);
        if (verdict == Verdict::Kept)
            sampling->addData(key, rows[i].sampling);
        labels->addTick(key, rows[i].label);
    }
    known = std::move(rows);
}

std::vector<ChartRow> ChartPane::rows() const
{
    const auto valueAt = [](const QCPBars* bars, double key) -> std::optional<double> {
        const auto found = bars->data()->findBegin(key, false);
        if (found == bars->data()->constEnd() || found->key != key)
            return std::nullopt;
        return found->value;
    };
    std::vector<ChartRow> rows;
    for (const auto& [key, label] : labels->ticks().toStdMap()) {
        ChartRow row = known[rows.size()];
        row.label = label;
        row.sampling = valueAt(sampling, key).value_or(0.0);
        if (const auto value = valueAt(removedByTopK, key))
            row.verdict = Verdict::RemovedByTopK, row.model = *value;
        else if (const auto other = valueAt(removedByTopP, key))
            row.verdict = Verdict::RemovedByTopP, row.model = *other;
        else {
            row.verdict = valueAt(sampling, key) ? Verdict::Kept : Verdict::Impossible;
            row.model = valueAt(model, key).value_or(0.0);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

void ChartPane::setColours(const Theme& theme, double em, double devicePixelRatio)
{
    keys->setBasePen(QPen(theme.mutedText, 1.0));
    values->grid()->setPen(QPen(theme.border, 1.0));
    values->grid()->setZeroLinePen(Qt::NoPen);
    model->setPen(Qt::NoPen);
    model->setBrush(theme.modelBar);
    sampling->setPen(Qt::NoPen);
    sampling->setBrush(theme.samplingBar);
    removedByTopK->setPen(QPen(theme.removedByTopK, 1.0));
    removedByTopK->setBrush(hatchBrush(theme.removedByTopK, em * 0.36, devicePixelRatio));
    removedByTopP->setPen(QPen(theme.removedByTopP, 1.0));
    removedByTopP->setBrush(dotBrush(theme.removedByTopP, em * 0.30, devicePixelRatio));
}

void ChartPane::setAxis(ChartAxis axis, AxisRange range, double width)
{
    const bool logarithmic = axis == ChartAxis::Logarithmic;
    values->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    values->setRange(range.lower, range.upper);
    for (QCPBars* bars : {model, removedByTopK, removedByTopP, sampling})
        bars->setBaseValue(range.lower);
    if (logarithmic)
        setDecades(range, width);
    else
        setShares(range.upper, width);
}

void ChartPane::setShares(double limit, double width)
{
    // Five steps of a fifth or four of a quarter where their labels have room, else halves, or the
    // ends alone.
    const bool twos =
        std::abs(limit / std::pow(10.0, std::floor(std::log10(limit) + 1e-9)) - 2.0) < 0.1;
    const int steps = twos ? 4 : 5;
    const double labelWidth =
        QFontMetricsF(values->tickLabelFont()).horizontalAdvance("0.05%") * 1.4;
    const int fitting = width >= labelWidth * steps ? steps : width >= labelWidth * 1.5 ? 2 : 1;
    shares->setTickStep(limit / fitting);
    values->setTicker(shares);
}

// 100% and powers of ten below it, as many as their labels have room for.
void ChartPane::setDecades(AxisRange range, double width)
{
    const int count = static_cast<int>(std::lround(-std::log10(range.lower)));
    const double labelWidth =
        QFontMetricsF(values->tickLabelFont()).horizontalAdvance("0.0001%") * 1.2;
    const int fitting = std::max(1, static_cast<int>(width / labelWidth));
    const int stride = (count + fitting - 1) / fitting;
    decades->clear();
    for (int power = 0; power <= count; power += stride)
        decades->addTick(std::pow(10.0, -power),
                         QString::number(std::pow(10.0, 2 - power), 'g', 6) + '%');
    values->setTicker(decades);
}

void ChartPane::setRows(double height, double scrolled)
{
    rowHeight = height;
    const double lower = scrolled / height - 0.5;
    keys->setRange(lower, lower + rect->minimumSize().height() / height);
    // An even rest above and below, so that the edges of the bars fall on whole pixels.
    const auto matching = [height](double share) {
        const double rest = std::round(height * (1.0 - share) / 2) * 2;
        return std::max(height - rest, 2.0);
    };
    model->setWidth(matching(0.62));
    removedByTopK->setWidth(matching(0.62) - 1);
    removedByTopP->setWidth(matching(0.62) - 1);
    sampling->setWidth(matching(0.30));
}

QRectF ChartPane::rowRect(std::size_t row) const
{
    const double centre = keys->coordToPixel(static_cast<double>(row));
    return {0.0, centre - rowHeight / 2, 1.0, rowHeight};
}

QRectF ChartPane::area(double width) const
{
    return {0.0, static_cast<double>(rect->top()), width, static_cast<double>(rect->height())};
}

ChartPane::~ChartPane() = default;

} // namespace logitscope
