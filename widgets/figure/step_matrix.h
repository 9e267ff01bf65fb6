// One step under several strategies, laid out for a page.
#pragma once

#include "widgets/chart/step_under_all.h"
#include "widgets/figure/text_block.h"
#include "widgets/theme.h"

#include <QRectF>
#include <QString>

#include <optional>
#include <vector>

class QPainter;

namespace logitscope
{

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
        StepUnderAll::Row token;
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
        QString kept; // candidates
    };

    double barRoom() const;
    QString noteText() const;
    void paintScale(QPainter& painter, QPointF topLeft) const;
    double lineTop(std::size_t row) const;
    void paintNames(QPainter& painter, QPointF topLeft) const;
    void paintRow(QPainter& painter, std::size_t row, QPointF topLeft) const;
    void paintCell(QPainter& painter, const Cell& cell, const QRectF& box) const;
    void paintKept(QPainter& painter, QPointF topLeft) const;

    Theme theme_;
    double width_;
    TextBlock head_;
    std::optional<TextBlock> note_;
    std::vector<Row> rows_;
    std::vector<Name> names_;
    KeptFoot kept_{};
    double nameHeight_ = 0.0;
    double labelWidth_ = 0.0;
    double columnsLeft_ = 0.0;
    double columnWidth_ = 0.0;
};

} // namespace logitscope
