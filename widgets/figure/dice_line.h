// The interval [0, 1) divided among the kept tokens, and where the die fell: why this token.
#pragma once

#include "core/sampling/shaped.h"

#include <QRectF>
#include <QString>

#include <functional>

class QPainter;

namespace logitscope
{

struct Theme;

struct DiceThrow
{
    double u;
    int chosenRank;
};

double diceLineHeight();

void paintDiceLine(QPainter& painter, QPointF topLeft, double width, const Shaped& shaped,
                   const DiceThrow& die, const std::function<QString(int rank)>& label,
                   const Theme& theme);

} // namespace logitscope
