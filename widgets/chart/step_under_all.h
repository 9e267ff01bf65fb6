// One step under several strategies, as the window's chart and the figure draw it: the most likely
// tokens with their model probabilities, and a column a strategy with what it keeps, removes and
// samples.
#pragma once

#include "core/sampling/distribution.h"
#include "widgets/chart/chart_rows.h"

#include <QRectF>
#include <QString>

#include <vector>

class QPainter;

namespace logitscope
{

struct Theme;

struct StepUnderAll
{
    struct Column
    {
        QString name;
        Shaped shaped;         // what the strategy makes of the distribution
        double u = 0.0;        // its random number at this step
        bool selected = false; // its text is the one that the step is of
    };

    struct Row
    {
        int rank;
        QString label;
        double probability; // the model's
    };

    QString head; // "Step 3 of greedy, under all strategies"
    Distribution distribution;
    std::vector<Column> columns;
    BytesOf bytesOf;

    // The most likely tokens, then those further down that a strategy samples: `most` rows, or more
    // where the `fewest` most likely and all choices need them.
    std::vector<Row> rows(int fewest, int most) const;
};

// What a strategy does with a token. The square root tells likely tokens apart, which are what
// strategies differ in. The box has an outline, so that it is seen however faint it is.
void paintKeptBox(QPainter& painter, const Theme& theme, const QRectF& box, double probability,
                  double outline);
double keptOpacity(double probability); // of the box

void paintRemovedDash(QPainter& painter, const Theme& theme, const QRectF& box, double pen);
void paintSampledDiamond(QPainter& painter, const Theme& theme, QPointF centre, double size);

// How many candidates a strategy keeps, in `width` pixels of the painter's font: "all", "1,234", or
// "1k".
QString keptText(const QPainter& painter, int kept, int vocabulary, double width);

} // namespace logitscope
