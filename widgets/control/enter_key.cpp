#include "widgets/control/enter_key.h"

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

bool EnterKey::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress || !isButton(*watched))
        return false;
    const auto* key = static_cast<QKeyEvent*>(event);
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
