// Where text lies in a laid-out QTextDocument, in document coordinates.
#pragma once

#include <QList>
#include <QRectF>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextLayout>

#include <optional>

namespace logitscope
{

// Whether the character is one of those that are read leftwards.
bool isReadLeftwards(QChar unit);

// A visual line of a paragraph.
struct VisualLine
{
    QTextBlock block;
    QTextLine line;

    int begin() const { return block.position() + line.textStart(); }

    int end() const;        // with the line break that ends the paragraph
    bool endsBlock() const; // with a line break, or with the text, rather than with a wrap
    QPointF origin() const; // of the paragraph, which the line's own coordinates count from

    // The position of the character at this horizontal place, or of the nearest.
    int positionAt(double x) const;
};

// Nothing where the text has no lines: Qt lays out none for an empty document whose margins change,
// and writes before the first of them when it is asked about the last.
std::optional<VisualLine> lineAt(const QTextDocument& document, int position);
std::optional<VisualLine> lineAt(const QTextDocument& document,
                                 const QPointF& point); // the nearest
std::optional<VisualLine> lineAbove(const VisualLine& line);
std::optional<VisualLine> lineBelow(const VisualLine& line);

// The rectangles of the range [begin, end), as high as the text: one for each visual line that it
// touches, more where reading directions mix. A line break has a width too, that of
// `lineBreakWidth`; spaces at which a line was wrapped have none unless the range has nothing else.
QList<QRectF> textRectangles(const QTextDocument& document, int begin, int end);
double lineBreakWidth(const QFont& font);

// The slit before the character at this position: a width of 0. Null where lineAt() has nothing.
QRectF caretRectangle(const QTextDocument& document, int position);

} // namespace logitscope
