#include "widgets/chart/legend.h"

#include "widgets/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

// In heights of the font.
constexpr double besideSign = 0.4;
constexpr double besideScale = 0.65;
constexpr double belowScale = 0.3;
constexpr double betweenEntries = 0.9; // at least, and at most twice that
constexpr double entryPitch = 1.5;
constexpr double wordsPitch = 1.25; // of the lines of an entry

struct Columns
{
    std::size_t count;
    bool isShort; // what the entries say
};

const QString& said(const LegendEntry& entry, bool isShort)
{
    return isShort && !entry.shortWords.isEmpty() ? entry.shortWords : entry.words;
}

double widthOf(const LegendEntry& entry, bool isShort, const QFont& font)
{
    const QFontMetricsF metrics(font);
    const bool isScale = entry.sign == LegendSign::Shades;
    const double gap = !isScale ? besideSign : entry.words.isEmpty() ? 0.0 : besideScale;
    return std::ceil(signSize(entry.sign, font, entry.scale).width() + metrics.height() * gap +
                     metrics.horizontalAdvance(said(entry, isShort)));
}

// Where the columns begin, and where the last one ends.
std::vector<double> edgesOf(Columns columns, std::span<const LegendEntry> entries,
                            const QFont& font)
{
    const double gap = std::ceil(QFontMetricsF(font).height() * betweenEntries);
    std::vector<double> edges{0.0};
    for (std::size_t column = 0; column < columns.count; ++column) {
        double widest = 0.0;
        for (std::size_t i = column; i < entries.size(); i += columns.count)
            widest = std::max(widest, widthOf(entries[i], columns.isShort, font));
        edges.push_back(edges.back() + widest + gap);
    }
    edges.back() -= gap;
    return edges;
}

// Full words in two lines before short ones; short ones before three lines.
Columns columnsFor(std::span<const LegendEntry> entries, const QFont& font, double width)
{
    const std::size_t count = entries.size();
    std::vector<Columns> wishes{
        {count, false}, {(count + 1) / 2, false}, {count, true}, {(count + 1) / 2, true}};
    for (std::size_t columns = (count + 2) / 3; columns > 0; --columns)
        for (const bool isShort : {false, true})
            wishes.push_back({columns, isShort});
    const auto fitting = std::ranges::find_if(
        wishes, [&](Columns columns) { return edgesOf(columns, entries, font).back() <= width; });
    return fitting == wishes.end() ? wishes.back() : *fitting;
}

QStringList wrapped(const QString& words, const QFont& font, double width)
{
    const QFontMetricsF metrics(font);
    QStringList lines{QString()};
    for (const QString& word : words.split(u' ')) {
        const QString longer = lines.last().isEmpty() ? word : lines.last() + u' ' + word;
        if (!lines.last().isEmpty() && metrics.horizontalAdvance(longer) > width)
            lines.append(word);
        else
            lines.last() = longer;
    }
    return lines;
}

} // namespace

Legend::Legend(std::vector<LegendEntry> entries, const QFont& font, double width)
    : entries_(std::move(entries))
    , font_(font)
{
    if (!entries_.empty() && entries_.front().sign == LegendSign::Shades)
        placeScale(width);
    const auto others = std::span(entries_).subspan(places_.size());
    if (!others.empty())
        placeInColumns(others, width);
}

void Legend::add(const Place& place)
{
    places_.push_back(place);
    size_ = size_.expandedTo({place.all.right(), place.all.bottom()});
}

void Legend::placeScale(double width)
{
    const QFontMetricsF metrics(font_);
    const LegendEntry& entry = entries_.front();
    const QSizeF size = signSize(entry.sign, font_, entry.scale);
    const double inOneLine = widthOf(entry, false, font_);
    const bool fits = inOneLine <= width;
    Place place;
    if (!entry.words.isEmpty())
        place.lines = wrapped(entry.words, font_, width);
    if (fits) {
        place.sign = {QPointF(inOneLine - size.width(), 0.0), size};
        place.words.setY((size.height() + metrics.capHeight()) / 2.0);
    } else {
        const double top = metrics.height() * wordsPitch * static_cast<double>(place.lines.size());
        const double least = std::max(width, leastScaleWidth(font_, entry.scale));
        place.sign = {0.0, std::ceil(top), least, size.height()};
        place.words.setY(metrics.ascent());
    }
    place.all = {QPointF(), place.sign.bottomRight()};
    add(place);
}

void Legend::placeInColumns(std::span<const LegendEntry> entries, double width)
{
    const QFontMetricsF metrics(font_);
    const double em = metrics.height();
    const double pitch = std::round(em * entryPitch);
    // Beside the scale where two lines have room, or else below it.
    QPointF corner;
    if (!places_.empty())
        corner.setX(std::ceil(size_.width() + em * betweenEntries * 2.0));
    Columns columns = columnsFor(entries, font_, width - corner.x());
    std::vector<double> edges = edgesOf(columns, entries, font_);
    if (!places_.empty() &&
        (columns.count * 2 < entries.size() || corner.x() + edges.back() > width)) {
        corner = {0.0, std::ceil(size_.height() + em * belowScale)};
        columns = columnsFor(entries, font_, width);
        edges = edgesOf(columns, entries, font_);
    }
    const double spare = (width - corner.x() - edges.back()) / static_cast<double>(columns.count);
    const double wider = std::floor(std::clamp(spare, 0.0, em * betweenEntries));
    double y = corner.y();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::size_t column = i % columns.count;
        if (column == 0 && i > 0)
            y = size_.height();
        const double x = corner.x() + edges[column] + wider * static_cast<double>(column);
        const QSizeF sign = signSize(entries[i].sign, font_);
        const double beside = sign.width() + em * besideSign;
        Place place;
        place.sign = {QPointF(x, y + std::round((pitch - sign.height()) / 2.0)), sign};
        place.words = {x + beside, y + (pitch + metrics.capHeight()) / 2.0};
        place.lines = wrapped(said(entries[i], columns.isShort), font_, width - x - beside);
        const auto more = static_cast<double>(place.lines.size() - 1);
        place.all = {x, y, widthOf(entries[i], columns.isShort, font_),
                     pitch + std::round(em * wordsPitch) * more};
        add(place);
    }
}

const LegendEntry* Legend::entryAt(QPointF point) const
{
    for (std::size_t i = 0; i < places_.size(); ++i)
        if (places_[i].all.contains(point))
            return &entries_[i];
    return nullptr;
}

void Legend::paint(QPainter& painter, const Theme& theme, QPointF topLeft) const
{
    const double pitch = std::round(QFontMetricsF(font_).height() * wordsPitch);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const Place& place = places_[i];
        paintSign(painter, theme, entries_[i].sign, place.sign.translated(topLeft), font_,
                  entries_[i].stage, entries_[i].scale);
        painter.setFont(font_);
        painter.setPen(theme.mutedText);
        double baseline = std::round(topLeft.y() + place.words.y());
        for (const QString& line : place.lines) {
            painter.drawText(QPointF(topLeft.x() + place.words.x(), baseline), line);
            baseline += pitch;
        }
    }
    painter.restore();
}

} // namespace logitscope
