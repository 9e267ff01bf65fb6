// One of a painted widget's items, as Qt's bridges to assistive technology ask for it.
#pragma once

#include "widgets/accessible_items.h"

#include <QAccessible>

#include <algorithm>
#include <optional>

namespace logitscope
{

// Whatever stands at its place now; invalid while nothing does.
class ItemInterface : public QAccessibleInterface,
                      public QAccessibleActionInterface,
                      public QAccessibleTableCellInterface
{
public:
    // Of the list or table that the widget is; all of them outlive it.
    ItemInterface(AccessibleItems& items, QAccessibleInterface& list, QWidget& widget, int item);

    bool isValid() const override { return item_ < items_.itemCount(); }

    QObject* object() const override { return nullptr; }

    QWindow* window() const override;

    QAccessibleInterface* childAt(int, int) const override { return nullptr; }

    QAccessibleInterface* parent() const override { return &list_; }

    QAccessibleInterface* child(int) const override { return nullptr; }

    int childCount() const override { return 0; }

    int indexOfChild(const QAccessibleInterface*) const override { return -1; }

    QString text(QAccessible::Text text) const override;

    void setText(QAccessible::Text, const QString&) override {}

    QRect rect() const override;

    QAccessible::Role role() const override;

    QAccessible::State state() const override;

    void* interface_cast(QAccessible::InterfaceType type) override;

    QStringList actionNames() const override;

    void doAction(const QString& name) override;

    QStringList keyBindingsForAction(const QString&) const override { return {}; }

    bool isSelected() const override { return isValid() && items_.isItemSelected(item_); }

    QList<QAccessibleInterface*> columnHeaderCells() const override { return {}; }

    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }

    int columnIndex() const override { return item_ % columns(); }

    int rowIndex() const override { return item_ / columns(); }

    int columnExtent() const override { return 1; }

    int rowExtent() const override { return 1; }

    QAccessibleInterface* table() const override { return parent(); }

    int item() const { return item_; }

    // Whether it is another than was last read.
    bool hasNews() const { return read_ && *read_ != items_.itemName(item_); }

private:
    // Who has the cell may ask when there is no table any more.
    int columns() const { return std::max(items_.itemColumns(), 1); }

    AccessibleItems& items_;
    QAccessibleInterface& list_;
    QWidget& widget_;
    const int item_;
    mutable std::optional<QString> read_;
};

} // namespace logitscope
