// The rows or cells that a widget paints, for who can't see them: a screen reader goes through them
// as through a list's items, or through a table's cells where they stand in columns. A widget that
// inherits this beside QWidget has its accessible interface from here; nothing has to be
// registered.
#pragma once

#include <QAccessible>
#include <QRect>
#include <QString>

#include <optional>

class QWidget;

namespace logitscope
{

class ItemsInterface;

class AccessibleItems
{
public:
    AccessibleItems(const AccessibleItems&) = delete;
    AccessibleItems& operator=(const AccessibleItems&) = delete;

    virtual int itemCount() const { return 0; }

    // What it is, and its numbers.
    virtual QString itemName(int /*item*/) const { return {}; }

    // In the widget's coordinates, also out of sight.
    virtual QRect itemPlace(int /*item*/) const { return {}; }

    virtual std::optional<int> itemAt(QPoint place) const;

    // How many stand beside each other, row by row; 0: they are a list.
    virtual int itemColumns() const { return 0; }

    virtual QString itemColumnName(int /*column*/) const { return {}; }

    // The item that the keys are at. To go there makes it the current one and brings it into view.
    virtual std::optional<int> currentItem() const { return std::nullopt; }

    virtual void goToItem(int /*item*/) {}

    // Whether it stands out from the others, as a sampled token does.
    virtual bool isItemSelected(int /*item*/) const { return false; }

    // Whether it does something, as a click on it would.
    virtual bool canPressItem(int /*item*/) const { return false; }

    virtual void pressItem(int /*item*/) {}

    // Of the widget; a picture or a label has no items, and says so here. Without a name of its own
    // it has the widget's.
    virtual QString itemsName() const { return {}; }

    virtual QAccessible::Role itemsRole() const;

protected:
    explicit AccessibleItems(QWidget* widget); // which this is
    virtual ~AccessibleItems();

    // There are others, or others are current: who reads them hears of it, a moment later.
    void itemsChanged();
    void currentItemChanged();

    virtual void tell(QAccessibleEvent& event); // Qt, which tells the readers

private:
    friend class ItemsInterface;

    QWidget* widget_;
    ItemsInterface* interface_ = nullptr; // Qt's cache owns it; null: nobody has asked for it
};

} // namespace logitscope
