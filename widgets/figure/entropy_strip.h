// Entropies over the steps, small: the model entropy as a thin line, the sampling entropy as a line
// over its own area.
#pragma once

#include "core/run/run.h"

#include <QRectF>

#include <vector>

class QPainter;

namespace logitscope
{

struct Theme;

// The ends of the axes; strips that are compared share them.
struct EntropyScale
{
    double bits = 1.0;
    int steps = 1;

    void include(const Branch& row); // grows to a round number of bits
};

struct EntropyRun
{
    std::vector<double> model, sampling; // bits

    explicit EntropyRun(const Branch& row);
};

// Where the curves are; labels stand left of it and below.
QRectF entropyPlot(const QRectF& area);
double entropyX(const QRectF& plot, const EntropyScale& scale, int step);

// Of several runs the first has its area filled, and none its model entropy: lines over lines would
// hide what they say.
void paintEntropyStrip(QPainter& painter, const QRectF& area, const std::vector<EntropyRun>& runs,
                       const EntropyScale& scale, const Theme& theme);

} // namespace logitscope
