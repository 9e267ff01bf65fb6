// The interval [0, 1) of the random number u, divided among the kept tokens by their sampling
// probability, the most likely at the left; and where u lies. It shows how one number chooses
// a token.
#pragma once

#include "core/sampling/shaped.h"

#include <QString>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

namespace logitscope
{

class RandomNumberStrip : public QWidget
{
    Q_OBJECT

public:
    explicit RandomNumberStrip(QWidget* parent = nullptr);

    // `u` and `chosenRank` are those of the time when the step was generated. Under other settings
    // the same u can fall on another token: that one's segment is outlined, while the chosen
    // token's, if it is still kept, is filled with the colour of the chosen.
    void setStep(const Shaped& shaped, const std::function<QString(int rank)>& label,
                 std::optional<double> u, std::optional<int> chosenRank);
    void clear();

    // What is drawn, left to right. Tokens that are narrower than a pixel share a segment, except
    // for the sampled one and the one that u picks.
    struct Segment
    {
        int firstRank, lastRank;
        QRectF rect; // in the widget's coordinates
    };

    std::vector<Segment> segments() const;

    std::optional<double> markerX() const;

    std::optional<int> rankAtU() const { return rankAtU_; }

    // The rank that a u at this place would draw.
    std::optional<int> rankAt(double x) const;
    double partAtU() const; // how wide it is, in pixels

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QRectF strip() const; // where [0, 1) is
    QString labelOf(int rank) const;
    QString sentence() const; // what the strip says, for tooltip and accessibility
    QString toolTipAt(QPointF position) const;
    QRectF besideNeedle(QRectF rect) const;
    void paintSegments(QPainter& painter) const;
    void paintAxis(QPainter& painter) const;
    void paintMarker(QPainter& painter) const;

    std::vector<double> ends_;    // of the ranks' intervals
    std::vector<QString> labels_; // of the ranks that can be wide enough for one
    QString chosenLabel_;
    QString labelAtU_;
    std::optional<double> u_;
    std::optional<int> chosenRank_;
    std::optional<int> rankAtU_;
};

} // namespace logitscope
