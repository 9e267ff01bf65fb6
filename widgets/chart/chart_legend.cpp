#include "widgets/chart/chart_legend.h"

#include "widgets/chart/random_number_mark.h"
#include "widgets/chart/removed_pattern.h"
#include "widgets/control/tool_tip.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

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
    const char* explanation;
};

#define LEGEND(text) QT_TRANSLATE_NOOP("logitscope::ChartLegend", text)
constexpr std::array entries{
    Entry{Sign::Raw, LEGEND("model probability"), LEGEND("model"),
          LEGEND("How likely the model itself finds the token: before temperature, top-k and "
                 "top-p.")},
    Entry{Sign::Final, LEGEND("sampling probability"), LEGEND("sampling"),
          LEGEND("How likely the token is to be sampled: after temperature, top-k and top-p. "
                 "Removed tokens have none, and the others share theirs.")},
    Entry{Sign::Chosen, LEGEND("sampled"), LEGEND("sampled"),
          LEGEND("The token that the random number u picked at this step. It stays when you move "
                 "the sliders.")},
    Entry{Sign::RemovedByTopK, LEGEND("removed by top-k"), LEGEND("top-k"),
          LEGEND("Not among the k most likely tokens, so it can't be sampled.")},
    Entry{
        Sign::RemovedByTopP, LEGEND("removed by top-p"), LEGEND("top-p"),
        LEGEND("Not in the smallest set of the most likely tokens whose probabilities reach p, so "
               "it can't be sampled.")},
    Entry{Sign::RandomNumber, LEGEND("random number u"), LEGEND("u"),
          LEGEND("A number between 0 and 1 that the seed gives for this step. Where it lies among "
                 "the sampling probabilities, laid end to end, decides the token.")},
};
#undef LEGEND

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
        topK ? paintHatched(painter, box, colour, em) : paintDotted(painter, box, colour, em);
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
        paintRandomNumberMark(painter, theme,
                              {box.center().x(), box.center().y() + box.height() * 0.1}, em * 0.5,
                              box.height() * 0.45);
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

QString ChartLegend::explanationAt(const QPoint& point) const
{
    const Arrangement arrangement = arrangementFor(width());
    const std::size_t count = arrangement.columns;
    const std::vector<double> edges = columns(arrangement);
    const QFontMetricsF metrics(smallFont(font()));
    const auto line = static_cast<std::size_t>(point.y() / lineHeight(fontMetrics()));
    for (std::size_t column = 0; column < count; ++column) {
        const std::size_t entry = line * count + column;
        if (entry >= entries.size())
            break;
        const double wide = fontMetrics().height() * 1.35 +
                            metrics.horizontalAdvance(textOf(entry, arrangement.isShort));
        if (point.x() >= edges[column] && point.x() < edges[column] + wide)
            return tr(entries[entry].explanation);
    }
    return {};
}

bool ChartLegend::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(),
                       wrappedToolTip(explanationAt(help->pos()), QToolTip::font()), this);
    return true;
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
