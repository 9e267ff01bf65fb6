#include "widgets/figure/cell_block.h"

#include "core/run/statistics_texts.h"
#include "widgets/figure/figure.h"
#include "widgets/figure/figure_numbers.h"
#include "widgets/figure/figure_style.h"

#include <QPainter>

#include <algorithm>

namespace logitscope
{

namespace
{

constexpr double afterRule = 7.0;
constexpr double afterHead = 9.0;
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
    , name_(cell.strategy, figureFont(figureType::name, QFont::DemiBold), theme.text, width)
    , settings_(cell.settings, figureFont(figureType::small), theme.mutedText, width)
    , sameness_(samenessText(cell.outputs), figureFont(figureType::small, QFont::Medium),
                theme.text, width)
{
    placeHead(width);
    const bool repeated = cell.outputs.size() > 1;
    for (const Branch* output : cell.outputs)
        add(*output, reference, repeated);
    const RepeatStatistics statistics = repeatStatisticsOf(cell.outputs);
    if (statistics.runs > 1) {
        lines_.push_back({Figure::tr("mean"), meansOf(statistics)});
        lines_.push_back({Figure::tr("± sd"), deviationsOf(statistics)});
    }
}

// The settings end the line of the name, or follow below it where they have no room.
void CellBlock::placeHead(double width)
{
    const double baseline = afterRule + name_.firstBaseline();
    double bottom = afterRule + name_.height();
    const bool beside = name_.naturalWidth() + 12.0 + settings_.naturalWidth() <= width &&
                        name_.height() < 2.0 * name_.firstBaseline();
    settingsPlace_ =
        beside ? QPointF(width - settings_.naturalWidth(), baseline - settings_.firstBaseline())
               : QPointF(0.0, bottom + 2.0);
    if (!beside)
        bottom += 2.0 + settings_.height();
    if (sameness_.naturalWidth() > 0.0) {
        samenessPlace_ = {0.0, bottom + 3.0};
        bottom += 3.0 + sameness_.height();
    }
    textBottom_ = bottom + afterHead;
}

void CellBlock::add(const Branch& row, const ComparisonCell& reference, bool repeated)
{
    if (!outputs_.empty())
        textBottom_ += 2.0 * aroundHairline;
    Output output{
        TokenBlock(QString(), row, figureFont(figureType::text), theme_, width_),
        TextBlock(tailText(row, repeated), figureFont(figureType::tiny), theme_.mutedText, width_),
        textBottom_, departureFrom(reference.outputs, row)};
    if (output.departs)
        output.text.flag(*output.departs);
    textBottom_ += output.text.height() + afterText + output.tail.height();
    outputs_.push_back(std::move(output));
    runs_.emplace_back(row);
    lines_.push_back(
        {repeated ? Figure::tr("seed %1").arg(row.seed) : QString(), textsOf(statisticsOf(row))});
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
    paintHead(painter, rect);
    paintOutputs(painter, rect);

    const double table = rect.bottom() - statisticsTableHeight(lines_.size());
    const QRectF strip(rect.left(), table - afterStrip - stripHeight, width_, stripHeight);
    EntropyCurves(strip, scale_, figureEntropyStyle()).paint(painter, theme_, runs_);
    paintStatisticsTable(painter, {rect.left(), table}, width_, lines_, theme_);
}

void CellBlock::paintHead(QPainter& painter, const QRectF& rect) const
{
    painter.fillRect(QRectF(rect.left(), rect.top(), width_, 0.8), theme_.text);
    name_.paint(painter, rect.topLeft() + QPointF(0.0, afterRule));
    settings_.paint(painter, rect.topLeft() + settingsPlace_);
    if (sameness_.naturalWidth() > 0.0)
        sameness_.paint(painter, rect.topLeft() + samenessPlace_);
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
