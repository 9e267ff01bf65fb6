// The prompt as it was typed.
#pragma once

#include <QString>

#include <string>

class QPlainTextEdit;

namespace logitscope
{

// toPlainText() would turn no-break spaces into spaces, which are other tokens.
QString promptText(const QPlainTextEdit& field);

void setPromptText(QPlainTextEdit& field, const std::string& text);

} // namespace logitscope
