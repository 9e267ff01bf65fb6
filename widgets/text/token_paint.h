// How a text of tokens is painted, in the window and in figures: shades behind it, and marks over
// it. Whoever paints draws the text between the two. Sizes follow the rectangles and the font.
#pragma once

#include "widgets/text/shade_scale.h"

#include <QColor>
#include <QList>
#include <QRectF>

#include <optional>

class QPainter;

namespace logitscope
{

class TokenDocument;
struct Theme;

// What is marked: tokens of the text, by their index, and white space.
struct TokenMarks
{
    enum class Whitespace
    {
        Hidden,
        LineBreaks, // a tile behind the end of a line would be a riddle without a sign in it
        Shown       // spaces and tabs too
    };

    std::optional<int> selected = {};
    bool endSelected = false; // the place of the token that comes next
    std::optional<int> hovered = {};
    std::optional<int> departure = {}; // from another text
    Whitespace whitespace = Whitespace::Hidden;
};

// What lies in a rectangle of the document, whose coordinates are the painter's.
void paintTokenShades(QPainter& painter, const QRectF& rect, const Theme& theme,
                      const TokenDocument& tokens, const ShadeScale& scale = {});
void paintTokenMarks(QPainter& painter, const QRectF& rect, const Theme& theme,
                     const TokenDocument& tokens, const TokenMarks& marks);

// The tile behind what a token has of a line.
QRectF tokenTile(const QRectF& rectangle);

// A flag planted before the first rectangle.
void paintFlag(QPainter& painter, const QList<QRectF>& rectangles, const QColor& colour);

// A frame with a heavy foot, so that it is told by its shape. A rectangle of no width is a caret.
void paintSelection(QPainter& painter, const QList<QRectF>& rectangles, const QColor& colour);

} // namespace logitscope
