#include "widgets/control/window_keys.h"

#include <QApplication>
#include <QDialog>
#include <QKeyEvent>
#include <QPointer>
#include <QPushButton>
#include <QToolButton>

namespace logitscope
{

namespace
{

bool isButton(const QObject& object)
{
    return qobject_cast<const QPushButton*>(&object) || qobject_cast<const QToolButton*>(&object);
}

} // namespace

bool WindowKeys::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return false;
    const auto* key = static_cast<QKeyEvent*>(event);
    if (event->type() == QEvent::ShortcutOverride) {
        event->ignore();
        return key->key() == Qt::Key_E && key->modifiers() == Qt::ControlModifier;
    }
    if (!isButton(*watched))
        return false;
    const bool enters = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    auto* button = static_cast<QWidget*>(watched);
    if (!enters || key->isAutoRepeat() || (key->modifiers() & ~Qt::KeypadModifier) ||
        qobject_cast<QDialog*>(button->window()))
        return false;
    const QPointer<QWidget> pressed(button); // what it does may be the end of it
    for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
        QKeyEvent space(type, Qt::Key_Space, Qt::NoModifier, QStringLiteral(" "));
        if (pressed)
            QApplication::sendEvent(pressed, &space);
    }
    return true;
}

} // namespace logitscope
