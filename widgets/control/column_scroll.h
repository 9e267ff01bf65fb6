// A column that scrolls when the window is too low for it, and is always as wide as it needs to be.
#pragma once

#include <QScrollArea>

namespace logitscope
{

class ColumnScroll : public QScrollArea
{
    Q_OBJECT

public:
    explicit ColumnScroll(QWidget* column, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace logitscope
