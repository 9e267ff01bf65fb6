// One step under several strategies, as the window's chart and the figure draw it: the most likely
// tokens with their model probabilities, and a column a strategy with what it keeps, removes and
// samples.
#pragma once

#include "core/sampling/distribution.h"
#include "widgets/chart/chart_rows.h"

#include <QRectF>
#include <QString>
#include <QStringList>

#include <vector>

class QFontMetricsF;
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

    // How many candidates each column's strategy keeps: "all", "1,234".
    QStringList keptTexts() const;
};

// What a strategy does with a token. The square root tells likely tokens apart, which are what
// strategies differ in. The box has an outline, so that it is seen however faint it is.
void paintKeptBox(QPainter& painter, const Theme& theme, const QRectF& box, double probability,
                  double outline);
QColor keptColour(const Theme& theme, double probability); // the box on the theme's surface
QColor readableOn(const QColor& ground, const Theme& theme);

void paintRemovedDash(QPainter& painter, const Theme& theme, const QRectF& box, double pen);
void paintSampledDiamond(QPainter& painter, const Theme& theme, QPointF centre, double size);

// Where these numbers stand: in a line, or upwards where one is wider than a column.
struct KeptFoot
{
    bool upwards;
    double height;
};

KeptFoot keptFoot(const QFontMetricsF& metrics, const QStringList& texts, double columnWidth);
void paintKeptText(QPainter& painter, QPointF centre, const QString& text, bool upwards);

} // namespace logitscope
