#include "widgets/text/judgement_paint.h"

#include "widgets/text/removed_pattern.h"
#include "widgets/text/token_document.h"
#include "widgets/text/token_paint.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

// The patterns paler than in a chart: letters stand on them.
Theme behindText(Theme theme)
{
    constexpr double share = 0.45;
    for (QColor* colour : {&theme.removedByTopK, &theme.removedByTopP, &theme.removedByOthers})
        *colour = mix(theme.surface, *colour, share);
    return theme;
}

// Calls `paint` with every step there that has a judgement and a place.
template <class Paint>
void forJudged(const QRectF& rect, const TokenDocument& tokens, Judgements judgements, Paint paint)
{
    const auto [begin, end] = tokens.stepsBetween(rect.top(), rect.bottom());
    const int judged = std::min(end, static_cast<int>(judgements.size()));
    for (int step = std::max(begin, 0); step < judged; ++step)
        if (const auto& judgement = judgements[static_cast<std::size_t>(step)];
            judgement && !tokens.span(step).isEmpty())
            paint(step, *judgement);
}

} // namespace

void paintJudgements(QPainter& painter, const QRectF& rect, const Theme& theme,
                     const TokenDocument& tokens, Judgements judgements)
{
    forJudged(rect, tokens, judgements, [&](int step, const Judgement& judgement) {
        const Verdict& verdict = judgement.verdict;
        if (verdict.fate == Verdict::Fate::Removed)
            paintStrike(painter, tokens.rectangles(step), removedColour(theme, verdict.by),
                        theme.surface);
        else if (verdict.isImpossible())
            paintStrike(painter, tokens.rectangles(step), theme.text, theme.surface);
        else if (judgement.picked != tokens.step(step).token)
            paintWave(painter, tokens.rectangles(step), theme.text);
    });
}

void paintRemovedTokens(QPainter& painter, const QRectF& rect, const Theme& theme,
                        const TokenDocument& tokens, Judgements judgements)
{
    const Theme pale = behindText(theme);
    forJudged(rect, tokens, judgements, [&](int step, const Judgement& judgement) {
        const Verdict& verdict = judgement.verdict;
        if (verdict.isKept())
            return;
        for (const QRectF& rectangle : tokens.rectangles(step)) {
            if (verdict.fate == Verdict::Fate::Removed)
                paintRemoved(painter, tokenTile(rectangle), pale, verdict.by, rectangle.height());
            else
                painter.fillRect(tokenTile(rectangle), theme.modelBar);
        }
    });
}

void paintStrike(QPainter& painter, const QList<QRectF>& rectangles, const QColor& colour,
                 const QColor& hem)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false); // sharp edges
    for (const QRectF& rectangle : rectangles) {
        const double stroke = std::max(2.0, std::round(rectangle.height() * 0.1));
        const double edge = std::ceil(stroke / 2.0);
        // A little below the middle: through small letters too.
        const double top = std::round(rectangle.top() + rectangle.height() * 0.56 - stroke / 2.0);
        const QRectF line(rectangle.left(), top, rectangle.width(), stroke);
        painter.fillRect(line.adjusted(0.0, -edge, 0.0, edge), hem);
        painter.fillRect(line, colour);
    }
    painter.restore();
}

void paintWave(QPainter& painter, const QList<QRectF>& rectangles, const QColor& colour)
{
    for (const QRectF& rectangle : rectangles) {
        const double size = rectangle.height();
        painter.setPen(
            QPen(colour, std::max(1.2, size * 0.07), Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
        const double swing = size * 0.07;
        const double half = size * 0.14; // of a wave's length
        const double y = rectangle.bottom() - size * 0.04;
        QPolygonF wave;
        bool isUp = false;
        for (double x = rectangle.left(); x < rectangle.right() + half; x += half) {
            wave << QPointF(std::min(x, rectangle.right()), y + (isUp ? -swing : swing));
            isUp = !isUp;
        }
        painter.drawPolyline(wave);
    }
}

} // namespace logitscope
