// Two chains' bars at either side of their tokens: what both give a token is filled, what only one
// gives is outlined, so that the outlined bars of each side together are as much as the chains
// differ by. A removed token has its model probability in the pattern of what removed it.
#pragma once

#include "core/sampling/chain_difference.h"
#include "widgets/chart/chart_axis.h"
#include "widgets/chart/chart_rows.h"
#include "widgets/chart/row_list.h"

#include <memory>
#include <vector>

namespace logitscope
{

class ButterflyPlot : public RowList
{
    Q_OBJECT

public:
    explicit ButterflyPlot(QWidget* parent = nullptr);

    // The tokens in the order of their rows. Of the step that is already shown, under other
    // settings, the axis only grows.
    void setChains(std::shared_ptr<const ShapedStep> a, std::shared_ptr<const ShapedStep> b,
                   std::vector<TokenDifference> tokens, const BytesOf& bytesOf,
                   bool isSameStep = false);
    void clear();

    // Whether the tokens that the chains pick are marked.
    void setPicksShown(bool areShown);

    struct Row
    {
        ChartRow a, b; // of the same token; chosen is the one that its chain picks
    };

    Row row(int index) const; // what is drawn of it

    QString rowTip(int index) const override;

    double axisLimit() const { return range_.upper; }

private:
    void paintCaptions(QPainter& painter, const QRectF& line) const override;
    void paintGrid(QPainter& painter, const QRectF& area) const override;
    void paintRow(QPainter& painter, int index, const QRectF& rect) const override;
    QString captionTip(QPointF place) const override;

    std::shared_ptr<const ShapedStep> a_;
    std::shared_ptr<const ShapedStep> b_;
    std::vector<TokenDifference> tokens_;
    BytesOf bytesOf_;
    bool picksShown_ = true;
    AxisRange range_{0.0, 1.0};
};

} // namespace logitscope
