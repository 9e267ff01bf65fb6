#include "widgets/figure/cell_block.h"

#include "core/run/statistics_texts.h"
#include "widgets/figure/figure.h"
#include "widgets/figure/figure_style.h"

#include <QPainter>

#include <algorithm>

namespace logitscope
{

namespace
{

constexpr double beforeSameness = 3.0;
constexpr double afterText = 4.0;
constexpr double aroundHairline = 7.0;
constexpr double beforeStrip = 12.0;
constexpr double stripHeight = 46.0; // labels below it included
constexpr double afterStrip = 6.0;

// "seed 7 · 40 tokens · token limit reached"
QString tailText(const Branch& row, bool repeated)
{
    QStringList facts{Figure::tr("%Ln token(s)", nullptr, row.length()),
                      QString::fromUtf8(stopReasonSentence(row.stopReason).data())};
    if (repeated)
        facts.prepend(Figure::tr("seed %1").arg(row.seed));
    return facts.join(QStringLiteral(" · "));
}

} // namespace

CellBlock::CellBlock(const ComparisonCell& cell, const ComparisonCell& reference,
                     const EntropyScale& scale, const Theme& theme, double width)
    : theme_(theme)
    , width_(width)
    , scale_(scale)
    , head_(cell.strategy, cell.settings, theme, width)
    , sameness_(samenessText(cell.outputs), figureFont(figureType::small, QFont::Medium),
                theme.text, width)
{
    textBottom_ = head_.height() + HeadBlock::clearance;
    const bool repeated = cell.outputs.size() > 1;
    if (repeated)
        textBottom_ += beforeSameness + sameness_.height();
    for (const Branch* output : cell.outputs)
        add(*output, reference, repeated);
    const RepeatStatistics statistics = repeatStatisticsOf(cell.outputs);
    if (statistics.runs > 1) {
        lines_.push_back({Figure::tr("mean"), meansOf(statistics, BoundedStyle::Short)});
        lines_.push_back({Figure::tr("± sd"), deviationsOf(statistics)});
    }
}

void CellBlock::add(const Branch& row, const ComparisonCell& reference, bool repeated)
{
    if (!outputs_.empty())
        textBottom_ += 2.0 * aroundHairline;
    Output output{
        TokenBlock(QString(), row, figureFont(figureType::text), theme_, width_),
        TextBlock(tailText(row, repeated), figureFont(figureType::tiny), theme_.mutedText, width_),
        textBottom_, departureFrom(reference.outputs, row), row.seed};
    if (output.departs)
        output.text.flag(*output.departs);
    textBottom_ += output.text.height() + afterText + output.tail.height();
    outputs_.push_back(std::move(output));
    runs_.emplace_back(row);
    lines_.push_back({repeated ? Figure::tr("seed %1").arg(row.seed) : QString(),
                      textsOf(statisticsOf(row), BoundedStyle::Short)});
}

bool CellBlock::select(std::uint64_t seed, int step)
{
    const auto output = std::ranges::find(outputs_, seed, &Output::seed);
    if (output == outputs_.end() || step >= output->text.stepCount())
        return false;
    output->text.select(step);
    return true;
}

bool CellBlock::hasMark() const
{
    return std::ranges::any_of(outputs_,
                               [](const Output& output) { return output.departs.has_value(); });
}

double CellBlock::footHeight() const
{
    return beforeStrip + stripHeight + afterStrip + statisticsTableHeight(lines_.size());
}

std::vector<CellBlock::Place> CellBlock::places(QPointF topLeft) const
{
    std::vector<Place> places;
    for (const Output& output : outputs_) {
        const QPointF corner = topLeft + QPointF(0.0, output.top);
        Place place{QRectF(corner, QSizeF(width_, output.text.height())), {}};
        if (output.departs)
            place.mark = output.text.rectangles(*output.departs).first().translated(corner);
        places.push_back(place);
    }
    return places;
}

void CellBlock::paint(QPainter& painter, const QRectF& rect) const
{
    head_.paint(painter, rect.topLeft());
    sameness_.paint(painter, rect.topLeft() + QPointF(0.0, head_.height() + beforeSameness));
    paintOutputs(painter, rect);

    const double table = rect.bottom() - statisticsTableHeight(lines_.size());
    const QRectF strip(rect.left(), table - afterStrip - stripHeight, width_, stripHeight);
    EntropyCurves(strip, scale_, figureEntropyStyle()).paint(painter, theme_, runs_);
    paintStatisticsTable(painter, {rect.left(), table}, width_, lines_, theme_);
}

void CellBlock::paintOutputs(QPainter& painter, const QRectF& rect) const
{
    for (const Output& output : outputs_) {
        const QPointF corner = rect.topLeft() + QPointF(0.0, output.top);
        if (&output != &outputs_.front())
            painter.fillRect(QRectF(corner - QPointF(0.0, aroundHairline), QSizeF(width_, 0.5)),
                             theme_.border);
        output.text.paint(painter, corner);
        output.tail.paint(painter, corner + QPointF(0.0, output.text.height() + afterText));
    }
}

} // namespace logitscope
