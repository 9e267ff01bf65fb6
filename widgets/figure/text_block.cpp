#include "widgets/figure/text_block.h"

#include "widgets/figure/figure_style.h"
#include "widgets/text/text_geometry.h"

#include <QAbstractTextDocumentLayout>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace logitscope
{

namespace
{

// Draws the characters [from, to) of a paragraph, which lie in one line of it; `origin` is where
// the paragraph's own coordinates begin on the page. The painter's pen is the colour.
void paintStretch(QPainter& painter, const QString& paragraph, const QTextLine& line, int from,
                  int to, QPointF origin)
{
    const double baseline = origin.y() + line.y() + line.ascent();
    while (from < to) {
        // What follows a tab is set apart; for the tab itself stands a space.
        const auto tab = static_cast<int>(paragraph.indexOf(u'\t', from));
        const int end = tab < 0 || tab >= to ? to : tab + 1;
        painter.drawText(QPointF(origin.x() + line.cursorToX(from), baseline),
                         paragraph.mid(from, end - from).replace(u'\t', u' '));
        from = end;
    }
}

// A line of a paragraph, as its characters' formats have it.
void paintLine(QPainter& painter, const QTextBlock& paragraph, const QTextLine& line,
               QPointF origin, const QColor& colour)
{
    const int begin = line.textStart();
    const int end = begin + line.textLength();
    for (auto part = paragraph.begin(); !part.atEnd(); ++part) {
        const QTextFragment fragment = part.fragment();
        const int from = fragment.position() - paragraph.position();
        const QTextCharFormat format = fragment.charFormat();
        QFont font = paragraph.document()->defaultFont();
        font.setItalic(format.fontItalic());
        painter.setFont(font);
        painter.setPen(format.hasProperty(QTextFormat::ForegroundBrush)
                           ? format.foreground().color()
                           : colour);
        paintStretch(painter, paragraph.text(), line, std::max(from, begin),
                     std::min(from + fragment.length(), end), origin);
    }
}

} // namespace

TextBlock::TextBlock(const QString& text, const QFont& font, const QColor& colour, double width,
                     double spacing)
    : document_(std::make_unique<QTextDocument>())
    , tokens_(document_.get())
{
    tokens_.setFont(fittedTo(text, font));
    tokens_.setLineSpacing(spacing);
    tokens_.setPromptColour(colour);
    QTextOption option = document_->defaultTextOption();
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document_->setDefaultTextOption(option);
    document_->setDocumentMargin(0.0);
    document_->setTextWidth(width);
    tokens_.setPrompt(text); // laid out once
}

double TextBlock::height() const
{
    const auto last = lineAt(*document_, document_->characterCount() - 1);
    return last ? last->origin().y() + last->line.y() + last->line.height() : 0.0;
}

double TextBlock::naturalWidth() const
{
    double width = 0.0;
    for (auto line = lineAt(*document_, 0); line; line = lineBelow(*line))
        width = std::max(width, line->line.naturalTextWidth());
    return width;
}

double TextBlock::firstBaseline() const
{
    return QFontMetricsF(document_->defaultFont()).ascent();
}

void TextBlock::paint(QPainter& painter, QPointF topLeft) const
{
    const QColor colour = painter.pen().color();
    for (QTextBlock block = document_->begin(); block.isValid(); block = block.next()) {
        document_->documentLayout()->blockBoundingRect(block); // lays it out
        const QTextLayout& paragraph = *block.layout();
        const QPointF origin = topLeft + paragraph.position();
        // Characters that aren't drawn in their order.
        const bool leftwards = std::ranges::any_of(block.text(), isReadLeftwards);
        for (int i = 0; i < paragraph.lineCount(); ++i) {
            painter.setPen(colour);
            if (leftwards)
                paragraph.lineAt(i).draw(&painter, origin);
            else
                paintLine(painter, block, paragraph.lineAt(i), origin, colour);
        }
    }
}

} // namespace logitscope
