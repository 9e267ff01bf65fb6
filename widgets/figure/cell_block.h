// A cell of the comparison's grid: a strategy, what it wrote, and that in numbers.
#pragma once

#include "widgets/chart/entropy_curves.h"
#include "widgets/figure/comparison_cells.h"
#include "widgets/figure/head_block.h"
#include "widgets/figure/statistics_table.h"
#include "widgets/figure/text_block.h"
#include "widgets/figure/token_block.h"

#include <QRectF>

#include <cstdint>
#include <optional>
#include <vector>

namespace logitscope
{

class CellBlock
{
public:
    // Keeps nothing of the cells.
    CellBlock(const ComparisonCell& cell, const ComparisonCell& reference,
              const EntropyScale& scale, const Theme& theme, double width);

    // Marks a token of the output with that seed. False where there is none.
    bool select(std::uint64_t seed, int step);
    CellBlock(CellBlock&&) = default; // what is laid out has one owner

    double height() const { return textBottom_ + footHeight(); } // at least

    bool hasMark() const; // a flag

    bool isRepeated() const { return outputs_.size() > 1; }

    // What is drawn of an output, for a cell at this place.
    struct Place
    {
        QRectF text;
        std::optional<QRectF> mark; // around the token where it departs
    };

    std::vector<Place> places(QPointF topLeft) const;

    // Heads begin at the top; curves and numbers stand at the bottom, in one line with those of the
    // cells beside it.
    void paint(QPainter& painter, const QRectF& rect) const;

private:
    struct Output
    {
        TokenBlock text;
        TextBlock tail; // how long it is, and why it ended there
        double top;     // of the text
        std::optional<int> departs;
        std::uint64_t seed;
    };

    void add(const Branch& row, const ComparisonCell& reference, bool repeated);
    double footHeight() const;
    void paintOutputs(QPainter& painter, const QRectF& rect) const;

    Theme theme_;
    double width_;
    EntropyScale scale_;
    HeadBlock head_;
    TextBlock sameness_;
    std::vector<Output> outputs_;
    std::vector<EntropyRun> runs_;
    std::vector<StatisticsLine> lines_;
    double textBottom_ = 0.0;
};

} // namespace logitscope
