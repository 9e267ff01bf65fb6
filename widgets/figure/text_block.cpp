#include "widgets/figure/text_block.h"

#include "widgets/figure/figure_style.h"
#include "widgets/text/document_text.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace logitscope
{

bool readsLeftwards(const QString& text)
{
    return std::ranges::any_of(text, [](QChar unit) {
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
    });
}

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

TextBlock::TextBlock(const QString& text, const QFont& font, const QColor& colour, double width,
                     double spacing)
    : font_(fittedTo(text, font))
    , colour_(colour)
{
    const double lineHeight = QFontMetricsF(font).height();
    for (const QString& paragraph : documentText(text).split(u'\n')) {
        paragraphs_.push_back(std::make_unique<QTextLayout>(paragraph, font_));
        layOut(*paragraphs_.back(), width, lineHeight * spacing);
    }
    height_ -= lineHeight * (spacing - 1.0); // nothing below the last line
}

void TextBlock::layOut(QTextLayout& paragraph, double width, double pitch)
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTabStopDistance(QFontMetricsF(font_).horizontalAdvance(u' ') * 4.0);
    paragraph.setTextOption(option);
    paragraph.setCacheEnabled(true);
    paragraph.beginLayout();
    for (QTextLine line = paragraph.createLine(); line.isValid(); line = paragraph.createLine()) {
        line.setLineWidth(width);
        line.setPosition({0.0, height_});
        naturalWidth_ = std::max(naturalWidth_, line.naturalTextWidth());
        height_ += pitch;
    }
    paragraph.endLayout();
    if (paragraph.lineCount() == 0)
        height_ += pitch;
}

double TextBlock::firstBaseline() const
{
    return QFontMetricsF(font_).ascent();
}

void TextBlock::paint(QPainter& painter, QPointF topLeft) const
{
    painter.setFont(font_);
    painter.setPen(colour_);
    for (const auto& paragraph : paragraphs_) {
        const bool leftwards = readsLeftwards(paragraph->text());
        for (int i = 0; i < paragraph->lineCount(); ++i) {
            const QTextLine line = paragraph->lineAt(i);
            if (leftwards)
                line.draw(&painter, topLeft);
            else
                paintStretch(painter, paragraph->text(), line, line.textStart(),
                             line.textStart() + line.textLength(), topLeft);
        }
    }
}

} // namespace logitscope
