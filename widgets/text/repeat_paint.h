// Marks below the passages of a text that it has had before: a line whose colour and pattern are
// the same for the same passage.
#pragma once

#include "core/text/repeated_passages.h"

#include <QColor>
#include <QRectF>

#include <span>
#include <vector>

class QPainter;

namespace logitscope
{

class TokenDocument;
struct Theme;

// Of the document's tokens, counted from its first index.
std::vector<RepeatedPassage> repeatedPassages(const TokenDocument& tokens);

// Those that lie in a rectangle of the document, whose coordinates are the painter's.
void paintRepeats(QPainter& painter, const QRectF& rect, const Theme& theme,
                  const TokenDocument& tokens, std::span<const RepeatedPassage> passages);

// Below what a passage has of a line of text.
void paintRepeatLine(QPainter& painter, const Theme& theme, const QRectF& rectangle, int group);

} // namespace logitscope
