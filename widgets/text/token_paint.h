// The strokes of the token view: shades, outlines, and pictures of white space. Sizes follow the
// rectangles and the font they are given.
#pragma once

#include <QColor>
#include <QList>
#include <QRectF>
#include <QTextDocument>

class QPainter;

namespace logitscope
{

// A soft tile behind each rectangle.
void paintShade(QPainter& painter, const QList<QRectF>& rectangles, const QColor& colour);

// A hairline around each rectangle.
void paintHairline(QPainter& painter, const QList<QRectF>& rectangles, const QColor& colour);

// A line under each rectangle.
void paintUnderline(QPainter& painter, const QList<QRectF>& rectangles, const QColor& colour);

// A flag planted before the first rectangle.
void paintFlag(QPainter& painter, const QList<QRectF>& rectangles, const QColor& colour);

// A frame with a heavy foot, so that it is told by its shape. A rectangle of no width is a caret.
void paintSelection(QPainter& painter, const QList<QRectF>& rectangles, const QColor& colour);

// Dots, arrows and hooks for the spaces, tabs and line breaks of the range [begin, end).
void paintWhitespace(QPainter& painter, const QTextDocument& document, int begin, int end,
                     const QColor& colour);

} // namespace logitscope
