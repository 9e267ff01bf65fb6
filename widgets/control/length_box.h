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
};

} // namespace logitscope
