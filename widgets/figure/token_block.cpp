#include "widgets/figure/token_block.h"

#include "widgets/figure/figure_style.h"
#include "widgets/text/text_geometry.h"

#include <QPainter>

#include <span>

namespace logitscope
{

namespace
{

constexpr double lineSpacing = 1.4; // a page holds its lines closer together than a screen

TextBlock beginning(const QString& prompt, const Branch& row, const QFont& font, const Theme& theme,
                    double width)
{
    // The sign of a line break hangs out of the text.
    return {prompt, fittedTo(prompt + QString::fromStdString(continuationOf(row)), font),
            theme.mutedText, width - lineBreakWidth(font) - 1.0, lineSpacing};
}

} // namespace

TokenBlock::TokenBlock(const QString& prompt, const Branch& row, const QFont& font,
                       const Theme& theme, double width, const ShadeScale& scale)
    : theme_(theme)
    , scale_(scale)
    , text_(beginning(prompt, row, font, theme, width))
{
    TokenDocument& tokens = text_.tokens();
    const auto path = pathTo(row.leaf);
    const bool ended = row.stopReason == StopReason::EndOfText && !path.empty();
    tokens.append(std::span(path).first(path.size() - (ended ? 1 : 0)));
    if (ended)
        tokens.appendEndMark(path.back());
    tokens.finish();
}

void TokenBlock::paint(QPainter& painter, QPointF topLeft) const
{
    const QRectF all(0.0, 0.0, 0.0, height()); // as wide as it is
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(topLeft);
    paintTokenShades(painter, all, theme_, text_.tokens(), scale_);
    painter.setPen(theme_.text);
    text_.paint(painter, {});
    paintTokenMarks(painter, all, theme_, text_.tokens(), marks_);
    painter.restore();
}

} // namespace logitscope
