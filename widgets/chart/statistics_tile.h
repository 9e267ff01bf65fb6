// One number, large, with its unit and a small caption.
#pragma once

#include "widgets/control/card.h"

class QLabel;

namespace logitscope
{

class StatisticsTile : public Card
{
    Q_OBJECT

public:
    // The label of the value has `name` as its object name, that of the unit `name` + "Unit".
    StatisticsTile(const QString& name, const QString& caption, const QString& definition,
                   QWidget* parent = nullptr);

    void setText(const QString& value, const QString& unit = {});
    void clear(); // a dash

protected:
    void changeEvent(QEvent* event) override;

private:
    void follow(); // the theme and the font

    QLabel* caption_;
    QLabel* value_;
    QLabel* unit_;
};

} // namespace logitscope
