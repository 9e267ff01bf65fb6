// Where the explanation of a page's parts goes: a number at the corner of each part, the list of
// what they are where it hides least of them, and an arrow from each line of the list to its part.
#pragma once

#include <QLineF>
#include <QPointF>
#include <QRect>
#include <QSize>

#include <optional>
#include <vector>

namespace logitscope
{

constexpr int aroundList = 16; // at the least, to the page's edges

class PartsLayout
{
public:
    PartsLayout() = default; // of a page without parts

    // Of a page of this size, its parts' places on it (empty where one is scrolled away), and the
    // height of a line of text.
    PartsLayout(std::vector<QRect> places, QSize page, int line);

    QRect badge(std::size_t part) const; // the circle with its number

    struct List
    {
        QRect place;
        bool hidesNumbers; // several of them
    };

    // The best of the sizes that the list can have. Of a `current` part as much as possible stays
    // in view.
    List list(const std::vector<QSize>& sizes, std::optional<std::size_t> current) const;

    // From the list's line at this height to the part's outline; none where there is nothing
    // between them.
    std::optional<QLineF> arrow(std::size_t part, const QRect& list, double y) const;

private:
    double cost(const QRect& list, std::optional<std::size_t> current) const;

    std::vector<QRect> places_;
    QSize page_;
    int line_ = 0;
};

} // namespace logitscope
