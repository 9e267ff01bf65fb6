// Qt's text fields begin to drag selected text when it is pressed. A drag has an event loop of its
// own, in which a second one can begin, or the field be deleted: a comparison that ends, a key that
// starts another. Copying is by Ctrl+C.
#pragma once

#include <QMouseEvent>
#include <QTextCursor>

namespace logitscope
{

// Called before the field hears of the press: nothing is selected then, and a new selection begins.
template <class TextField>
void preventTextDrag(TextField& field, const QMouseEvent& press)
{
    auto cursor = field.textCursor();
    if (press.button() != Qt::LeftButton || press.modifiers() & Qt::ShiftModifier ||
        !cursor.hasSelection())
        return;
    cursor.setPosition(field.cursorForPosition(press.pos()).position());
    field.setTextCursor(cursor);
}

} // namespace logitscope
