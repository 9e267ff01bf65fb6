// A run in four numbers, a line for each run: mean entropy, mean effective vocabulary, mean
// surprisal, distinct-2.
#pragma once

#include "core/generation/run_statistics.h"

#include <QRectF>
#include <QString>

#include <vector>

class QPainter;

namespace logitscope
{

struct Theme;

struct FiguresLine
{
    QString name; // of the run, where a table has several
    RunStatistics figures;
};

double statisticsTableHeight(std::size_t lines);

void paintStatisticsTable(QPainter& painter, QPointF topLeft, double width,
                          const std::vector<FiguresLine>& lines, const Theme& theme);

} // namespace logitscope
