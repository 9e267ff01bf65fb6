#include "widgets/text/judgement_paint.h"

#include "widgets/text/removed_pattern.h"
#include "widgets/text/token_document.h"
#include "widgets/text/token_paint.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QPixmap>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <numbers>

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

// One length of a wave under text of that height. Hundreds of tokens can have one: to stroke each
// takes longer than all else.
QPixmap waveOf(double height, const QColor& colour, double pixelRatio)
{
    const double pixels = height * pixelRatio;
    const int length = static_cast<int>(std::max(4.0, std::round(pixels * 0.28)));
    const double stroke = std::max(1.2 * pixelRatio, pixels * 0.07);
    const double swing = pixels * 0.07;
    QPixmap wave(length, static_cast<int>(std::ceil(2.0 * swing + 2.0 * stroke)));
    wave.fill(Qt::transparent);
    QPainter painter(&wave);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, stroke, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    const double middle = wave.height() / 2.0;
    QPolygonF line;
    for (int quarter = -1; quarter <= 5; ++quarter) // beyond both ends, so that lengths join
        line << QPointF(length * quarter / 4.0,
                        middle + swing * std::sin(quarter * std::numbers::pi / 2.0));
    painter.drawPolyline(line);
    painter.end();
    wave.setDevicePixelRatio(pixelRatio);
    return wave;
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
        else if (verdict.isKept() && judgement.isCertain &&
                 judgement.picked != tokens.step(step).token)
            paintWave(painter, tokens.rectangles(step), theme.text);
    });
}

void paintRemovedTokens(QPainter& painter, const QRectF& rect, const Theme& theme,
                        const TokenDocument& tokens, Judgements judgements)
{
    const Theme pale = behindText(theme);
    forJudged(rect, tokens, judgements, [&](int step, const Judgement& judgement) {
        const Verdict& verdict = judgement.verdict;
        if (verdict.isKept() || verdict.isUnknown())
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
    if (rectangles.isEmpty())
        return;
    const double size = rectangles.first().height();
    const auto wave = waveOf(size, colour, painter.device()->devicePixelRatioF());
    for (const QRectF& rectangle : rectangles) {
        const double top =
            rectangle.bottom() - size * 0.04 - wave.deviceIndependentSize().height() / 2.0;
        painter.drawTiledPixmap(QRectF(std::round(rectangle.left()), std::round(top),
                                       std::round(rectangle.width()),
                                       wave.deviceIndependentSize().height()),
                                wave);
    }
}

} // namespace logitscope
