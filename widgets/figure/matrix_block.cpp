#include "widgets/figure/matrix_block.h"

#include "widgets/figure/figure_page.h"

#include <QPainter>

namespace logitscope
{

namespace
{

constexpr double aboveNote = 8.0;

StepMatrix::Style matrixStyle()
{
    return {.names = figureFont(figureType::small),
            .tokens = figureTokenFont(figureType::small),
            .numbers = figureFont(figureType::tiny),
            .em = 11.5,
            .pen = 0.5,
            .widestColumn = 5.2,
            .columnsShare = 0.62};
}

QString noteText(const StepMatrix& matrix)
{
    const QString marks = Figure::tr("Blue: kept, deeper where the sampling probability is higher. "
                                     "–: removed. ◆: sampled at the strategy's u. Below: how many "
                                     "candidates it keeps.");
    return matrix.hasBars() ? Figure::tr("Bars: model probability. %1").arg(marks) : marks;
}

} // namespace

MatrixBlock::MatrixBlock(const StepUnderAll& step, const Theme& theme, double width)
    : head_(step.head, {}, theme, width)
    , matrix_(step, matrixStyle(), theme, width)
    , note_(noteBlock(noteText(matrix_), theme, width))
{
}

double MatrixBlock::matrixTop() const
{
    return head_.height() + HeadBlock::clearance;
}

double MatrixBlock::height() const
{
    return matrixTop() + matrix_.height() + aboveNote + note_.height();
}

void MatrixBlock::paint(QPainter& painter, QPointF topLeft) const
{
    head_.paint(painter, topLeft);
    matrix_.paint(painter, topLeft + QPointF(0.0, matrixTop()));
    note_.paint(painter, topLeft + QPointF(0.0, height() - note_.height()));
}

} // namespace logitscope
