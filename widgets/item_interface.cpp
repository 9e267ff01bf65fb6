#include "widgets/item_interface.h"

#include <QWidget>
#include <QWindow>

namespace logitscope
{

ItemInterface::ItemInterface(AccessibleItems& items, QAccessibleInterface& list, QWidget& widget,
                             int item)
    : items_(items)
    , list_(list)
    , widget_(widget)
    , item_(item)
{
}

QWindow* ItemInterface::window() const
{
    return widget_.window()->windowHandle();
}

QString ItemInterface::text(QAccessible::Text text) const
{
    if (text != QAccessible::Name || !isValid())
        return {};
    read_ = items_.itemName(item_);
    return *read_;
}

QRect ItemInterface::rect() const
{
    const auto place = isValid() ? items_.itemPlace(item_) : QRect();
    return {widget_.mapToGlobal(place.topLeft()), place.size()};
}

QAccessible::Role ItemInterface::role() const
{
    return items_.itemColumns() > 0 ? QAccessible::Cell : QAccessible::ListItem;
}

QAccessible::State ItemInterface::state() const
{
    QAccessible::State state;
    if (!isValid()) {
        state.invalid = true;
        return state;
    }
    state.invisible = !widget_.isVisible();
    state.disabled = !widget_.isEnabled();
    state.offscreen = !widget_.rect().intersects(items_.itemPlace(item_));
    state.focusable = widget_.focusPolicy() != Qt::NoFocus;
    state.focused = widget_.hasFocus() && items_.currentItem() == item_;
    state.selected = items_.isItemSelected(item_);
    state.readOnly = true;
    return state;
}

void* ItemInterface::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::ActionInterface)
        return static_cast<QAccessibleActionInterface*>(this);
    if (type == QAccessible::TableCellInterface && items_.itemColumns() > 0)
        return static_cast<QAccessibleTableCellInterface*>(this);
    return nullptr;
}

QStringList ItemInterface::actionNames() const
{
    QStringList names;
    if (isValid() && items_.canPressItem(item_))
        names << pressAction();
    if (widget_.focusPolicy() != Qt::NoFocus)
        names << setFocusAction();
    return names;
}

void ItemInterface::doAction(const QString& name)
{
    if (!isValid() || !widget_.isEnabled())
        return;
    if (name == setFocusAction()) {
        widget_.setFocus(Qt::OtherFocusReason);
        items_.goToItem(item_);
    } else if (name == pressAction() && items_.canPressItem(item_)) {
        items_.pressItem(item_);
    }
}

} // namespace logitscope
