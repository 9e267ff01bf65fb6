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

QStringList StepUnderAll::keptTexts() const
{
    QStringList texts;
    for (const auto& column : columns) {
        const int kept = column.shaped.info.kept;
        texts << (kept == distribution.size()
                      ? QCoreApplication::translate("logitscope::StepUnderAll", "all")
                      : QLocale(QLocale::English).toString(kept));
    }
    return texts;
}

namespace
{

double keptOpacity(double probability)
{
    return 0.9 * std::sqrt(probability);
}

// Relative luminance, of WCAG 2.
double luminance(const QColor& colour)
{
    const auto linear = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

double contrast(const QColor& one, const QColor& other)
{
    const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace

QColor keptColour(const Theme& theme, double probability)
{
    return mix(theme.surface, theme.samplingBar, keptOpacity(probability));
}

// On any ground black or white has a contrast of more than 4.5 to 1, which WCAG 2 asks for.
QColor readableOn(const QColor& ground, const Theme& theme)
{
    constexpr double enough = 4.5;
    for (const auto& colour : {theme.text, theme.onAccent})
        if (contrast(colour, ground) >= enough)
            return colour;
    return contrast(Qt::black, ground) >= enough ? Qt::black : Qt::white;
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

KeptFoot keptFoot(const QFontMetricsF& metrics, const QStringList& texts, double columnWidth)
{
    double widest = 0.0;
    for (const auto& text : texts)
        widest = std::max(widest, metrics.horizontalAdvance(text));
    const bool upwards = widest + 2.0 > columnWidth;
    return {upwards, upwards ? widest : metrics.height()};
}

void paintKeptText(QPainter& painter, QPointF centre, const QString& text, bool upwards)
{
    const QFontMetricsF metrics(painter.font());
    painter.save();
    painter.translate(centre);
    painter.rotate(upwards ? -90.0 : 0.0);
    painter.drawText(QPointF(-metrics.horizontalAdvance(text) / 2.0, metrics.capHeight() / 2.0),
                     text);
    painter.restore();
}

} // namespace logitscope
