// What looking back says of a text's tokens: strokes over those that the present settings remove or
// replace, and the stages' patterns behind those that they remove.
#pragma once

#include "core/sampling/shaped.h"

#include <QColor>
#include <QList>
#include <QRectF>

#include <optional>
#include <span>

class QPainter;

namespace logitscope
{

class TokenDocument;
struct Theme;

// Of a text's steps from 0; a missing one isn't known yet.
using Judgements = std::span<const std::optional<Judgement>>;

// What lies in a rectangle of the document, whose coordinates are the painter's. Tokens that can't
// be sampled any more are struck through, and those whose place another one takes are underlined.
void paintJudgements(QPainter& painter, const QRectF& rect, const Theme& theme,
                     const TokenDocument& tokens, Judgements judgements);

// Behind the text, instead of shades.
void paintRemovedTokens(QPainter& painter, const QRectF& rect, const Theme& theme,
                        const TokenDocument& tokens, Judgements judgements);

// A line through the middle, set off from letters and shades by a hem of the surface's colour.
void paintStrike(QPainter& painter, const QList<QRectF>& rectangles, const QColor& colour,
                 const QColor& hem);

// A wave along the foot.
void paintWave(QPainter& painter, const QList<QRectF>& rectangles, const QColor& colour);

} // namespace logitscope
