#include "widgets/text/text_geometry.h"

#include <QAbstractTextDocumentLayout>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

// The end of what is visible of a line: spaces at which it was wrapped hang out of it.
int visibleEnd(const VisualLine& visual)
{
    const QTextDocument& document = *visual.block.document();
    const int offset = visual.block.position();
    int end = visual.line.textStart() + visual.line.textLength();
    if (!visual.endsBlock())
        while (end > visual.line.textStart() && document.characterAt(offset + end - 1) == u' ')
            --end;
    return end;
}

QRectF rectangle(const VisualLine& visual, double left, double right)
{
    const QPointF origin = visual.origin();
    return {origin.x() + left, origin.y() + visual.line.y(), right - left, visual.line.height()};
}

struct Stretch
{
    double left, right;
};

// Whether the characters [from, to) of a line may lie apart from each other, because some are read
// leftwards. Offsets count from the beginning of the paragraph.
bool mixesDirections(const VisualLine& visual, int from, int to)
{
    if (visual.block.textDirection() == Qt::RightToLeft)
        return true;
    const QTextDocument& document = *visual.block.document();
    for (int offset = from; offset < to; ++offset) {
        const QChar unit = document.characterAt(visual.block.position() + offset);
        if (isReadLeftwards(unit) || unit.direction() == QChar::DirEN)
            return true; // digits turn the other way among leftward letters
    }
    return false;
}

// Where the characters [from, to) of a line lie: in one stretch, or in several.
QList<Stretch> stretches(const VisualLine& visual, int from, int to)
{
    if (from >= to)
        return {};
    if (!mixesDirections(visual, from, to))
        return {{visual.line.cursorToX(from), visual.line.cursorToX(to)}};

    QList<Stretch> stretches;
    for (int offset = from; offset < to;) {
        const double x1 = visual.line.cursorToX(offset, QTextLine::Leading);
        const double x2 = visual.line.cursorToX(offset, QTextLine::Trailing);
        const Stretch character{std::min(x1, x2), std::max(x1, x2)};
        const auto touches = [](double a, double b) { return std::abs(a - b) < 0.1; };
        if (stretches.isEmpty())
            stretches.append(character);
        else if (touches(stretches.last().right, character.left))
            stretches.last().right = character.right;
        else if (touches(stretches.last().left, character.right))
            stretches.last().left = character.left;
        else
            stretches.append(character);
        offset = std::max(visual.block.layout()->nextCursorPosition(offset), offset + 1);
    }
    return stretches;
}

// A line break is drawn behind the text, in the paragraph's direction.
Stretch lineBreak(const VisualLine& visual)
{
    const double x = visual.line.cursorToX(visual.line.textStart() + visual.line.textLength());
    const QRectF text = visual.line.naturalTextRect(); // without spaces at the end
    const double width = lineBreakWidth(visual.block.document()->defaultFont());
    if (visual.block.textDirection() == Qt::RightToLeft) {
        const double right = std::min(x, text.left());
        return {right - width, right};
    }
    const double left = std::max(x, text.right());
    return {left, left + width};
}

} // namespace

bool isReadLeftwards(QChar unit)
{
    switch (unit.direction()) {
    case QChar::DirR:
    case QChar::DirAL:
    case QChar::DirAN:
    case QChar::DirRLE:
    case QChar::DirRLO:
    case QChar::DirRLI:
        return true;
    default:
        return false;
    }
}

int VisualLine::end() const
{
    return begin() + line.textLength() + (endsBlock() ? 1 : 0);
}

bool VisualLine::endsBlock() const
{
    return line.lineNumber() + 1 == block.layout()->lineCount();
}

QPointF VisualLine::origin() const
{
    return block.layout()->position(); // there are no frames but the document's own
}

int VisualLine::positionAt(double x) const
{
    return block.position() + line.xToCursor(x - origin().x(), QTextLine::CursorOnCharacter);
}

std::optional<VisualLine> lineAt(const QTextDocument& document, int position)
{
    QTextBlock block = document.findBlock(position);
    if (!block.isValid())
        block = document.lastBlock();
    document.documentLayout()->blockBoundingRect(block); // lays the paragraph out if it isn't
    const auto* layout = block.layout();
    const int last = layout->lineCount() - 1;
    if (last < 0)
        return std::nullopt;
    const QTextLine line = layout->lineForTextPosition(position - block.position());
    return VisualLine{block, line.isValid() ? line : layout->lineAt(last)};
}

std::optional<VisualLine> lineAt(const QTextDocument& document, const QPointF& point)
{
    const int hit = document.documentLayout()->hitTest(point, Qt::FuzzyHit);
    auto visual = lineAt(document, std::max(hit, 0));
    if (!visual)
        return std::nullopt;
    // At a wrap one position belongs to the end of a line and to the beginning of the next.
    const double top = visual->origin().y() + visual->line.y();
    if (point.y() < top && visual->line.lineNumber() > 0)
        visual->line = visual->block.layout()->lineAt(visual->line.lineNumber() - 1);
    return visual;
}

std::optional<VisualLine> lineAbove(const VisualLine& line)
{
    if (line.line.lineNumber() > 0)
        return VisualLine{line.block, line.block.layout()->lineAt(line.line.lineNumber() - 1)};
    const QTextBlock previous = line.block.previous();
    if (!previous.isValid())
        return std::nullopt;
    return lineAt(*previous.document(), previous.position() + previous.length() - 1);
}

std::optional<VisualLine> lineBelow(const VisualLine& line)
{
    if (!line.endsBlock())
        return VisualLine{line.block, line.block.layout()->lineAt(line.line.lineNumber() + 1)};
    const QTextBlock next = line.block.next();
    if (!next.isValid())
        return std::nullopt;
    return lineAt(*next.document(), next.position());
}

QList<QRectF> textRectangles(const QTextDocument& document, int begin, int end)
{
    QList<QRectF> rectangles;
    if (begin >= end)
        return rectangles;

    QRectF wrappedSpaces; // where a line was wrapped
    auto visual = lineAt(document, begin);
    for (; visual && visual->begin() < end; visual = lineBelow(*visual)) {
        const int offset = visual->block.position();
        const int from = std::max(begin - offset, visual->line.textStart());
        const int textEnd = visual->line.textStart() + visual->line.textLength();
        const int to = std::min(end - offset, textEnd);
        const int visibleTo = std::min(to, visibleEnd(*visual));
        const bool hasLineBreak = visual->endsBlock() && end - offset > textEnd;

        QList<Stretch> parts = stretches(*visual, from, visibleTo);
        if (hasLineBreak) {
            const Stretch hook = lineBreak(*visual);
            if (!parts.isEmpty() && std::abs(parts.last().right - hook.left) < 1.0)
                parts.last().right = hook.right;
            else
                parts.append(hook);
        }
        for (const Stretch& part : parts)
            rectangles.append(rectangle(*visual, part.left, part.right));
        if (parts.isEmpty() && from < to)
            wrappedSpaces =
                rectangle(*visual, visual->line.cursorToX(from), visual->line.cursorToX(to));
    }
    if (rectangles.isEmpty() && !wrappedSpaces.isNull())
        rectangles.append(wrappedSpaces);
    return rectangles;
}

double lineBreakWidth(const QFont& font)
{
    return QFontMetricsF(font).averageCharWidth();
}

QRectF caretRectangle(const QTextDocument& document, int position)
{
    const auto visual = lineAt(document, position);
    if (!visual)
        return {};
    const double x = visual->line.cursorToX(position - visual->block.position());
    return rectangle(*visual, x, x);
}

} // namespace logitscope
