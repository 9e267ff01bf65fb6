#include "widgets/chart/step_under_all.h"

#include "core/text/token_label.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

namespace logitscope
{

std::vector<StepUnderAll::Row> StepUnderAll::rows(int fewest, int most) const
{
    std::set<int> choices;
    for (const auto& column : columns)
        choices.insert(column.shaped.draw(column.u));
    const auto choicesFrom = [&choices](int rank) {
        return std::distance(choices.lower_bound(rank), choices.end());
    };
    most = std::min(most, distribution.size());
    int listed = most; // a choice that loses its row to others needs one below, too
    while (listed > fewest && listed + choicesFrom(listed) > most)
        --listed;

    std::vector<Row> rows;
    const auto add = [&](int rank) {
        const TokenId token = distribution.token(rank);
        rows.push_back({rank, QString::fromStdString(tokenLabel(token, bytesOf(token))),
                        distribution.probability(rank)});
    };
    for (int rank = 0; rank < listed; ++rank)
        add(rank);
    std::for_each(choices.lower_bound(listed), choices.end(), add);
    return rows;
}

double keptOpacity(double probability)
{
    return 0.9 * std::sqrt(probability);
}

void paintKeptBox(QPainter& painter, const Theme& theme, const QRectF& box, double probability,
                  double outline)
{
    QColor fill = theme.samplingBar;
    fill.setAlphaF(static_cast<float>(keptOpacity(probability)));
    QColor edge = theme.samplingBar;
    edge.setAlphaF(0.5f);
    painter.setPen(QPen(edge, outline));
    painter.setBrush(fill);
    painter.drawRect(box.adjusted(outline / 2, outline / 2, -outline / 2, -outline / 2));
}

void paintRemovedDash(QPainter& painter, const Theme& theme, const QRectF& box, double pen)
{
    painter.setPen(QPen(theme.mutedText, pen));
    const QPointF half(std::min(box.width(), box.height()) * 0.2, 0.0);
    painter.drawLine(box.center() - half, box.center() + half);
}

void paintSampledDiamond(QPainter& painter, const Theme& theme, QPointF centre, double size)
{
    painter.setPen(QPen(theme.surface, 1.0));
    painter.setBrush(theme.chosen);
    painter.drawPolygon(QPolygonF{centre - QPointF(0.0, size), centre + QPointF(size, 0.0),
                                  centre + QPointF(0.0, size), centre - QPointF(size, 0.0)});
}

QString keptText(const QPainter& painter, int kept, int vocabulary, double width)
{
    const QString text = kept == vocabulary
                             ? QCoreApplication::translate("logitscope::StepUnderAll", "all")
                             : QLocale(QLocale::English).toString(kept);
    return QFontMetricsF(painter.font()).horizontalAdvance(text) <= width
               ? text
               : QStringLiteral("%1k").arg(std::lround(kept / 1000.0));
}

} // namespace logitscope
