#include "widgets/text/repeat_paint.h"

#include "widgets/text/token_document.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>
#include <array>

namespace logitscope
{

namespace
{

struct RepeatLook
{
    QColor Theme::*colour;
    Qt::PenStyle style;
    int lines;
};

// Each differs from the others in its pattern as well as in its hue.
constexpr std::array repeatLooks{RepeatLook{&Theme::samplingBar, Qt::SolidLine, 1},
                                 RepeatLook{&Theme::removedByTopP, Qt::DashLine, 1},
                                 RepeatLook{&Theme::removedByTopK, Qt::SolidLine, 2},
                                 RepeatLook{&Theme::removedByOthers, Qt::DotLine, 1},
                                 RepeatLook{&Theme::chosen, Qt::DashDotLine, 1},
                                 RepeatLook{&Theme::text, Qt::DashLine, 2}};

} // namespace

std::vector<RepeatedPassage> repeatedPassages(const TokenDocument& tokens)
{
    std::vector<TokenId> text;
    for (int index = tokens.firstIndex(); index < tokens.stepCount(); ++index)
        text.push_back(index < 0 ? tokens.promptToken(index).token : tokens.step(index).token);
    return repeatedPassages(text);
}

void paintRepeats(QPainter& painter, const QRectF& rect, const Theme& theme,
                  const TokenDocument& tokens, std::span<const RepeatedPassage> passages)
{
    const auto [first, last] = tokens.stepsBetween(rect.top(), rect.bottom());
    const int from = tokens.firstIndex();
    for (const auto& passage : passages) {
        const int begin = std::max(passage.begin + from, first);
        const int end = std::min(passage.end + from, last);
        if (begin >= end)
            continue;
        const TextSpan span{tokens.span(begin).begin, tokens.span(end - 1).end};
        const auto rectangles = tokens.rectangles(span);
        for (const auto& rectangle : rectangles)
            paintRepeatLine(painter, theme, rectangle, passage.group);
        // Where it begins, so that one that follows another is told from it.
        if (begin == passage.begin + from && !rectangles.isEmpty()) {
            const auto& box = rectangles.front();
            const double size = box.height();
            painter.fillRect(
                QRectF(box.left() + size * 0.04, box.bottom() + size * 0.02,
                       std::max(1.5, size * 0.08), size * 0.28),
                theme.*repeatLooks[static_cast<std::size_t>(passage.group) % repeatLooks.size()]
                           .colour);
        }
    }
}

void paintRepeatLine(QPainter& painter, const Theme& theme, const QRectF& rectangle, int group)
{
    const auto& look = repeatLooks[static_cast<std::size_t>(group) % repeatLooks.size()];
    const double size = rectangle.height();
    const double stroke = std::max(1.2, size * (look.lines == 1 ? 0.1 : 0.055));
    painter.setPen(QPen(theme.*look.colour, stroke, look.style, Qt::FlatCap));
    for (int line = 0; line < look.lines; ++line) {
        const double y = rectangle.bottom() + size * 0.2 + line * stroke * 2.0;
        painter.drawLine(QPointF(rectangle.left() + size * 0.04, y),
                         QPointF(rectangle.right() - size * 0.04, y));
    }
}

} // namespace logitscope
