#include "widgets/figure/comparison_figure.h"

#include "widgets/figure/comparison_cells.h"

#include <QPainter>

#include <algorithm>
#include <utility>

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

// A prompt is large unless it is long.
TextBlock promptBlock(const QString& prompt, const Theme& theme, double width)
{
    const int size = prompt.size() <= 160 ? 20 : prompt.size() <= 500 ? 14 : figureType::text;
    return {prompt, figureFont(size, QFont::Medium), theme.text, width, 1.2};
}

bool hasPartSteps(const std::vector<ComparisonCell>& cells)
{
    const auto isPart = [](const NodePtr& node) { return !node->step.coverage.whole(); };
    return std::ranges::any_of(cells, [&](const ComparisonCell& cell) {
        return std::ranges::any_of(cell.outputs, [&](const Branch* branch) {
            return std::ranges::any_of(pathTo(branch->leaf), isPart);
        });
    });
}

// Of the numbers below a cell.
QString definitionsText(const std::vector<ComparisonCell>& cells)
{
    QString definitions = Figure::tr(
        "Means over the tokens: entropy of the sampling probabilities; effective vocabulary, 2 to "
        "that entropy; surprisal, −log₂ of the model probability. distinct-2: "
        "different pairs of neighbouring tokens, as a share of all.");
    const bool repeated = std::ranges::any_of(cells, [](const ComparisonCell& cell) {
        return repeatStatisticsOf(cell.outputs).runs > 1;
    });
    if (repeated)
        definitions += u' ' + Figure::tr("mean, sd: over the seeds, the latter the sample standard "
                                         "deviation (n − 1).");
    if (hasPartSteps(cells))
        definitions += u' ' + Figure::tr("The server told only the most likely tokens: an upright "
                                         "bar is what the entropy lies in.");
    return definitions;
}

} // namespace

ComparisonFigure::ComparisonFigure(const Run& comparison, const FigureOptions& options,
                                   const StepUnderAll* step)
    : ComparisonFigure(chosenCells(comparison, options.cells, options.reference), options, step)
{
}

ComparisonFigure::ComparisonFigure(const ChosenCells& chosen, const FigureOptions& options,
                                   const StepUnderAll* step)
    : FigurePage(chosen.comparison, options)
    , prompt_(promptBlock(title_, options.theme, width_))
{
    const std::vector<ComparisonCell> cells = cellsOf(chosen.comparison);
    const int columns = columnsFor(static_cast<int>(cells.size()), options);
    std::vector<LegendEntry> entries;
    if (!cells.empty()) {
        const auto& reference = cellOfRow(cells, chosen.comparison, chosen.reference);
        addCells(cells, reference, columns);
        entries = textEntries(reference.strategy, step && options.step && select(cells, *step));
    }
    setHead(tr("Prompt"), prompt_.height(), std::move(entries),
            !std::ranges::all_of(blocks_, &CellBlock::isRepeated));
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
    setFoot(matrix_ ? matrixPlace().bottom() : gridBottom_, chosen.comparison,
            {randomNumbersText(chosen.comparison)}, definitionsText(cells));
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

std::vector<LegendEntry> ComparisonFigure::textEntries(const QString& reference,
                                                       bool hasSelected) const
{
    std::vector<LegendEntry> entries;
    if (hasSelected)
        entries.push_back({LegendSign::Selected, Figure::tr("selected token")});
    if (std::ranges::any_of(blocks_, &CellBlock::hasMark)) {
        const QString words = std::ranges::any_of(blocks_, &CellBlock::isRepeated)
                                  ? tr("first token that differs from %1 with the same seed")
                                  : tr("first token that differs from %1");
        entries.push_back({LegendSign::Flag, words.arg(reference)});
    }
    return entries;
}

void ComparisonFigure::placeCells(int columns)
{
    const double width = (width_ - gutter * (columns - 1)) / columns;
    const auto perRow = static_cast<std::size_t>(columns);
    double top = middleTop();
    gridBottom_ = top;
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
}

QRectF ComparisonFigure::matrixPlace() const
{
    return matrix_ ? QRectF(margin_, gridBottom_ + aboveMatrix, width_, matrix_->height())
                   : QRectF();
}

std::vector<CellBlock::Place> ComparisonFigure::outputs(std::size_t cell) const
{
    return blocks_[cell].places(places_[cell].topLeft());
}

void ComparisonFigure::paint(QPainter& painter) const
{
    FigurePage::paint(painter);
    prompt_.paint(painter, textPlace().topLeft());
    for (std::size_t i = 0; i < blocks_.size(); ++i)
        blocks_[i].paint(painter, places_[i]);
    if (matrix_)
        matrix_->paint(painter, matrixPlace().topLeft());
}

} // namespace logitscope
