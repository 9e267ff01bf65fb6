#include "widgets/text/removed_pattern.h"

#include "widgets/theme.h"

#include <QLineF>
#include <QList>
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>
#include <QRectF>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

// What is drawn lies on whole pixels, so that each stroke looks like the next.
// Vectors have none.
class PixelGrid
{
public:
    explicit PixelGrid(const QPainter& painter)
        : toDevice_(painter.deviceTransform())
        , hasPixels_(painter.paintEngine()->type() == QPaintEngine::Raster)
    {
    }

    QRectF rect(const QRectF& rect) const
    {
        if (!hasPixels_)
            return rect;
        const QRectF device = toDevice_.mapRect(rect);
        const QPointF corner(std::round(device.left()), std::round(device.top()));
        const QPointF opposite(std::round(device.right()), std::round(device.bottom()));
        return toDevice_.inverted().mapRect(QRectF(corner, opposite));
    }

    double length(double length, double leastPixels = 1.0) const
    {
        const double scale = toDevice_.m11();
        return hasPixels_ ? std::max(std::round(length * scale), leastPixels) / scale : length;
    }

private:
    QTransform toDevice_;
    bool hasPixels_;
};

// Ground and edge; `fill(grid, rect)` paints what is inside of them.
template <class Fill>
void paintPattern(QPainter& painter, const QRectF& rect, const QColor& colour, double em, Fill fill)
{
    const PixelGrid grid(painter);
    const QRectF outside = grid.rect(rect);
    const double edge = grid.length(em * 0.06);
    const QRectF inside = outside.adjusted(edge, edge, -edge, -edge);
    if (!inside.isValid())
        return painter.fillRect(outside, colour);
    QColor ground = colour;
    ground.setAlphaF(0.16f);
    QPainterPath frame;
    frame.addRect(outside);
    frame.addRect(inside);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false); // whole pixels
    painter.fillRect(inside, ground);
    fill(grid, inside);
    painter.fillPath(frame, colour);
    painter.restore();
}

// Which way lines run; several together are a lattice.
enum Lines
{
    Rising = 1,
    Falling = 2,
    Upright = 4,
    Level = 8,
};

// Lines and dots are cut to their rectangle by hand: an SVG knows no clip of Qt's. A diagonal
// starts on the bottom edge, or where the left edge would have met it, and rises to the right; a
// falling one is its reflection.
QList<QLineF> linesIn(const QRectF& inside, int lines, double pitch)
{
    QList<QLineF> all;
    for (double x = inside.left() - inside.height(); x < inside.right(); x += pitch) {
        const double from = std::max(x, inside.left());
        const double to = std::min(x + inside.height(), inside.right());
        if (from >= to)
            continue;
        if (lines & Rising)
            all.append(QLineF(from, inside.bottom() - (from - x), to, inside.bottom() - (to - x)));
        if (lines & Falling)
            all.append(QLineF(from, inside.top() + (from - x), to, inside.top() + (to - x)));
    }
    for (double x = inside.left() + pitch / 2; lines & Upright && x < inside.right(); x += pitch)
        all.append(QLineF(x, inside.top(), x, inside.bottom()));
    for (double y = inside.top() + pitch / 2; lines & Level && y < inside.bottom(); y += pitch)
        all.append(QLineF(inside.left(), y, inside.right(), y));
    return all;
}

void paintLines(QPainter& painter, const QRectF& rect, const QColor& colour, double em, int lines)
{
    paintPattern(painter, rect, colour, em, [&](const PixelGrid& grid, const QRectF& inside) {
        const double pitch = grid.length(em * 0.36); // along the edge
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(colour, pitch * 0.24, Qt::SolidLine, Qt::FlatCap));
        painter.drawLines(linesIn(inside, lines, pitch));
    });
}

void paintDotted(QPainter& painter, const QRectF& rect, const QColor& colour, double em)
{
    paintPattern(painter, rect, colour, em, [&](const PixelGrid& grid, const QRectF& inside) {
        const double shift = grid.length(em * 0.15, 3.0); // with less, dots would touch
        const double side = grid.length(shift * 0.72);
        // Squares: while a slider moves, some ten thousand are drawn at once,
        // and round ones take ten times as long.
        QList<QRectF> dots;
        const QPointF first = inside.topLeft() + QPointF(shift - side, shift - side);
        bool isShifted = false;
        for (double y = first.y(); y < inside.bottom(); y += shift) {
            for (double x = first.x() + (isShifted ? shift : 0.0); x < inside.right();
                 x += 2 * shift)
                dots.append(QRectF(x, y, side, side) & inside);
            isShifted = !isShifted;
        }
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRects(dots);
    });
}

} // namespace

void paintUnknown(QPainter& painter, const QRectF& rect, const Theme& theme, double em)
{
    paintLines(painter, rect, theme.mutedText, em, Rising);
}

QColor removedColour(const Theme& theme, StageKind stage)
{
    switch (stage) {
    case StageKind::TopK:
    case StageKind::TopNSigma:
    case StageKind::Mirostat:
        return theme.removedByTopK;
    case StageKind::TopP:
    case StageKind::Xtc:
        return theme.removedByTopP;
    default:
        return theme.removedByOthers;
    }
}

void paintRemoved(QPainter& painter, const QRectF& rect, const Theme& theme, StageKind stage,
                  double em)
{
    const auto lines = [&](int directions) {
        paintLines(painter, rect, removedColour(theme, stage), em, directions);
    };
    switch (stage) {
    case StageKind::TopP:
        return paintDotted(painter, rect, theme.removedByTopP, em);
    case StageKind::MinP:
    case StageKind::TopNSigma:
        return lines(Falling);
    case StageKind::TypicalP:
    case StageKind::Mirostat:
        return lines(Upright);
    case StageKind::TopA:
        return lines(Level);
    case StageKind::Epsilon:
    case StageKind::Xtc:
        return lines(Rising | Falling);
    case StageKind::Eta:
        return lines(Upright | Level);
    default:
        return lines(Rising);
    }
}

} // namespace logitscope
