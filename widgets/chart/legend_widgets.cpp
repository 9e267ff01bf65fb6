#include "widgets/chart/legend_widgets.h"

#include "widgets/chart/chart_rows.h"
#include "widgets/control/stage_card.h"
#include "widgets/control/tool_tip.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace logitscope
{

namespace
{

// Which stand in the legend also while they remove nothing.
constexpr std::array usualFilters{StageKind::TopK, StageKind::TopP};

} // namespace

LegendWidget::LegendWidget(std::vector<LegendEntry> entries, double type, QWidget* parent)
    : QWidget(parent)
    , AccessibleItems(this)
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

void LegendWidget::setEntries(std::vector<LegendEntry> entries)
{
    if (entries == entries_)
        return;
    entries_ = std::move(entries);
    updateGeometry();
    update();
    itemsChanged();
}

QString LegendWidget::itemName(int entry) const
{
    const auto& shown = entries_[static_cast<std::size_t>(entry)];
    return shown.explanation.isEmpty()
               ? shown.words
               : QStringLiteral("%1: %2").arg(shown.words, shown.explanation);
}

QRect LegendWidget::itemPlace(int entry) const
{
    return legend().sign(static_cast<std::size_t>(entry)).translated(corner()).toAlignedRect();
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

std::vector<LegendEntry> chartEntries(std::span<const StageKind> removing, bool isGiven)
{
    using enum LegendSign;
    std::vector<LegendEntry> entries{
        {ModelBar, ChartLegend::tr("model probability"), ChartLegend::tr("model"),
         ChartLegend::tr("How likely the model itself finds the token: before any stage of the "
                         "sampler.")},
        {SamplingBar, ChartLegend::tr("sampling probability"), ChartLegend::tr("sampling"),
         ChartLegend::tr("How likely the token is to be sampled: after all stages of the sampler. "
                         "Removed tokens have none, and the others share theirs.")},
        {Sampled, ChartLegend::tr("sampled"), ChartLegend::tr("sampled"),
         ChartLegend::tr("The token that the random number u picked at this step. It stays when "
                         "you move the sliders.")},
    };
    if (isGiven)
        entries.back() = {Sampled, ChartLegend::tr("in the prompt"), ChartLegend::tr("in prompt"),
                          ChartLegend::tr("The token that the prompt has here. It was given, not "
                                          "sampled.")};
    for (const auto stage : removing)
        entries.push_back({Removed, ChartLegend::tr("removed by %1").arg(stageName(stage)),
                           stageName(stage), stageExplanation(stage), stage});
    if (!isGiven)
        entries.push_back(
            {RandomNumber, ChartLegend::tr("random number u"), ChartLegend::tr("u"),
             ChartLegend::tr("A number between 0 and 1 that the seed gives for this "
                             "step. Where it lies among the sampling probabilities, laid "
                             "end to end, decides the token.")});
    return entries;
}

ChartLegend::ChartLegend(QWidget* parent) : LegendWidget(chartEntries(usualFilters), 0.88, parent)
{
    setAccessibleName(tr("Legend of the chart"));
}

void ChartLegend::setStages(std::span<const StageKind> removing, bool isGiven)
{
    const bool isUsual = std::ranges::all_of(removing, [](StageKind stage) {
        return std::ranges::find(usualFilters, stage) != usualFilters.end();
    });
    setEntries(
        chartEntries(isUsual ? std::span<const StageKind>(usualFilters) : removing, isGiven));
}

LegendEntry shadeEntry(const ShadeScale& scale)
{
    QString words, explanation;
    switch (scale.by) {
    case ShadeBy::Probability:
        words = ShadeLegend::tr("Model probability");
        explanation = ShadeLegend::tr(
            "The model probability of each token, before temperature, top-k and top-p: the "
            "stronger the shade, the less the model expected it. Each mark is ten times less "
            "likely than the one before.");
        break;
    case ShadeBy::Surprisal:
        words = ShadeLegend::tr("Surprisal");
        explanation =
            ShadeLegend::tr("%1 The stronger the shade, the more.").arg(termToolTip("surprisal"));
        break;
    case ShadeBy::Entropy:
        words = ShadeLegend::tr("Entropy");
        explanation = ShadeLegend::tr(
            "How undecided the model was before each token, in bits: from 0, where only one token "
            "was possible, to the logarithm of the vocabulary, where all were equally likely.");
        break;
    case ShadeBy::Rank:
        words = ShadeLegend::tr("Rank");
        explanation = ShadeLegend::tr("The place of each token in the model's order: 1 is the one "
                                      "that it finds most likely. Each "
                                      "mark is ten times further down than the one before.");
        break;
    case ShadeBy::Removed:
        break;
    }
    return {LegendSign::Shades, words, {}, explanation, {}, scale};
}

QString shadeCaption(ShadeBy by)
{
    switch (by) {
    case ShadeBy::Probability:
        return ShadeLegend::tr("Model probability of each token");
    case ShadeBy::Surprisal:
        return ShadeLegend::tr("Surprisal of each token");
    case ShadeBy::Entropy:
        return ShadeLegend::tr("Entropy before each token");
    case ShadeBy::Rank:
        return ShadeLegend::tr("Rank of each token");
    case ShadeBy::Removed:
        return ShadeLegend::tr("What removes each token");
    }
    return {};
}

ShadeLegend::ShadeLegend(QWidget* parent) : LegendWidget({shadeEntry({})}, 1.0, parent)
{
    setAccessibleName(shadeCaption({}));
}

} // namespace logitscope
