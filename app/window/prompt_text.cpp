#include "app/window/prompt_text.h"

#include <QPlainTextEdit>
#include <QTextCursor>
#include <QTextDocument>

namespace logitscope
{

QString promptText(const QPlainTextEdit& field)
{
    return field.document()
        ->toRawText()
        .replace(QChar::ParagraphSeparator, '\n')
        .replace(QChar::LineSeparator, '\n');
}

void setPromptText(QPlainTextEdit& field, const std::string& text)
{
    field.setPlainText(QString::fromStdString(text));
    field.moveCursor(QTextCursor::End);
}

} // namespace logitscope
