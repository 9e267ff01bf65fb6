// How many tokens a run may have, as the person types it.
#pragma once

#include <QSpinBox>

namespace logitscope
{

class LengthBox : public QSpinBox
{
    Q_OBJECT

public:
    explicit LengthBox(QWidget* parent = nullptr);

    // "60 tokens", where no label stands beside it.
    void setUnitShown(bool shown);

private:
    void showUnit();

    bool unitShown_ = false;
};

} // namespace logitscope
