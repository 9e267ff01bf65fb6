// One number, large, with its unit and a small caption.
#pragma once

#include "widgets/accessible_items.h"
#include "widgets/control/card.h"

class QLabel;

namespace logitscope
{

class StatisticsTile : public Card, public AccessibleItems
{
    Q_OBJECT

public:
    // The label of the value has `name` as its object name, that of the unit `name` + "Unit".
    StatisticsTile(const QString& name, const QString& caption, const QString& definition,
                   QWidget* parent = nullptr);

    // `spoken` is the value in words, where that is another text.
    void setText(const QString& value, const QString& unit = {}, const QString& spoken = {});
    void clear(); // a dash

    // All in one: "Model entropy: 9.08 bits".
    QString itemsName() const override;

    QAccessible::Role itemsRole() const override { return QAccessible::StaticText; }

private:
    QLabel* caption_;
    QLabel* value_;
    QLabel* unit_;
    QString spoken_;
};

} // namespace logitscope
