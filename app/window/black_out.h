// A black screen, so that a room looks at the teacher: over the window and all its dialogs, until
// any key or click, which does nothing else.
#pragma once

#include <QWidget>

namespace logitscope
{

class BlackOut : public QWidget
{
    Q_OBJECT

public:
    // Covers the screen that the window is on. Goes, and is deleted, when it is closed.
    explicit BlackOut(QWidget& window);

protected:
    bool event(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
};

} // namespace logitscope
