#include "widgets/figure/head_block.h"

#include "widgets/figure/figure_style.h"

#include <QPainter>

namespace logitscope
{

namespace
{

constexpr double afterRule = 7.0;
constexpr double between = 2.0;   // lines
constexpr double leastGap = 12.0; // in a line

} // namespace

HeadBlock::HeadBlock(const QString& name, const QString& detail, const Theme& theme, double width)
    : rule_(theme.text)
    , width_(width)
    , name_(name, figureFont(figureType::name, QFont::DemiBold), theme.text, width)
    , detail_(detail, figureFont(figureType::small), theme.mutedText, width)
    , detailPlace_(0.0, afterRule + name_.height() + between)
    , height_(afterRule + name_.height())
{
    const bool oneLine = name_.height() < 2.0 * name_.firstBaseline();
    if (oneLine && name_.naturalWidth() + leastGap + detail_.naturalWidth() <= width)
        detailPlace_ = {width - detail_.naturalWidth(),
                        afterRule + name_.firstBaseline() - detail_.firstBaseline()};
    else if (!detail.isEmpty())
        height_ += between + detail_.height();
}

void HeadBlock::paint(QPainter& painter, QPointF topLeft) const
{
    painter.fillRect(QRectF(topLeft, QSizeF(width_, 0.8)), rule_);
    name_.paint(painter, topLeft + QPointF(0.0, afterRule));
    detail_.paint(painter, topLeft + detailPlace_);
}

} // namespace logitscope
