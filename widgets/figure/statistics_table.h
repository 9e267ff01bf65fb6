// Runs in four numbers, a line for each, and for their mean: mean entropy, mean effective
// vocabulary, mean surprisal, distinct-2.
#pragma once

#include "core/run/statistics_texts.h"

#include <QRectF>
#include <QString>

#include <vector>

class QPainter;

namespace logitscope
{

struct Theme;

struct StatisticsLine
{
    QString name; // of the run, where a table has several
    StatisticsTexts texts;
};

double statisticsTableHeight(std::size_t lines);

void paintStatisticsTable(QPainter& painter, QPointF topLeft, double width,
                          const std::vector<StatisticsLine>& lines, const Theme& theme);

} // namespace logitscope
