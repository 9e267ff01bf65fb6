// How the lines of a small token view lie: close together, and none of them cut in half.
#pragma once

class QFont;
class QTextDocument;

namespace logitscope
{

class TokenDocument;

// Closer lines, hardly a margin. The document forgets it when it is cleared.
void setCompact(QTextDocument& document, TokenDocument& tokens);

// So high is a view that shows so many compact lines whole.
int compactHeight(const QFont& font, int lines);

// What a view of this height has to leave free below its lines.
int belowCompactLines(const QFont& font, int height);

} // namespace logitscope
