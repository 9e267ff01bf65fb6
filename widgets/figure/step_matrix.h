// One step under several strategies: the most likely tokens with their model probabilities, and a
// column a strategy with what it keeps, removes and samples.
#pragma once

#include "core/sampling/distribution.h"
#include "widgets/chart/chart_rows.h"
#include "widgets/figure/text_block.h"
#include "widgets/theme.h"

#include <QRectF>
#include <QString>

#include <vector>

class QPainter;

namespace logitscope
{

struct StepUnderAll
{
    struct Column
    {
        QString name;
        Shaped shaped; // what the strategy makes of the distribution
        double u = 0.0;
        bool selected = false; // its text is the one that the step is of
    };

    QString head; // "Step 3 of greedy, under all strategies"
    Distribution distribution;
    std::vector<Column> columns;
    BytesOf bytesOf;
};

class StepMatrix
{
public:
    // Keeps nothing of the step.
    StepMatrix(const StepUnderAll& step, const Theme& theme, double width);
    StepMatrix(StepMatrix&&) = default; // what is laid out has one owner

    double height() const;

    struct Cell
    {
        double probability = 0.0; // when sampling; 0 is removed
        bool sampled = false;
    };

    struct Row
    {
        int rank;
        QString label;
        double model; // probability
        std::vector<Cell> cells;
    };

    // The most likely tokens, then those further down that a strategy samples.
    const std::vector<Row>& rows() const { return rows_; }

    QRectF cell(std::size_t row, std::size_t column) const; // counted from the corner

    void paint(QPainter& painter, QPointF topLeft) const;

private:
    struct Name
    {
        QString text;
        bool selected;
        int kept; // candidates
    };

    double lineTop(std::size_t row) const;
    void paintNames(QPainter& painter, QPointF topLeft) const;
    void paintRow(QPainter& painter, std::size_t row, QPointF topLeft) const;
    void paintCell(QPainter& painter, const Cell& cell, const QRectF& box) const;
    void paintKept(QPainter& painter, QPointF topLeft) const;

    Theme theme_;
    double width_;
    TextBlock head_;
    TextBlock note_;
    std::vector<Row> rows_;
    std::vector<Name> names_;
    int vocabulary_;
    double nameHeight_ = 0.0;
    double labelWidth_ = 0.0;
    double columnsLeft_ = 0.0;
    double columnWidth_ = 0.0;
};

} // namespace logitscope
