// What shades, lines and marks mean: signs with a word each, side by side, in as many lines as they
// need.
#pragma once

#include "widgets/theme.h"

#include <QRectF>
#include <QString>

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

    bool fits(Sign sign, const QString& words) const { return entryWidth(sign, words) <= width_; }

    double height() const;
    void paint(QPainter& painter, QPointF topLeft) const;

private:
    struct Entry
    {
        Sign sign;
        QString words;
        QPointF place; // of its corner
    };

    double signWidth(Sign sign) const;
    double entryWidth(Sign sign, const QString& words) const;
    void paintSign(QPainter& painter, Sign sign, const QRectF& box) const;
    void paintShades(QPainter& painter, const QRectF& box) const;

    Theme theme_;
    double width_;
    std::vector<Entry> entries_;
};

} // namespace logitscope
