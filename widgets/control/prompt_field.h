// Where a prompt is typed.
#pragma once

#include <QPlainTextEdit>

#include <string>

namespace logitscope
{

class PromptField : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit PromptField(QWidget* parent = nullptr);

    // As it was typed: toPlainText() would turn no-break spaces into spaces, which are other
    // tokens.
    QString prompt() const;

    void setPrompt(const std::string& prompt);

    // As high as one line of it, which scrolls.
    void setOneLine(bool oneLine);
};

} // namespace logitscope
