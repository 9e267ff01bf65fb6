// The window's legends. They follow its font and colours, and each entry explains itself in a tool
// tip.
#pragma once

#include "widgets/accessible_items.h"
#include "widgets/chart/legend.h"

#include <QWidget>

#include <span>
#include <vector>

namespace logitscope
{

class LegendWidget : public QWidget, public AccessibleItems
{
    Q_OBJECT

public:
    // `type` is the size of its words, as a share of the window's.
    LegendWidget(std::vector<LegendEntry> entries, double type, QWidget* parent);

    void setEntries(std::vector<LegendEntry> entries);

    Legend legend() const { return legendFor(width()); }

    int itemCount() const override { return static_cast<int>(entries_.size()); }

    QString itemName(int entry) const override;
    QRect itemPlace(int entry) const override;

    bool hasHeightForWidth() const override { return true; }

    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    Legend legendFor(int width) const;
    QPointF corner() const; // of the legend

    std::vector<LegendEntry> entries_;
    double type_;
};

// The signs of the distribution chart, under a chain with these stages that remove. At a given
// token, which is a prompt's, nothing was sampled.
std::vector<LegendEntry> chartEntries(std::span<const StageKind> removing, bool isGiven = false);

class ChartLegend : public LegendWidget
{
    Q_OBJECT

public:
    explicit ChartLegend(QWidget* parent = nullptr);

    // Those of the chain that remove. Top-k and top-p stand there as long as there are no others.
    void setStages(std::span<const StageKind> removing, bool isGiven = false);
};

// What a scale of shades says, and of what: "Rank of each token".
LegendEntry shadeEntry(const ShadeScale& scale);
QString shadeCaption(ShadeBy by);

// The shades behind tokens: probabilities, unless it is given other entries.
class ShadeLegend : public LegendWidget
{
    Q_OBJECT

public:
    explicit ShadeLegend(QWidget* parent = nullptr);
};

} // namespace logitscope
