// A comparison as a page: the prompt, a grid of strategies with their texts whole, and a caption
// that says how to make it again.
#pragma once

#include "widgets/figure/cell_block.h"
#include "widgets/figure/figure_page.h"
#include "widgets/figure/matrix_block.h"

#include <QRectF>

#include <optional>
#include <vector>

namespace logitscope
{

class ComparisonFigure : public FigurePage
{
public:
    // Lays everything out; the comparison may go afterwards.
    // A step of one of its texts is marked there, and stands below the grid.
    ComparisonFigure(const Run& comparison, const FigureOptions& options,
                     const StepUnderAll* step = nullptr);

    void paint(QPainter& painter) const override;

    // Where the cells are, row by row.
    const std::vector<QRectF>& cells() const { return places_; }

    // Of the step; nothing without one.
    QRectF matrixPlace() const;

    // Where the outputs of a cell are.
    std::vector<CellBlock::Place> outputs(std::size_t cell) const;

private:
    ComparisonFigure(const ChosenCells& chosen, const FigureOptions& options,
                     const StepUnderAll* step);

    void addCells(const std::vector<ComparisonCell>& cells, const ComparisonCell& reference,
                  int columns);

    // Marks the step's token. False where its text is not among the cells.
    bool select(const std::vector<ComparisonCell>& cells, const StepUnderAll& step);

    void placeCells(int columns);
    std::vector<LegendEntry> textEntries(const QString& reference, bool hasSelected) const;

    TextBlock prompt_;
    std::vector<CellBlock> blocks_;
    std::vector<QRectF> places_;
    std::optional<MatrixBlock> matrix_;
    double gridBottom_ = 0.0;
};

} // namespace logitscope
