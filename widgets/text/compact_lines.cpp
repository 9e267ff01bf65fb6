#include "widgets/text/compact_lines.h"

#include "widgets/text/token_document.h"

#include <QFontMetricsF>
#include <QTextDocument>
#include <QTextFrame>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr double lineSpacing = 1.4; // as close as marks leave it
constexpr double sideMargin = 2.0;  // beside the text; below it none
constexpr double above = 0.26;      // of the font's height: a flag's reach

} // namespace

void setCompact(QTextDocument& document, TokenDocument& tokens)
{
    tokens.setLineSpacing(lineSpacing);
    document.setDocumentMargin(sideMargin);
    auto format = document.rootFrame()->frameFormat();
    const double height = QFontMetricsF(document.defaultFont()).height();
    format.setTopMargin(above * height);
    format.setBottomMargin(-above / 2.0 * height); // of what Qt leaves free below every line
    document.rootFrame()->setFrameFormat(format);
}

// The marks of a line reach into what is above and below it. Half of the upper margin more than the
// lines cuts no mark, and shows none of the line that follows, with the text's head in view as with
// its end.
int compactHeight(const QFont& font, int lines)
{
    QTextDocument measured; // how Qt rounds a line's height is its own affair
    TokenDocument tokens(&measured);
    tokens.setFont(font);
    tokens.setLineSpacing(lineSpacing);
    tokens.setPrompt(QStringLiteral("x"));
    const double one = measured.size().height();
    tokens.setPrompt(QStringLiteral("x\nx"));
    const double pitch = measured.size().height() - one;
    return static_cast<int>(std::round(pitch * lines + above / 2.0 * QFontMetricsF(font).height()));
}

int belowCompactLines(const QFont& font, int height)
{
    int lines = 1;
    while (compactHeight(font, lines + 1) <= height)
        ++lines;
    return std::max(height - compactHeight(font, lines), 0);
}

} // namespace logitscope
