// The head of a part of a page: a rule, a name, and what is said of it in small type, which ends
// the name's line or follows below it where it has no room.
#pragma once

#include "widgets/figure/text_block.h"
#include "widgets/theme.h"

namespace logitscope
{

class HeadBlock
{
public:
    static constexpr double clearance = 9.0; // of what stands below

    HeadBlock(const QString& name, const QString& detail, const Theme& theme, double width);

    double height() const { return height_; } // from the rule on

    void paint(QPainter& painter, QPointF topLeft) const;

private:
    QColor rule_;
    double width_;
    TextBlock name_;
    TextBlock detail_;
    QPointF detailPlace_;
    double height_;
};

} // namespace logitscope
