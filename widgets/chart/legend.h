// What shades, bars, lines and marks mean: signs with some words each, in the window and in a
// figure. A scale of shades comes first, behind its words or below them; the other signs stand
// beside it or below it, in one line, or in aligned columns where it is narrow.
#pragma once

#include "widgets/chart/legend_sign.h"

#include <QFont>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>
#include <QStringList>

#include <span>
#include <vector>

namespace logitscope
{

struct LegendEntry
{
    LegendSign sign;
    QString words;
    QString shortWords = {};  // instead of a third line, if there are any
    QString explanation = {}; // for a tool tip
    StageKind stage = {};     // that removed
    ShadeScale scale = {};    // of the shades

    friend bool operator==(const LegendEntry&, const LegendEntry&) = default;
};

class Legend
{
public:
    Legend() = default; // of nothing

    // Laid out for a width; where it needs more, size() says so. Words that don't fit are wrapped.
    Legend(std::vector<LegendEntry> entries, const QFont& font, double width);

    QSizeF size() const { return size_; }

    // Where the sign of an entry is, and what is said beside it, line by line.
    QRectF sign(std::size_t entry) const { return places_[entry].sign; }

    QStringList words(std::size_t entry) const { return places_[entry].lines; }

    const LegendEntry* entryAt(QPointF point) const; // null between entries

    void paint(QPainter& painter, const Theme& theme, QPointF topLeft) const;

private:
    struct Place
    {
        QRectF sign;
        QPointF words; // where the first line's baseline begins
        QStringList lines;
        QRectF all;
    };

    void add(const Place& place);
    void placeScale(double width);
    void placeInColumns(std::span<const LegendEntry> entries, double width);

    std::vector<LegendEntry> entries_;
    QFont font_;
    std::vector<Place> places_; // an entry's each
    QSizeF size_;
};

} // namespace logitscope
