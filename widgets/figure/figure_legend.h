// What shades, lines and marks mean: signs with a word each, side by side, in as many lines as they
// need.
#pragma once

#include "widgets/theme.h"

#include <QRectF>
#include <QString>
#include <QStringList>

#include <vector>

class QPainter;

namespace logitscope
{

class FigureLegend
{
public:
    enum class Sign
    {
        Shades,  // the scale, with its own marks
        RawLine, // entropies
        FinalLine,
        Flag, // tokens
        Selected,
        RawBar, // candidates
        FinalBar,
        RemovedByTopK,
        RemovedByTopP,
        RandomNumber,
    };

    FigureLegend(const Theme& theme, double width) : theme_(theme), width_(width) {}

    void add(Sign sign, const QString& words);

    double height() const;
    void paint(QPainter& painter, QPointF topLeft) const;

private:
    struct Entry
    {
        Sign sign;
        QStringList lines; // of its words; a scale that has no room behind them stands below
        double width;
        QPointF place; // of its corner
    };

    double signWidth(Sign sign) const;
    QStringList wrapped(const QString& words, double width) const;
    void paintSign(QPainter& painter, Sign sign, const QRectF& box) const;
    void paintShades(QPainter& painter, const QRectF& box) const;

    Theme theme_;
    double width_;
    std::vector<Entry> entries_;
};

} // namespace logitscope
