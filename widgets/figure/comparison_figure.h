// A comparison as a page: the prompt, a grid of strategies with their texts whole, and a caption
// that says how to make it again.
#pragma once

#include "core/run/run.h"
#include "widgets/chart/legend.h"
#include "widgets/figure/cell_block.h"
#include "widgets/figure/figure.h"
#include "widgets/figure/figure_style.h"
#include "widgets/figure/matrix_block.h"
#include "widgets/figure/text_block.h"

#include <QRectF>

#include <optional>
#include <vector>

namespace logitscope
{

class ComparisonFigure : public Figure
{
public:
    // Lays everything out; the comparison may go afterwards.
    // A step of one of its texts is marked there, and stands below the grid.
    ComparisonFigure(const Run& comparison, const FigureOptions& options,
                     const StepUnderAll* step = nullptr);

    QString title() const override { return title_; }

    QSize size() const override { return size_; }

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
    double aboveFoot() const; // where the grid and the step end
    void addLegend(const QString& reference, bool hasSelected);

    FigureOptions options_;
    double margin_;
    double width_; // between the margins
    QString title_;
    TextBlock prompt_;
    TextBlock caption_;
    TextBlock definitions_;
    Legend legend_;
    std::vector<CellBlock> blocks_;
    std::vector<QRectF> places_;
    std::optional<MatrixBlock> matrix_;
    double gridTop_ = 0.0;
    double gridBottom_ = 0.0;
    QSize size_;
};

} // namespace logitscope
