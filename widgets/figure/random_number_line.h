// The interval [0, 1) divided among the kept tokens, and where u lies: why this token.
#pragma once

#include "core/sampling/shaped.h"

#include <QRectF>
#include <QString>

#include <functional>

class QPainter;

namespace logitscope
{

struct Theme;

struct RandomNumber
{
    double u;
    int chosenRank;
    QString now = {}; // the token at u, where it is another than the one that was sampled
};

double randomNumberLineHeight();

void paintRandomNumberLine(QPainter& painter, QPointF topLeft, double width, const Shaped& shaped,
                           const RandomNumber& number,
                           const std::function<QString(int rank)>& label, const Theme& theme);

} // namespace logitscope
