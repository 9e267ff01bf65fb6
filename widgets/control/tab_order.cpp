#include "widgets/control/tab_order.h"

#include <QGridLayout>
#include <QLayout>
#include <QWidget>

#include <algorithm>
#include <utility>
#include <vector>

namespace logitscope
{

namespace
{

// The widgets of a layout in its order; a grid's, line by line.
void collect(QLayout& layout, std::vector<QWidget*>& widgets)
{
    std::vector<std::pair<std::pair<int, int>, QLayoutItem*>> items;
    const auto* grid = qobject_cast<QGridLayout*>(&layout);
    for (int index = 0; index < layout.count(); ++index) {
        int row = index, column = 0, rows = 1, columns = 1;
        if (grid)
            grid->getItemPosition(index, &row, &column, &rows, &columns);
        items.push_back({{row, column}, layout.itemAt(index)});
    }
    std::ranges::stable_sort(items, {}, [](const auto& item) { return item.first; });
    for (const auto& [place, item] : items) {
        if (auto* widget = item->widget())
            widgets.push_back(widget);
        else if (auto* inner = item->layout())
            collect(*inner, widgets);
    }
}

std::vector<QWidget*> childrenInOrder(const QWidget& parent)
{
    std::vector<QWidget*> laidOut;
    if (auto* layout = parent.layout())
        collect(*layout, laidOut);
    std::vector<QWidget*> others;
    for (auto* child : parent.findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
        if (!child->isWindow() && std::ranges::find(laidOut, child) == laidOut.end())
            others.push_back(child);
    std::ranges::stable_sort(
        others, {}, [](const QWidget* child) { return std::pair(child->y(), child->x()); });
    laidOut.insert(laidOut.end(), others.begin(), others.end());
    return laidOut;
}

void chain(QWidget& widget, QWidget*& last)
{
    if ((widget.focusPolicy() & Qt::TabFocus) && !widget.focusProxy()) {
        if (last)
            QWidget::setTabOrder(last, &widget);
        last = &widget;
    }
    for (auto* child : childrenInOrder(widget))
        chain(*child, last);
}

} // namespace

void orderTabs(QWidget& page)
{
    QWidget* last = nullptr;
    chain(page, last);
}

} // namespace logitscope
