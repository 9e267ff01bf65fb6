#include "widgets/control/prompt_field.h"

#include <QTextCursor>
#include <QTextDocument>

namespace logitscope
{

PromptField::PromptField(QWidget* parent) : QPlainTextEdit(parent)
{
    setPlaceholderText(tr("Type the beginning of a text …"));
    setTabChangesFocus(true);
    setAccessibleName(tr("Prompt"));
}

QString PromptField::prompt() const
{
    return document()
        ->toRawText()
        .replace(QChar::ParagraphSeparator, '\n')
        .replace(QChar::LineSeparator, '\n');
}

void PromptField::setPrompt(const std::string& prompt)
{
    setPlainText(QString::fromStdString(prompt));
    moveCursor(QTextCursor::End);
}

} // namespace logitscope
