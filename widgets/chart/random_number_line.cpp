#include "widgets/chart/random_number_line.h"

#include "core/sampling/percent.h"
#include "widgets/text/removed_pattern.h"
#include "widgets/theme.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace logitscope
{

namespace
{

// Narrower segments have no room for a label at any width of the window.
constexpr double smallestLabelled = 0.005;

// In the window lines are sharp and equally wide.
double snapped(double pixels, const RandomNumberLine::Style& style)
{
    return style.exact ? pixels : std::round(pixels);
}

// In one call at a baseline, so that an SVG or a PDF has it as one text.
void paintFrom(QPainter& painter, QPointF leftMiddle, const QString& text)
{
    const QFontMetricsF metrics(painter.font());
    painter.drawText(leftMiddle + QPointF(0.0, (metrics.ascent() - metrics.descent()) / 2), text);
}

void paintAxis(QPainter& painter, const QRectF& bar, const RandomNumberLine::Style& style,
               const Theme& theme)
{
    painter.setFont(style.numbers);
    painter.setPen(theme.mutedText);
    const QFontMetricsF metrics(painter.font());
    for (const double u : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        const double x = bar.left() + u * bar.width();
        const QString text = QString::number(u);
        const double width = metrics.horizontalAdvance(text);
        painter.fillRect(
            QRectF(snapped(x - 0.5, style), bar.bottom(), 1.0, snapped(style.em * 0.2, style)),
            theme.mutedText);
        const double left = std::max(std::min(x - width / 2, bar.right() + style.side - width),
                                     bar.left() - style.side);
        paintFrom(painter, {left, bar.bottom() + style.em * 0.2 + metrics.height() / 2}, text);
    }
}

// The wider part of a segment that the needle at `x` stands in: where its label can be read.
QRectF besideNeedle(std::optional<double> x, QRectF rect, double margin)
{
    if (!x || *x + margin < rect.left() || *x - margin > rect.right())
        return rect;
    if (*x > rect.center().x())
        rect.setRight(*x - margin);
    else
        rect.setLeft(*x + margin);
    return rect;
}

} // namespace

RandomNumberLine::RandomNumberLine(const Shaped& shaped,
                                   const std::function<QString(int rank)>& label,
                                   std::optional<double> u, std::optional<int> chosenRank)
    : begin_(shaped.begin)
    , ends_(shaped.intervalEnds())
    , u_(u)
    , chosenRank_(chosenRank)
{
    assert(u.has_value() == chosenRank.has_value());
    if (ends_.back() < 1.0) {
        ends_.push_back(1.0);
        others_ = shaped.end();
        const auto& [low, high] = shaped.probabilityBounds(begin_);
        isRough_ = high - low > 1e-4; // more than a server rounds
    }
    if (u)
        rankAtU_ = others_ ? rankOf(*u) : shaped.draw(*u);
    for (int rank = begin_; shaped.probability(rank) >= smallestLabelled; ++rank)
        labels_[rank] = label(rank);
    for (const std::optional<int>& named : {chosenRank_, rankAtU_})
        if (named)
            labels_[*named] = label(*named);
    if (others_)
        labels_[*others_] = tr("other tokens");
}

void RandomNumberLine::ask(double u, const QString& label)
{
    assert(!isEmpty());
    asked_ = u;
    labels_[rankOf(u)] = label;
}

int RandomNumberLine::rankOf(double u) const
{
    return begin_ + static_cast<int>(std::ranges::upper_bound(ends_, u) - ends_.begin());
}

std::optional<RandomNumberMark> RandomNumberLine::mark() const
{
    const auto u = shownU();
    if (!u || isEmpty())
        return std::nullopt;
    const int rank = rankOf(*u);
    if (isOthers(rank)) // has no row of its own
        return std::nullopt;
    const auto [begin, end] = interval(rank);
    return RandomNumberMark{rank, (*u - begin) / (end - begin)};
}

Shaped::Interval RandomNumberLine::interval(int rank) const
{
    const auto index = static_cast<std::size_t>(rank - begin_);
    return {index == 0 ? 0.0 : ends_[index - 1], ends_[index]};
}

QString RandomNumberLine::number() const
{
    return u_ ? QString::fromStdString(formatRandomNumber(*u_)) : QString();
}

QString RandomNumberLine::askedNumber() const
{
    return asked_ ? QLocale::c().toString(*asked_, 'f', QLocale::FloatingPointShortest) : QString();
}

std::vector<RandomNumberLine::Segment> RandomNumberLine::segments(const QRectF& bar) const
{
    std::vector<Segment> segments;
    const int rankAsked = asked_ ? rankOf(*asked_) : -1;
    bool open = false; // the last segment is less than a pixel wide and takes in what follows
    for (int rank = begin_; rank < begin_ + static_cast<int>(ends_.size()); ++rank) {
        const auto [begin, end] = interval(rank);
        const double left = bar.left() + begin * bar.width();
        const double right = bar.left() + end * bar.width();
        const bool alone =
            rank == chosenRank_ || rank == rankAtU_ || rank == rankAsked || isOthers(rank);
        if (open && !alone && right - segments.back().rect.left() <= 1.0) {
            segments.back().rect.setRight(right);
            segments.back().lastRank = rank;
        } else if (end > begin || alone) {
            segments.push_back({rank, rank, {left, bar.top(), right - left, bar.height()}});
            open = !alone && right - left < 1.0;
        }
    }
    return segments;
}

std::optional<double> RandomNumberLine::markerX(const QRectF& bar) const
{
    return u_ ? std::optional(bar.left() + *u_ * bar.width()) : std::nullopt;
}

std::optional<double> RandomNumberLine::needleX(const QRectF& bar) const
{
    const auto u = shownU();
    return u ? std::optional(bar.left() + *u * bar.width()) : std::nullopt;
}

std::optional<int> RandomNumberLine::rankAt(double x, const QRectF& bar) const
{
    const double u = (x - bar.left()) / bar.width();
    if (ends_.empty() || u < 0.0 || u >= 1.0)
        return std::nullopt;
    return rankOf(u);
}

void RandomNumberLine::paint(QPainter& painter, const QRectF& bar, const Style& style,
                             const Theme& theme) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, style.exact);
    if (isEmpty()) {
        painter.fillRect(bar, theme.border);
        painter.fillRect(bar.adjusted(1.0, 1.0, -1.0, -1.0), theme.surface);
    } else {
        paintSegments(painter, bar, style, theme);
    }
    paintAxis(painter, bar, style, theme);
    if (u_ && asked_)
        paintRandomNumberGhost(painter, theme, {*markerX(bar), bar.top()}, style.em * 0.75,
                               bar.height() * 0.3);
    if (shownU() && !isEmpty())
        paintNeedle(painter, bar, style, theme);
    painter.restore();
}

void RandomNumberLine::paintSegments(QPainter& painter, const QRectF& bar, const Style& style,
                                     const Theme& theme) const
{
    const double em = style.em;
    const double gap = style.exact ? em * 0.06 : 1.0;
    const QColor tints[] = {theme.samplingBar,
                            mix(theme.samplingBar, theme.surface, theme.dark ? 0.28 : 0.15)};
    painter.setFont(style.tokens);
    const QFontMetricsF metrics(painter.font());
    // What is too narrow to be told apart is one pale part, which has no seams on paper.
    painter.fillRect(bar, mix(theme.samplingBar, theme.surface, 0.5));
    const std::vector<Segment> all = segments(bar);
    const auto u = shownU();
    const int rankAtNeedle = u ? rankOf(*u) : -1;
    for (const auto& [rank, lastRank, rect] : all) {
        if (rank != lastRank || (style.exact && rect.width() < 0.5))
            continue;
        const bool chosen = rank == chosenRank_ && !isOthers(rank);
        painter.fillRect(rect, isOthers(rank) ? theme.surface
                               : chosen       ? theme.chosen
                                              : tints[rank % 2]);
        if (isOthers(rank)) {
            paintUnknown(painter, rect, theme, em);
            continue;
        }
        if (rect.width() > em * 0.3)
            painter.fillRect(QRectF(rect.right() - gap, rect.top(), gap, rect.height()),
                             theme.surface);

        const QString text = label(rank);
        const double width = metrics.horizontalAdvance(text);
        const QRectF room = besideNeedle(needleX(bar), rect, em * 0.15);
        if (width > room.width() - em * 0.4)
            continue;
        painter.setPen(chosen && !theme.dark ? theme.text : theme.onAccent);
        paintFrom(painter, room.center() - QPointF(width / 2, 0.0), text);
    }
    // The sampled token and the one at u stay visible however narrow they are.
    const double pen = std::max(snapped(em * 0.12, style), 1.0);
    for (auto [rank, lastRank, rect] : all) {
        if (rank == chosenRank_ && !isOthers(rank) && rect.width() < em * 0.2) {
            rect.setWidth(em * 0.2);
            painter.fillRect(rect, theme.chosen);
        }
        if (rank == rankAtNeedle && (rank != chosenRank_ || asked_)) {
            rect.setWidth(std::max(rect.width(), 2 * pen));
            painter.setPen(QPen(theme.text, pen, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(rect.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2));
        }
    }
}

QString RandomNumberLine::needleText() const
{
    if (asked_)
        return (isRough_ ? tr("u = %1 would perhaps pick %2") : tr("u = %1 would pick %2"))
            .arg(askedNumber(), label(rankOf(*asked_)));
    if (rankAtU_ == chosenRank_)
        return tr("u = %1").arg(number());
    return (isRough_ ? tr("u = %1 · now perhaps %2") : tr("u = %1 · now %2"))
        .arg(number(), label(*rankAtU_));
}

int RandomNumberLine::needleWidth(const QFont& font) const
{
    return QFontMetrics(font).horizontalAdvance(needleText());
}

void RandomNumberLine::paintNeedle(QPainter& painter, const QRectF& bar, const Style& style,
                                   const Theme& theme) const
{
    const double em = style.em;
    const double x = *needleX(bar);
    // It would hide a narrow part, which is the thing to see.
    const auto [begin, end] = interval(rankOf(*shownU()));
    const bool narrow = (end - begin) * bar.width() < em;
    paintRandomNumberMark(painter, theme, {x, bar.top()}, em * 0.75,
                          bar.height() * (narrow ? 0.3 : 1.0));

    painter.setFont(style.numbers);
    painter.setPen(theme.text);
    const QFontMetricsF metrics(painter.font());
    const double atRight = bar.right() + style.side - style.takenRight - x - em * 0.6;
    const double atLeft = x - em * 0.6 - bar.left() + style.side - style.takenLeft;
    const QString text =
        metrics.elidedText(needleText(), Qt::ElideRight, std::max(atLeft, atRight));
    const double width = metrics.horizontalAdvance(text);
    const double left = width <= atRight ? x + em * 0.6 : x - em * 0.6 - width;
    const double middle = bar.top() - em * 0.65;
    if (asked_) // over the ghost
        painter.fillRect(QRectF(left, middle - em * 0.5, width, em), theme.window);
    paintFrom(painter, {left, middle}, text);
}

} // namespace logitscope
