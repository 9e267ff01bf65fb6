// A column that scrolls when the window is too low for it, and is always as wide as it needs to be.
#pragma once

#include <QScrollArea>

namespace logitscope
{

// What stands in a scroll area and has labels that wrap. Its height follows from its width, as the
// layout says; what such labels ask for at any width would leave room below them to scroll into.
class WrappingColumn : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    QSize minimumSizeHint() const override;
};

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
