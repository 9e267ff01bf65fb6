#include "widgets/control/prompt_field.h"

#include <QTextCursor>
#include <QTextDocument>

#include <cmath>

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

void PromptField::setOneLine(bool oneLine)
{
    setMinimumHeight(0);
    setMaximumHeight(QWIDGETSIZE_MAX);
    const auto bars = oneLine ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded;
    setVerticalScrollBarPolicy(bars);
    setHorizontalScrollBarPolicy(bars);
    setLineWrapMode(oneLine ? NoWrap : WidgetWidth);
    if (oneLine) {
        const auto around = contentsMargins();
        setFixedHeight(fontMetrics().lineSpacing() +
                       static_cast<int>(std::ceil(document()->documentMargin() * 2.0)) +
                       around.top() + around.bottom());
    }
    ensureCursorVisible();
}

} // namespace logitscope
