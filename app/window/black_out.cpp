#include "app/window/black_out.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScreen>

namespace logitscope
{

namespace
{

const QColor hint(0x55, 0x55, 0x55); // dark enough for a dark room

bool isModifier(int key)
{
    return key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt ||
           key == Qt::Key_AltGr || key == Qt::Key_Meta;
}

} // namespace

// A window of its own: a dialog would stay above anything in the main window.
BlackOut::BlackOut(QWidget& window) : QWidget(&window, Qt::Window | Qt::FramelessWindowHint)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setWindowTitle(tr("Black screen"));
    setAccessibleName(tr("Black screen. Any key or click ends it."));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::BlankCursor);
    setGeometry(window.screen()->geometry());
    showFullScreen();
    activateWindow();
    setFocus();
}

// The press is taken here, also of a key that is a shortcut elsewhere.
bool BlackOut::event(QEvent* event)
{
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        event->accept();
        return true;
    case QEvent::KeyPress:
        if (const auto* key = static_cast<QKeyEvent*>(event);
            !key->isAutoRepeat() && !isModifier(key->key())) // the one that began it may be held
            close();
        return true;
    case QEvent::MouseButtonPress:
        event->accept();
        return true;
    case QEvent::MouseButtonRelease: // not the press: what is below would get the release
        close();
        return true;
    default:
        return QWidget::event(event);
    }
}

void BlackOut::closeEvent(QCloseEvent* event)
{
    parentWidget()->activateWindow();
    QWidget::closeEvent(event);
}

void BlackOut::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), Qt::black);
    painter.setPen(hint);
    const int line = fontMetrics().height();
    painter.drawText(rect().adjusted(line, line, -line, -line), Qt::AlignHCenter | Qt::AlignBottom,
                     tr("Any key or click goes on."));
}

} // namespace logitscope
