#include "widgets/text/token_paint.h"

#include "widgets/text/text_geometry.h"
#include "widgets/text/token_document.h"
#include "widgets/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace logitscope
{

namespace
{

// Neighbouring tiles leave a gap of this share of the line's height between them.
constexpr double gap = 0.04;
constexpr double rise = 0.07; // how far a tile reaches above and below the text
constexpr double corner = 0.16;

// A soft tile, or a hairline around it.
void paintTiles(QPainter& painter, const QList<QRectF>& rectangles)
{
    for (const QRectF& rectangle : rectangles) {
        const double radius = rectangle.height() * corner;
        painter.drawRoundedRect(tokenTile(rectangle), radius, radius);
    }
}

// The shade of a token of the prompt lies below its letters: their muted colour, which tells them
// from the continuation, would be hard to read on a strong shade.
void paintBands(QPainter& painter, const QList<QRectF>& rectangles)
{
    for (const QRectF& rectangle : rectangles) {
        const double height = rectangle.height();
        QRectF band = tokenTile(rectangle);
        band.setTop(rectangle.bottom() - height * 0.04);
        band.setBottom(rectangle.bottom() + height * 0.16);
        painter.drawRoundedRect(band, height * 0.06, height * 0.06);
    }
}

void paintUnderline(QPainter& painter, const QList<QRectF>& rectangles, const QColor& colour)
{
    for (const QRectF& rectangle : rectangles) {
        const double stroke = std::max(1.0, rectangle.height() * 0.06);
        const double below = rectangle.bottom() + rectangle.height() * rise;
        painter.fillRect(QRectF(rectangle.left(), below, rectangle.width(), stroke), colour);
    }
}

void paintSpace(QPainter& painter, const QRectF& box, double size)
{
    painter.drawEllipse(box.center(), size * 0.06, size * 0.06);
}

void paintTab(QPainter& painter, const QRectF& box, double size)
{
    const double y = box.center().y();
    const double head = size * 0.14;
    const double from = box.left() + size * 0.12;
    const double to = std::max(box.right() - size * 0.12, from + head);
    painter.drawLine(QPointF(from, y), QPointF(to, y));
    painter.drawPolyline(QPolygonF{{to - head, y - head}, {to, y}, {to - head, y + head}});
}

// ⏎, drawn by hand: fonts disagree about its size and half of them lack it.
void paintLineBreak(QPainter& painter, const QRectF& box, double size)
{
    const double width = box.width() * 0.62;
    const double head = size * 0.12;
    const double left = box.center().x() - width / 2;
    const double right = box.center().x() + width / 2;
    const double y = box.center().y() + size * 0.1;
    painter.drawPolyline(QPolygonF{{right, y - size * 0.26}, {right, y}, {left, y}});
    painter.drawPolyline(QPolygonF{{left + head, y - head}, {left, y}, {left + head, y + head}});
}

// Dots, arrows and hooks for the spaces, tabs and line breaks of the range.
void paintWhitespace(QPainter& painter, const QTextDocument& document, const TextSpan& range,
                     bool onlyBreaks, const QColor& colour)
{
    const double size = QFontMetricsF(document.defaultFont()).ascent();
    const QPen pen(colour, std::max(1.0, size * 0.075), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    for (int position = range.begin; position < range.end; ++position) {
        const QChar unit = document.characterAt(position);
        const bool isBreak =
            unit == QChar::ParagraphSeparator && position + 1 < document.characterCount();
        if (!isBreak && (onlyBreaks || (unit != u' ' && unit != u'\t')))
            continue;
        for (const QRectF& box : textRectangles(document, position, position + 1)) {
            painter.setPen(unit == u' ' ? QPen(Qt::NoPen) : pen);
            painter.setBrush(unit == u' ' ? QBrush(colour) : QBrush(Qt::NoBrush));
            if (unit == u' ')
                paintSpace(painter, box, size);
            else if (unit == u'\t')
                paintTab(painter, box, size);
            else
                paintLineBreak(painter, box, size);
        }
    }
}

} // namespace

QRectF tokenTile(const QRectF& rectangle)
{
    const double height = rectangle.height();
    return rectangle.adjusted(height * gap / 2, -height * rise, -height * gap / 2, height * rise);
}

void paintTokenShades(QPainter& painter, const QRectF& rect, const Theme& theme,
                      const TokenDocument& tokens, const ShadeScale& scale)
{
    painter.setPen(Qt::NoPen);
    const auto [begin, end] = tokens.stepsBetween(rect.top(), rect.bottom());
    for (int index = begin; index < end; ++index) {
        const auto score = tokens.score(index);
        if (!score || tokens.span(index).isEmpty())
            continue;
        painter.setBrush(scale.shade(theme, *score));
        if (index < 0)
            paintBands(painter, tokens.rectangles(index));
        else
            paintTiles(painter, tokens.rectangles(index));
    }
}

void paintTokenMarks(QPainter& painter, const QRectF& rect, const Theme& theme,
                     const TokenDocument& tokens, const TokenMarks& marks)
{
    if (marks.whitespace != TokenMarks::Whitespace::Hidden)
        paintWhitespace(painter, tokens.document(), tokens.spanBetween(rect.top(), rect.bottom()),
                        marks.whitespace == TokenMarks::Whitespace::LineBreaks, theme.mutedText);
    painter.setPen(QPen(theme.mutedText, 1.0));
    painter.setBrush(Qt::NoBrush);
    for (const int mark : tokens.endMarks())
        paintTiles(painter, tokens.rectangles(mark));
    if (marks.hovered && marks.hovered != marks.selected)
        paintUnderline(painter, tokens.rectangles(*marks.hovered), theme.mutedText);
    if (marks.departure)
        paintFlag(painter, tokens.rectangles(*marks.departure), theme.text);
    if (marks.selected)
        paintSelection(painter, tokens.rectangles(*marks.selected), theme.accent);
    else if (marks.endSelected)
        paintSelection(painter, {tokens.endRectangle()}, theme.accent);
}

void paintFlag(QPainter& painter, const QList<QRectF>& rectangles, const QColor& colour)
{
    if (rectangles.isEmpty())
        return;
    // The cloth flies over the letters and the pole stands in the gap before them, so that both can
    // be read.
    const QRectF& rectangle = rectangles.first();
    const double size = rectangle.height();
    const double left = rectangle.left() - size * 0.05;
    const double top = rectangle.top() - size * 0.26;
    const double foot = rectangle.bottom() + size * rise;
    painter.fillRect(QRectF(left, top, size * 0.08, foot - top), colour);
    QPainterPath flag(QPointF(left, top));
    flag.lineTo(left + size * 0.44, top + size * 0.17);
    flag.lineTo(left, top + size * 0.34);
    painter.fillPath(flag, colour);
}

void paintSelection(QPainter& painter, const QList<QRectF>& rectangles, const QColor& colour)
{
    for (const QRectF& rectangle : rectangles) {
        const double stroke = std::max(1.5, rectangle.height() * 0.085);
        const double radius = rectangle.height() * corner;
        const double reach = rectangle.height() * rise;
        // Clear of the letters, above and below; beside them it lies between two tokens.
        const double half = stroke / 2.0;
        const QRectF inner = rectangle.adjusted(half, -reach, -half, reach);
        const QRectF outer =
            inner.adjusted(-stroke, -stroke, stroke, stroke * 2.0); // the foot below

        QPainterPath frame; // what is in one outline but not in both
        frame.addRoundedRect(outer, radius + stroke, radius + stroke);
        if (inner.width() > 0.0)
            frame.addRoundedRect(inner, radius, radius);
        painter.fillPath(frame, colour);
    }
}

} // namespace logitscope
