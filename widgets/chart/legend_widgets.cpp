#include "widgets/chart/legend_widgets.h"

#include "widgets/control/tool_tip.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QPainter>

#include <cmath>

namespace logitscope
{

LegendWidget::LegendWidget(std::vector<LegendEntry> entries, double type, QWidget* parent)
    : QWidget(parent)
    , entries_(std::move(entries))
    , type_(type)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    explainPlaces(*this, [this](QPoint place) {
        const Legend shown = legend();
        const LegendEntry* entry = shown.entryAt(place - corner());
        return entry ? entry->explanation : QString();
    });
}

Legend LegendWidget::legendFor(int width) const
{
    return {entries_, scaled(font(), type_), static_cast<double>(width)};
}

QPointF LegendWidget::corner() const
{
    return {0.0, std::max(0.0, std::floor((height() - legend().size().height()) / 2.0))};
}

int LegendWidget::heightForWidth(int width) const
{
    return static_cast<int>(std::ceil(legendFor(width).size().height()));
}

QSize LegendWidget::sizeHint() const
{
    return legendFor(QWIDGETSIZE_MAX).size().toSize();
}

QSize LegendWidget::minimumSizeHint() const
{
    // In a scroll area the layout asks for nothing but this: all lines, at the width there is.
    return {legendFor(0).size().toSize().width(), heightForWidth(width())};
}

void LegendWidget::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    updateGeometry(); // its height may be another
}

void LegendWidget::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    legend().paint(painter, themeOf(palette()), corner());
}

std::vector<LegendEntry> chartEntries()
{
    using enum LegendSign;
    return {
        {ModelBar, ChartLegend::tr("model probability"), ChartLegend::tr("model"),
         ChartLegend::tr("How likely the model itself finds the token: before temperature, top-k "
                         "and top-p.")},
        {SamplingBar, ChartLegend::tr("sampling probability"), ChartLegend::tr("sampling"),
         ChartLegend::tr("How likely the token is to be sampled: after temperature, top-k and "
                         "top-p. Removed tokens have none, and the others share theirs.")},
        {Sampled, ChartLegend::tr("sampled"), ChartLegend::tr("sampled"),
         ChartLegend::tr("The token that the random number u picked at this step. It stays when "
                         "you move the sliders.")},
        {RemovedByTopK, ChartLegend::tr("removed by top-k"), ChartLegend::tr("top-k"),
         ChartLegend::tr("Not among the k most likely tokens, so it can't be sampled.")},
        {RemovedByTopP, ChartLegend::tr("removed by top-p"), ChartLegend::tr("top-p"),
         ChartLegend::tr("Not in the smallest set of the most likely tokens whose probabilities "
                         "reach p, so it can't be sampled.")},
        {RandomNumber, ChartLegend::tr("random number u"), ChartLegend::tr("u"),
         ChartLegend::tr("A number between 0 and 1 that the seed gives for this step. Where it "
                         "lies among the sampling probabilities, laid end to end, decides the "
                         "token.")},
    };
}

ChartLegend::ChartLegend(QWidget* parent) : LegendWidget(chartEntries(), 0.88, parent)
{
    setAccessibleName(tr("Legend of the chart"));
}

ShadeLegend::ShadeLegend(QWidget* parent)
    : LegendWidget({{LegendSign::Shades,
                     tr("Model probability"),
                     {},
                     tr("The model probability of each token, before temperature, top-k and top-p: "
                        "the stronger the shade, the less the model expected it. Each mark is ten "
                        "times less likely than the one before.")}},
                   1.0, parent)
{
    setAccessibleName(tr("Model probability of each token"));
}

} // namespace logitscope
