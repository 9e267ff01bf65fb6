#include "widgets/figure/token_block.h"

#include "widgets/figure/figure_style.h"
#include "widgets/figure/text_block.h"
#include "widgets/text/text_geometry.h"
#include "widgets/text/token_paint.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>

#include <algorithm>
#include <span>

namespace logitscope
{

namespace
{

constexpr double lineSpacing = 1.4; // a page holds its lines closer together than a screen

QList<QRectF> moved(QList<QRectF> rectangles, QPointF by)
{
    for (QRectF& rectangle : rectangles)
        rectangle.translate(by);
    return rectangles;
}

} // namespace

TokenBlock::TokenBlock(const QString& prompt, const Branch& row, const QFont& font,
                       const Theme& theme, double width)
    : theme_(theme)
    , document_(std::make_unique<QTextDocument>())
    , tokens_(std::make_unique<TokenDocument>(document_.get()))
{
    tokens_->setFont(fittedTo(prompt + QString::fromStdString(continuationOf(row)), font));
    tokens_->setPrompt(prompt);
    tokens_->setPromptColour(theme.mutedText);
    const auto path = pathTo(row.leaf);
    const bool ended = row.stopReason == StopReason::EndOfText && !path.empty();
    tokens_->append(std::span(path).first(path.size() - (ended ? 1 : 0)));
    if (ended)
        tokens_->appendEndMark(path.back());
    tokens_->finish();

    document_->setDocumentMargin(0.0);
    tokens_->setLineSpacing(lineSpacing);
    QTextOption option = document_->defaultTextOption();
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document_->setDefaultTextOption(option);
    document_->setTextWidth(width - lineBreakWidth(*document_) - 1.0); // whose sign hangs out of it
}

double TokenBlock::height() const
{
    const auto last = lineAt(*document_, document_->characterCount() - 1);
    return last ? last->origin().y() + last->line.y() + last->line.height() : 0.0;
}

void TokenBlock::paint(QPainter& painter, QPointF topLeft) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paintShades(painter, topLeft);
    paintText(painter, topLeft);
    paintMarks(painter, topLeft);
    painter.restore();
}

void TokenBlock::paintShades(QPainter& painter, QPointF topLeft) const
{
    for (int step = 0; step < tokens_->stepCount(); ++step)
        if (!tokens_->span(step).isEmpty())
            paintShade(painter, moved(tokens_->rectangles(step), topLeft),
                       theme_.shade(tokens_->step(step).modelProbability));
}

void TokenBlock::paintText(QPainter& painter, QPointF topLeft) const
{
    for (QTextBlock block = document_->begin(); block.isValid(); block = block.next()) {
        document_->documentLayout()->blockBoundingRect(block); // lays it out
        for (int i = 0; i < block.layout()->lineCount(); ++i)
            paintLine(painter, block, block.layout()->lineAt(i), topLeft);
    }
}

void TokenBlock::paintLine(QPainter& painter, const QTextBlock& block, const QTextLine& line,
                           QPointF topLeft) const
{
    const QPointF origin = topLeft + block.layout()->position();
    if (readsLeftwards(block.text())) {
        painter.setPen(theme_.text);
        line.draw(&painter, origin);
        return;
    }
    const int begin = line.textStart();
    const int end = begin + line.textLength();
    for (auto part = block.begin(); !part.atEnd(); ++part) {
        const QTextFragment fragment = part.fragment();
        const int from = fragment.position() - block.position();
        const QTextCharFormat format = fragment.charFormat();
        QFont font = document_->defaultFont();
        font.setItalic(format.fontItalic());
        painter.setFont(font);
        painter.setPen(format.hasProperty(QTextFormat::ForegroundBrush)
                           ? format.foreground().color()
                           : theme_.text);
        paintStretch(painter, block.text(), line, std::max(from, begin),
                     std::min(from + fragment.length(), end), origin);
    }
}

void TokenBlock::paintMarks(QPainter& painter, QPointF topLeft) const
{
    for (const int mark : tokens_->endMarks())
        paintHairline(painter, moved(tokens_->rectangles(mark), topLeft), theme_.mutedText);
    if (flagged_)
        paintFlag(painter, moved(tokens_->rectangles(*flagged_), topLeft), theme_.text);
    if (selected_)
        paintSelection(painter, moved(tokens_->rectangles(*selected_), topLeft), theme_.accent);

    // A tile behind the end of a line would be a riddle without a sign in it.
    painter.save();
    painter.translate(topLeft);
    for (int at = 0; at + 1 < document_->characterCount(); ++at)
        if (document_->characterAt(at) == QChar::ParagraphSeparator)
            paintWhitespace(painter, *document_, at, at + 1, theme_.mutedText);
    painter.restore();
}

} // namespace logitscope
