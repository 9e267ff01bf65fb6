// The step matrix on a page: with a head, and what its signs mean.
#pragma once

#include "widgets/chart/step_matrix.h"
#include "widgets/figure/head_block.h"
#include "widgets/figure/text_block.h"

namespace logitscope
{

class MatrixBlock
{
public:
    // Keeps nothing of the step.
    MatrixBlock(const StepUnderAll& step, const Theme& theme, double width);
    MatrixBlock(MatrixBlock&&) = default; // what is laid out has one owner

    double height() const;

    void paint(QPainter& painter, QPointF topLeft) const;

private:
    double matrixTop() const;

    HeadBlock head_;
    StepMatrix matrix_;
    TextBlock note_;
};

} // namespace logitscope
