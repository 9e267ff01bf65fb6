// A comparison as a page: the prompt, a grid of strategies with their texts whole, and a caption
// that says how to make it again.
#pragma once

#include "core/generation/comparison.h"
#include "widgets/figure/cell_block.h"
#include "widgets/figure/figure.h"
#include "widgets/figure/figure_legend.h"
#include "widgets/figure/figure_style.h"
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
    ComparisonFigure(const Comparison& comparison, const FigureOptions& options);

    QString title() const override { return title_; }

    QSize size() const override { return size_; }

    void paint(QPainter& painter) const override;

    // Where the cells are, row by row.
    const std::vector<QRectF>& cells() const { return places_; }

    // Where the outputs of a cell are.
    std::vector<CellBlock::Place> outputs(std::size_t cell) const;

private:
    ComparisonFigure(const ChosenCells& chosen, const FigureOptions& options);

    void addCells(const std::vector<ComparisonCell>& cells, const ComparisonCell& reference,
                  int columns);
    void placeCells(int columns);
    void addLegend(const QString& reference);

    FigureOptions options_;
    double margin_;
    double width_; // between the margins
    QString title_;
    TextBlock prompt_;
    TextBlock caption_;
    TextBlock definitions_;
    FigureLegend legend_;
    std::vector<CellBlock> blocks_;
    std::vector<QRectF> places_;
    double gridTop_ = 0.0;
    double gridBottom_ = 0.0;
    QSize size_;
};

} // namespace logitscope
