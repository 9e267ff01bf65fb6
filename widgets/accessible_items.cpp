#include "widgets/accessible_items.h"

#include "widgets/item_interface.h"

#include <QAccessibleWidget>
#include <QTimer>
#include <QWidget>

#include <map>
#include <memory>
#include <utility>

namespace logitscope
{

namespace
{

// While tokens come or a slider moves, items change with every frame.
constexpr int tellingMilliseconds = 250;
constexpr int fewItems = 100; // Qt's bridge tells of each when their number is another

} // namespace

class ItemsInterface : public QAccessibleWidget, public QAccessibleTableInterface
{
public:
    explicit ItemsInterface(AccessibleItems& items)
        : QAccessibleWidget(items.widget_)
        , items_(items)
        , count_(items.itemCount())
    {
        items.interface_ = this;
        telling_.setSingleShot(true);
        telling_.setInterval(tellingMilliseconds);
        QObject::connect(&telling_, &QTimer::timeout, [this] { tell(); });
    }

    ~ItemsInterface() override
    {
        items_.interface_ = nullptr;
        for (const auto& [item, id] : ids_)
            QAccessible::deleteAccessibleInterface(id);
    }

    void tellSoon()
    {
        if (!telling_.isActive())
            telling_.start();
    }

    void tellCurrent()
    {
        const auto current = items_.currentItem();
        if (!current || !widget()->hasFocus())
            return;
        QAccessibleEvent event(widget(), QAccessible::Focus);
        event.setChild(*current);
        items_.tell(event);
    }

    // Without a step a table has no columns, and is a list.
    QAccessible::Role role() const override { return items_.itemsRole(); }

    QString text(QAccessible::Text text) const override
    {
        const auto name = text == QAccessible::Name ? items_.itemsName() : QString();
        return name.isEmpty() ? QAccessibleWidget::text(text) : name;
    }

    // The items alone: what else the widget is made of paints them.
    int childCount() const override { return items_.itemCount(); }

    QAccessibleInterface* child(int item) const override
    {
        if (item < 0 || item >= items_.itemCount())
            return nullptr;
        const auto known = ids_.find(item);
        if (known != ids_.end())
            if (auto* interface = QAccessible::accessibleInterface(known->second))
                return interface;
        auto made = std::make_unique<ItemInterface>(items_, *items_.interface_, *widget(), item);
        ids_[item] = QAccessible::registerAccessibleInterface(made.get());
        return made.release(); // Qt's cache owns it now
    }

    int indexOfChild(const QAccessibleInterface* child) const override
    {
        const auto* item = dynamic_cast<const ItemInterface*>(child);
        return item && item->parent() == this ? item->item() : -1;
    }

    QAccessibleInterface* childAt(int x, int y) const override
    {
        const auto item = items_.itemAt(widget()->mapFromGlobal(QPoint(x, y)));
        return item ? child(*item) : nullptr;
    }

    QAccessibleInterface* focusChild() const override
    {
        const auto current = items_.currentItem();
        return current && widget()->hasFocus() ? child(*current) : QAccessibleWidget::focusChild();
    }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::TableInterface)
            return items_.itemColumns() > 0 ? static_cast<QAccessibleTableInterface*>(this)
                                            : nullptr;
        return QAccessibleWidget::interface_cast(type);
    }

    QAccessibleInterface* caption() const override { return nullptr; }

    QAccessibleInterface* summary() const override { return nullptr; }

    QAccessibleInterface* cellAt(int row, int column) const override
    {
        const bool isThere = row >= 0 && column >= 0 && column < columnCount();
        return isThere ? child(row * columnCount() + column) : nullptr;
    }

    int selectedCellCount() const override { return static_cast<int>(selectedCells().size()); }

    QList<QAccessibleInterface*> selectedCells() const override
    {
        QList<QAccessibleInterface*> cells;
        for (int item = 0; item < items_.itemCount(); ++item)
            if (items_.isItemSelected(item))
                cells << child(item);
        return cells;
    }

    QString columnDescription(int column) const override { return items_.itemColumnName(column); }

    QString rowDescription(int) const override { return {}; }

    int selectedColumnCount() const override { return 0; }

    int selectedRowCount() const override { return 0; }

    int columnCount() const override { return items_.itemColumns(); }

    int rowCount() const override
    {
        return columnCount() > 0 ? items_.itemCount() / columnCount() : 0;
    }

    QList<int> selectedColumns() const override { return {}; }

    QList<int> selectedRows() const override { return {}; }

    bool isColumnSelected(int) const override { return false; }

    bool isRowSelected(int) const override { return false; }

    bool selectRow(int) override { return false; }

    bool selectColumn(int) override { return false; }

    bool unselectRow(int) override { return false; }

    bool unselectColumn(int) override { return false; }

    void modelChange(QAccessibleTableModelChangeEvent*) override {}

private:
    // Readers keep names; they ask again for those which they hear to be others.
    void tell()
    {
        const int count = items_.itemCount();
        const auto gone = ids_.lower_bound(count);
        for (auto each = gone; each != ids_.end(); ++each)
            QAccessible::deleteAccessibleInterface(each->second);
        ids_.erase(gone, ids_.end());
        if (std::exchange(count_, count) != count && count <= fewItems) {
            QAccessibleEvent event(widget(), QAccessible::ObjectReorder);
            items_.tell(event);
        }
        for (const auto& [item, id] : ids_) {
            auto* known = static_cast<ItemInterface*>(QAccessible::accessibleInterface(id));
            if (!known || !known->hasNews())
                continue;
            QAccessibleEvent event(known, QAccessible::NameChanged);
            items_.tell(event);
        }
    }

    AccessibleItems& items_;
    int count_;                                  // that readers know of
    mutable std::map<int, QAccessible::Id> ids_; // of those that somebody asked for
    QTimer telling_;
};

AccessibleItems::AccessibleItems(QWidget* widget) : widget_(widget)
{
    QAccessible::installFactory([](const QString&, QObject* object) -> QAccessibleInterface* {
        auto* items = dynamic_cast<AccessibleItems*>(object);
        return items ? new ItemsInterface(*items) : nullptr; // Qt's cache owns it
    });
}

AccessibleItems::~AccessibleItems()
{
    if (interface_)
        QAccessible::deleteAccessibleInterface(QAccessible::uniqueId(interface_));
}

std::optional<int> AccessibleItems::itemAt(QPoint place) const
{
    for (int item = 0; item < itemCount(); ++item)
        if (itemPlace(item).contains(place))
            return item;
    return std::nullopt;
}

QAccessible::Role AccessibleItems::itemsRole() const
{
    return itemColumns() > 0 ? QAccessible::Table : QAccessible::List;
}

void AccessibleItems::itemsChanged()
{
    if (interface_)
        interface_->tellSoon();
}

void AccessibleItems::tell(QAccessibleEvent& event)
{
    QAccessible::updateAccessibility(&event);
}

// Qt says first that the widget has the keyboard.
void AccessibleItems::currentItemChanged()
{
    if (interface_)
        QMetaObject::invokeMethod(
            widget_,
            [this] {
                if (interface_)
                    interface_->tellCurrent();
            },
            Qt::QueuedConnection);
}

} // namespace logitscope
