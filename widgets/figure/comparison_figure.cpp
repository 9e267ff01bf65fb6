#include "widgets/figure/comparison_figure.h"

#include "widgets/figure/comparison_cells.h"
#include "widgets/figure/page_text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr double gutter = 30.0; // between columns
constexpr double rowGap = 26.0;
constexpr double aboveMatrix = 28.0;
constexpr double narrowest = 200.0; // a cell

int columnsFor(int cells, const FigureOptions& options)
{
    const double width = options.width - 2.0 * figureMargin(options.width);
    const int fitting = static_cast<int>((width + gutter) / (narrowest + gutter));
    const int wanted = options.columns > 0 ? options.columns : cells == 2 || cells == 4 ? 2 : 3;
    return std::clamp(std::min(wanted, cells), 1, std::max(fitting, 1));
}

bool hasRepeats(const Run& comparison)
{
    return std::ranges::any_of(cellsOf(comparison), [](const ComparisonCell& cell) {
        return repeatStatisticsOf(cell.outputs).runs > 1;
    });
}

} // namespace

ComparisonFigure::ComparisonFigure(const Run& comparison, const FigureOptions& options,
                                   const StepUnderAll* step)
    : ComparisonFigure(chosenCells(comparison, options.cells, options.reference), options, step)
{
}

ComparisonFigure::ComparisonFigure(const ChosenCells& chosen, const FigureOptions& options,
                                   const StepUnderAll* step)
    : options_(options)
    , margin_(figureMargin(options.width))
    , width_(options.width - 2.0 * margin_)
    , title_(QString::fromStdString(chosen.comparison.prompt))
    , prompt_(promptBlock(title_, options.theme, width_))
    , caption_(
          captionBlock({modelCaption(chosen.comparison.model), randomNumbersText(chosen.comparison),
                        programCaption(chosen.comparison.version)},
                       options.theme, width_))
    , definitions_(noteBlock(definitionsText(hasRepeats(chosen.comparison)), options.theme, width_))
{
    const std::vector<ComparisonCell> cells = cellsOf(chosen.comparison);
    const int columns = columnsFor(static_cast<int>(cells.size()), options);
    if (!cells.empty()) {
        const auto& reference = cellOfRow(cells, chosen.comparison, chosen.reference);
        addCells(cells, reference, columns);
        addLegend(reference.strategy, step && options.step && select(cells, *step));
    } else {
        addLegend({}, false);
    }
    gridTop_ = margin_ + headHeight(prompt_) + legend_.size().height() + 22.0;
    placeCells(columns);
    if (step && options.step) {
        auto chosenColumns = *step;
        if (!options.cells.empty())
            std::erase_if(chosenColumns.columns, [&cells](const auto& column) {
                return std::ranges::find(cells, column.name, &ComparisonCell::strategy) ==
                       cells.end();
            });
        matrix_.emplace(chosenColumns, options.theme, width_);
    }
    const double bottom = aboveFoot() + footHeight({&caption_, &definitions_}) + margin_;
    size_ = {options.width, static_cast<int>(std::ceil(bottom))};
}

void ComparisonFigure::addCells(const std::vector<ComparisonCell>& cells,
                                const ComparisonCell& reference, int columns)
{
    EntropyScale scale;
    for (const ComparisonCell& cell : cells)
        for (const Branch* row : cell.outputs)
            scale.include(EntropyRun(*row));
    const double width = (width_ - gutter * (columns - 1)) / columns;
    for (const ComparisonCell& cell : cells)
        blocks_.emplace_back(cell, reference, scale, options_.theme, width);
}

bool ComparisonFigure::select(const std::vector<ComparisonCell>& cells, const StepUnderAll& step)
{
    const auto column = std::ranges::find(step.columns, true, &StepUnderAll::Column::selected);
    if (column == step.columns.end())
        return false;
    const auto cell = std::ranges::find(cells, column->name, &ComparisonCell::strategy);
    return cell != cells.end() &&
           blocks_[static_cast<std::size_t>(cell - cells.begin())].select(step.seed, step.index);
}

void ComparisonFigure::addLegend(const QString& reference, bool hasSelected)
{
    std::vector<LegendEntry> entries{shadesEntry()};
    if (hasSelected)
        entries.push_back({LegendSign::Selected, Figure::tr("selected token")});
    addEntropyEntries(entries, !std::ranges::all_of(blocks_, &CellBlock::isRepeated));
    if (std::ranges::any_of(blocks_, &CellBlock::hasMark))
        entries.push_back(
            {LegendSign::Flag,
             departureText(reference, std::ranges::any_of(blocks_, &CellBlock::isRepeated))});
    legend_ = figureLegend(std::move(entries), width_);
}

void ComparisonFigure::placeCells(int columns)
{
    const double width = (width_ - gutter * (columns - 1)) / columns;
    const auto perRow = static_cast<std::size_t>(columns);
    double top = gridTop_;
    for (std::size_t first = 0; first < blocks_.size(); first += perRow) {
        const std::size_t end = std::min(first + perRow, blocks_.size());
        double height = 0.0;
        for (std::size_t i = first; i < end; ++i)
            height = std::max(height, blocks_[i].height());
        for (std::size_t i = first; i < end; ++i)
            places_.emplace_back(margin_ + (width + gutter) * static_cast<double>(i - first), top,
                                 width, height);
        gridBottom_ = top + height;
        top += height + rowGap;
    }
    gridBottom_ = std::max(gridBottom_, gridTop_);
}

QRectF ComparisonFigure::matrixPlace() const
{
    return matrix_ ? QRectF(margin_, gridBottom_ + aboveMatrix, width_, matrix_->height())
                   : QRectF();
}

double ComparisonFigure::aboveFoot() const
{
    return matrix_ ? matrixPlace().bottom() : gridBottom_;
}

std::vector<CellBlock::Place> ComparisonFigure::outputs(std::size_t cell) const
{
    return blocks_[cell].places(places_[cell].topLeft());
}

void ComparisonFigure::paint(QPainter& painter) const
{
    painter.fillRect(QRectF(QPointF(), size_), options_.theme.surface);
    paintHead(painter, prompt_, options_.theme, {margin_, margin_});
    legend_.paint(painter, options_.theme, {margin_, margin_ + headHeight(prompt_)});
    for (std::size_t i = 0; i < blocks_.size(); ++i)
        blocks_[i].paint(painter, places_[i]);
    if (matrix_)
        matrix_->paint(painter, matrixPlace().topLeft());
    paintFoot(painter, {&caption_, &definitions_}, options_.theme,
              QRectF(margin_, aboveFoot(), width_, 0.0));
}

} // namespace logitscope
