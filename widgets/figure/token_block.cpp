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
    const QRectF all(QPointF(), document_->size());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(topLeft);
    paintTokenShades(painter, all, theme_, *tokens_);
    painter.translate(-topLeft);
    paintText(painter, topLeft);
    painter.translate(topLeft);
    paintTokenMarks(painter, all, theme_, *tokens_, marks_);
    painter.restore();
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

} // namespace logitscope
