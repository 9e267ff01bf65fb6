#include "app/window/parts_layout.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

constexpr double besideList = 14.0; // an arrow up or down leaves the list's edge by so much
constexpr double fromCorner = 12.0; // an arrow's end, where the outline is long enough

// The nearest place to `wanted` between two ends, off the corners.
double within(double wanted, double begin, double end)
{
    const double off = std::min(fromCorner, (end - begin) / 2.0);
    return std::clamp(wanted, begin + off, end - off);
}

} // namespace

PartsLayout::PartsLayout(std::vector<QRect> places, QSize page, int line)
    : places_(std::move(places))
    , page_(page)
    , line_(line)
{
}

QRect PartsLayout::badge(std::size_t part) const
{
    const int side = line_ * 3 / 2;
    QRect badge(places_[part].topLeft() - QPoint(side / 2, side / 2), QSize(side, side));
    badge.moveLeft(std::clamp(badge.left(), 0, std::max(0, page_.width() - side)));
    badge.moveTop(std::clamp(badge.top(), 0, std::max(0, page_.height() - side)));
    return badge;
}

// How much of the parts the list hides; a number counts more than all of the parts together, and
// the part that is explained more than all numbers.
double PartsLayout::cost(const QRect& list, std::optional<std::size_t> current) const
{
    const auto all = static_cast<double>(places_.size());
    double cost = 0.0;
    for (std::size_t i = 0; i < places_.size(); ++i) {
        const auto& place = places_[i];
        if (place.isEmpty())
            continue;
        const QRect both = list & place;
        const double share =
            static_cast<double>(both.width()) * both.height() / place.width() / place.height();
        cost += current == i ? share * all * all : share;
        if (list.intersects(badge(i)))
            cost += all;
    }
    return cost;
}

PartsLayout::List PartsLayout::list(const std::vector<QSize>& sizes,
                                    std::optional<std::size_t> current) const
{
    const QSize room = page_ - QSize(2 * aroundList, 2 * aroundList);
    QRect best;
    double least = 0.0;
    constexpr int tried = 12; // in either direction
    for (const QSize& size : sizes) {
        for (int y = 0; y <= tried; ++y) {
            for (int x = 0; x <= tried; ++x) {
                const QPoint corner(aroundList + (room.width() - size.width()) * x / tried,
                                    aroundList + (room.height() - size.height()) * y / tried);
                const double here = cost(QRect(corner, size), current);
                if (best.isNull() || here < least) {
                    best = QRect(corner, size);
                    least = here;
                }
            }
        }
    }
    return {best, least >= 2.0 * static_cast<double>(places_.size())};
}

std::optional<QLineF> PartsLayout::arrow(std::size_t part, const QRect& list, double y) const
{
    const QRectF place(places_[part]);
    const QRectF from(list);
    if (place.isEmpty())
        return {};
    const bool toTheLeft = place.center().x() < from.center().x();
    const QPointF start(toTheLeft ? from.left() : from.right(), y);
    if (place.contains(start))
        return {};
    // The side that faces the list; of a part above or below it, that one, past the list's edge.
    if (toTheLeft ? place.right() < from.left() : place.left() > from.right()) {
        const double x = toTheLeft ? place.right() : place.left();
        return QLineF(start, {x, within(y, place.top(), place.bottom())});
    }
    const bool isAbove = place.bottom() <= y;
    const double beside = toTheLeft ? from.left() - besideList : from.right() + besideList;
    return QLineF(start, {within(beside, place.left(), place.right()),
                          isAbove ? place.bottom() : place.top()});
}

} // namespace logitscope
