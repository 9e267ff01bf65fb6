// The kept tokens' sampling probabilities as bars, and a dot at the share that each has of the
// draws.
#pragma once

#include "core/sampling/draw_counts.h"
#include "core/sampling/shaped_step.h"
#include "widgets/chart/chart_axis.h"
#include "widgets/chart/chart_rows.h"
#include "widgets/chart/row_list.h"

#include <memory>
#include <optional>

namespace logitscope
{

class DrawsPlot : public RowList
{
    Q_OBJECT

public:
    explicit DrawsPlot(QWidget* parent = nullptr);

    // Without draws. Of the step that is already shown, under other settings, the axis only grows.
    void setStep(std::shared_ptr<const ShapedStep> step, const BytesOf& bytesOf,
                 bool isSameStep = false);
    void clear();

    // Of the step. The axis has room for shares up to `largest`; what is larger stands at its end.
    void setDraws(std::optional<DrawCounts> draws, double largest);

    struct Row
    {
        ChartRow token;
        int count;    // of the draws
        double share; // of all of them
    };

    Row row(int index) const; // what is drawn of it

    QString rowTip(int index) const override;

    double axisLimit() const { return range_.upper; }

private:
    void paintCaptions(QPainter& painter, const QRectF& line) const override;
    void paintGrid(QPainter& painter, const QRectF& area) const override;
    void paintRow(QPainter& painter, int index, const QRectF& rect) const override;
    QString captionTip(QPointF place) const override;

    std::shared_ptr<const ShapedStep> step_;
    std::optional<DrawCounts> draws_;
    BytesOf bytesOf_;
    AxisRange range_{0.0, 1.0};
    double floor_ = 0.0; // the axis ends no earlier
};

} // namespace logitscope
