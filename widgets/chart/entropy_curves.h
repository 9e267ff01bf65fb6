// The entropies over the steps of runs: the model entropy as a thin line, the sampling entropy as a
// thick one. Where only bounds of one are known, as of a step of which a server told some tokens
// alone, an upright bar between them stands in its line's place. The same in the window and on the
// page.
#pragma once

#include "core/run/run.h"

#include <QCoreApplication>
#include <QFont>
#include <QPolygonF>
#include <QRectF>

#include <optional>
#include <span>
#include <vector>

class QPainter;

namespace logitscope
{

struct Theme;

struct EntropyRun
{
    std::vector<Bounded> model, sampling; // bits

    EntropyRun() = default;
    explicit EntropyRun(const Branch& row);

    void append(const SamplingInfo& info);

    int size() const { return static_cast<int>(model.size()); }

    double highest() const; // of all steps
};

// "3.21 bits", "between 3.10 and 3.40 bits".
QString bitsText(const Bounded& entropy);

// What the curves say of a step, in words.
QString stepText(const EntropyRun& run, int step);

// The ends of the axes; curves that are compared share them.
struct EntropyScale
{
    double bits = 2.0;
    int steps = 1;

    void include(double entropy); // grows to a round number of bits
    void include(const Bounded& entropy);
    void include(const EntropyRun& run);
};

struct EntropyStyle
{
    enum class Labels
    {
        None,
        Ticks, // for the window: crisp lines
        Ends   // for paper: fine lines, and labels that stand within the axes
    };

    double pen;   // of the sampling entropy, where steps don't crowd; the model's is half as wide
    double line;  // through the selected step
    double inset; // between the curves and the axes
    Labels labels = Labels::None;
    QFont font = {};
    double em = 0.0; // the unit of distances
};

class EntropyCurves
{
    Q_DECLARE_TR_FUNCTIONS(logitscope::EntropyCurves)

public:
    // Labels stand in the area, left of the axes and below.
    EntropyCurves(const QRectF& area, const EntropyScale& scale, const EntropyStyle& style);

    const EntropyScale& scale() const { return scale_; }

    double x(int step) const;
    int nearest(double x, int count) const; // of so many steps

    // The curves, then the selected step over them.
    void paint(QPainter& painter, const Theme& theme, std::span<const EntropyRun> runs,
               std::optional<int> selected = {}, std::optional<Bounded> present = {}) const;

    // At least one run. Of several the first has its area filled, and none its model entropy: lines
    // over lines would hide what they say.
    void paintRuns(QPainter& painter, const Theme& theme, std::span<const EntropyRun> runs) const;

    // A line through a step of a run, and a ring at its present sampling entropy.
    void paintStep(QPainter& painter, const Theme& theme, const EntropyRun& run, int step,
                   std::optional<Bounded> present) const;

private:
    bool onPaper() const { return style_.labels == EntropyStyle::Labels::Ends; }

    double gap() const { return style_.em * 0.36; } // between a label and the axis

    double width(const QString& label) const;
    double y(double bits) const;
    QPolygonF curve(std::span<const Bounded> bits) const;
    void paintAxes(QPainter& painter, const Theme& theme) const;
    void paintCurve(QPainter& painter, std::span<const Bounded> bits, const QColor& colour,
                    double pen) const;
    void paintLine(QPainter& painter, const QPolygonF& points, const QColor& colour,
                   double pen) const;

    EntropyScale scale_;
    EntropyStyle style_;
    QRectF axes_;
    QRectF plot_; // the curves' own
};

} // namespace logitscope
