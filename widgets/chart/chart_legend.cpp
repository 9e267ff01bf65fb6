#include "widgets/chart/chart_legend.h"

#include "widgets/chart/random_number_mark.h"
#include "widgets/chart/removed_pattern.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace logitscope
{

namespace
{

enum class Sign
{
    Raw,
    Final,
    RemovedByTopK,
    RemovedByTopP,
    Chosen,
    RandomNumber,
};

struct Entry
{
    Sign sign;
    const char* text;
    const char* shortText;
};

constexpr std::array entries{
    Entry{Sign::Raw, QT_TRANSLATE_NOOP("logitscope::ChartLegend", "model probability"),
          QT_TRANSLATE_NOOP("logitscope::ChartLegend", "model")},
    Entry{Sign::Final, QT_TRANSLATE_NOOP("logitscope::ChartLegend", "sampling probability"),
          QT_TRANSLATE_NOOP("logitscope::ChartLegend", "sampling")},
    Entry{Sign::Chosen, QT_TRANSLATE_NOOP("logitscope::ChartLegend", "sampled"),
          QT_TRANSLATE_NOOP("logitscope::ChartLegend", "sampled")},
    Entry{Sign::RemovedByTopK, QT_TRANSLATE_NOOP("logitscope::ChartLegend", "removed by top-k"),
          QT_TRANSLATE_NOOP("logitscope::ChartLegend", "top-k")},
    Entry{Sign::RemovedByTopP, QT_TRANSLATE_NOOP("logitscope::ChartLegend", "removed by top-p"),
          QT_TRANSLATE_NOOP("logitscope::ChartLegend", "top-p")},
    Entry{Sign::RandomNumber, QT_TRANSLATE_NOOP("logitscope::ChartLegend", "random number u"),
          QT_TRANSLATE_NOOP("logitscope::ChartLegend", "u")},
};

QFont smallFont(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.88);
    return font;
}

double lineHeight(const QFontMetrics& metrics)
{
    return metrics.height() * 1.3;
}

void paintSign(QPainter& painter, const Theme& theme, Sign sign, const QRectF& box, double em)
{
    const double devicePixelRatio = painter.device()->devicePixelRatioF();
    painter.setPen(Qt::NoPen);
    switch (sign) {
    case Sign::Raw:
        painter.fillRect(box, theme.modelBar);
        break;
    case Sign::Final:
        painter.fillRect(box.adjusted(0, box.height() * 0.22, 0, -box.height() * 0.22),
                         theme.samplingBar);
        break;
    case Sign::RemovedByTopK:
    case Sign::RemovedByTopP: {
        const bool topK = sign == Sign::RemovedByTopK;
        const QColor colour = topK ? theme.removedByTopK : theme.removedByTopP;
        painter.setPen(QPen(colour, 1.0));
        painter.setBrush(topK ? hatchBrush(colour, em * 0.3, devicePixelRatio)
                              : dotBrush(colour, em * 0.3, devicePixelRatio));
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
        break;
    }
    case Sign::Chosen: {
        QColor band = theme.chosen;
        band.setAlphaF(theme.dark ? 0.22f : 0.25f);
        painter.fillRect(box, band);
        painter.fillRect(QRectF(box.left(), box.top(), em * 0.2, box.height()), theme.chosen);
        break;
    }
    case Sign::RandomNumber:
        paintDieMark(painter, theme, {box.center().x(), box.center().y() + box.height() * 0.1},
                     em * 0.5, box.height() * 0.45);
        break;
    }
}

} // namespace

ChartLegend::ChartLegend(QWidget* parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Legend of the chart"));
}

QString ChartLegend::textOf(std::size_t entry, bool isShort)
{
    return tr(isShort ? entries[entry].shortText : entries[entry].text);
}

std::vector<double> ChartLegend::columns(Arrangement arrangement) const
{
    const double em = fontMetrics().height();
    const double gap = em * 0.9;
    const QFontMetricsF metrics(smallFont(font()));
    std::vector<double> edges{0.0};
    for (std::size_t column = 0; column < arrangement.columns; ++column) {
        double widest = 0.0;
        for (std::size_t entry = column; entry < entries.size(); entry += arrangement.columns)
            widest = std::max(
                widest, em * 1.35 + metrics.horizontalAdvance(textOf(entry, arrangement.isShort)));
        edges.push_back(edges.back() + std::ceil(widest + gap));
    }
    edges.back() -= gap;
    return edges;
}

// Full words in two lines before short ones; short ones before three lines.
ChartLegend::Arrangement ChartLegend::arrangementFor(int width) const
{
    for (const Arrangement each :
         {Arrangement{6, false}, {3, false}, {6, true}, {3, true}, {2, false}, {2, true}})
        if (columns(each).back() <= width)
            return each;
    return {1, false};
}

int ChartLegend::heightForWidth(int width) const
{
    const std::size_t count = arrangementFor(width).columns;
    const std::size_t lines = (entries.size() + count - 1) / count;
    return static_cast<int>(std::ceil(lineHeight(fontMetrics()) * static_cast<double>(lines)));
}

QSize ChartLegend::sizeHint() const
{
    const int width = fontMetrics().height() * 24;
    return {width, heightForWidth(width)};
}

QSize ChartLegend::minimumSizeHint() const
{
    // In a scroll area the layout asks for nothing but this: all lines, at the width there is.
    return {fontMetrics().height() * 10, heightForWidth(width())};
}

void ChartLegend::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    updateGeometry();
}

void ChartLegend::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme& theme = themeOf(palette());
    const double em = fontMetrics().height();
    const double line = lineHeight(fontMetrics());
    const Arrangement arrangement = arrangementFor(width());
    const std::size_t count = arrangement.columns;
    const std::vector<double> edges = columns(arrangement);
    painter.setFont(smallFont(font()));
    for (std::size_t entry = 0; entry < entries.size(); ++entry) {
        const QPointF corner(edges[entry % count], line * static_cast<double>(entry / count));
        const double side = std::round(em * 0.62);
        const QRectF box(std::round(corner.x()), std::round(corner.y() + (line - side) / 2),
                         std::round(em), side);
        paintSign(painter, theme, entries[entry].sign, box, em);
        painter.setPen(theme.mutedText);
        painter.drawText(QRectF(corner.x() + em * 1.35, corner.y(), width(), line),
                         Qt::AlignLeft | Qt::AlignVCenter, textOf(entry, arrangement.isShort));
    }
}

} // namespace logitscope
