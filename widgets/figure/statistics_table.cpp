#include "widgets/figure/statistics_table.h"

#include "widgets/figure/figure.h"
#include "widgets/figure/figure_style.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr double labelLine = 11.0;
constexpr double linePitch = 13.0;
constexpr double leastGap = 8.0; // between columns
constexpr double largestGap = 44.0;

struct Column
{
    QString head;
    QStringList values;
    double width = 0.0; // of the widest
    double left = 0.0;
};

QString bitsText(const std::string& bits)
{
    return QString::fromStdString(withUnit(bits, Figure::tr("bits").toStdString()));
}

std::vector<Column> columnsOf(const std::vector<StatisticsLine>& lines)
{
    std::vector<Column> columns{{QString(), {}},
                                {Figure::tr("entropy"), {}},
                                {Figure::tr("effective vocabulary"), {}},
                                {Figure::tr("surprisal"), {}},
                                {Figure::tr("distinct-2"), {}}};
    for (const StatisticsLine& line : lines) {
        columns[0].values.append(line.name);
        columns[1].values.append(bitsText(line.texts.meanEntropy));
        columns[2].values.append(QString::fromStdString(line.texts.meanEffectiveVocabulary));
        columns[3].values.append(bitsText(line.texts.meanSurprisal));
        columns[4].values.append(QString::fromStdString(line.texts.distinct2));
    }
    if (columns[0].values.join(QString()).isEmpty())
        columns.erase(columns.begin());
    return columns;
}

// Left to right over the whole width, as far apart as there is room. Returns how wide it has to be.
double place(std::vector<Column>& columns, double width)
{
    const QFontMetricsF heads(figureFont(figureType::tiny));
    const QFontMetricsF values(figureFont(figureType::small));
    double used = 0.0;
    for (Column& column : columns) {
        column.width = heads.horizontalAdvance(column.head);
        for (const QString& value : column.values)
            column.width = std::max(column.width, values.horizontalAdvance(value));
        used += column.width;
    }
    const auto gaps = static_cast<double>(columns.size() - 1);
    const double gap = (width - used) / gaps;
    double left = 0.0;
    for (Column& column : columns) {
        column.left = left;
        left += column.width + std::clamp(gap, leastGap, largestGap);
    }
    return used + leastGap * gaps;
}

} // namespace

double statisticsTableHeight(std::size_t lines)
{
    return labelLine + linePitch * static_cast<double>(lines);
}

void paintStatisticsTable(QPainter& painter, QPointF topLeft, double width,
                          const std::vector<StatisticsLine>& lines, const Theme& theme)
{
    std::vector<Column> columns = columnsOf(lines);
    // Where the long head has no room, a shorter one does; where that hasn't either, the table is
    // drawn smaller, so that names and numbers stay whole.
    if (place(columns, width) > width)
        columns[columns.size() - 3].head = Figure::tr("eff. vocab.");
    const double needed = place(columns, width);
    const double scale = std::min(1.0, width / needed);
    place(columns, width / scale);
    painter.save();
    painter.translate(topLeft);
    painter.scale(scale, scale);
    painter.translate(-topLeft);
    for (const Column& column : columns) {
        QPointF at = topLeft + QPointF(column.left, labelLine - 3.0);
        painter.setFont(figureFont(figureType::tiny));
        painter.setPen(theme.mutedText);
        if (!column.head.isEmpty())
            painter.drawText(at, column.head);
        painter.setFont(figureFont(figureType::small));
        painter.setPen(column.head.isEmpty() ? theme.mutedText : theme.text);
        for (const QString& value : column.values) {
            at += QPointF(0.0, linePitch);
            painter.drawText(at, value);
        }
    }
    painter.restore();
}

} // namespace logitscope
