#include "app/explore/step_panel.h"

#include "core/sampling/sampler_settings.h"
#include "core/text/token_label.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/chart/random_number_strip.h"
#include "widgets/chart/statistics_panel.h"
#include "widgets/control/elided_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace logitscope
{

StepPanel::StepPanel(QWidget* parent)
    : QWidget(parent)
    , caption_(new ElidedLabel(this))
    , entropies_(new QLabel(this))
    , distributionChart_(new DistributionChart(this))
    , strip_(new RandomNumberStrip(this))
    , statistics_(new StatisticsPanel(this))
    , entropyChart_(new EntropyChart(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->addWidget(caption_, 1);
    head->addWidget(entropies_);
    layout->addLayout(head);
    layout->addWidget(distributionChart_, 1);
    layout->addWidget(strip_);
    layout->addWidget(statistics_);
    layout->addWidget(entropyChart_);

    entropies_->hide();
    entropies_->setToolTip(tr("The Shannon entropy of the model probabilities, then that of the "
                              "sampling probabilities: how undecided the model and the sampler "
                              "are."));
    connect(entropyChart_, &EntropyChart::stepSelected, this, &StepPanel::stepSelected);
    clear();
}

void StepPanel::setTokenBytes(BytesOf bytesOf)
{
    bytesOf_ = std::move(bytesOf);
}

void StepPanel::setPresenting(bool presenting)
{
    entropyChart_->setVisible(!presenting);
    statistics_->setVisible(!presenting);
    entropies_->setVisible(presenting);
    distributionChart_->setPresenting(presenting);
}

void StepPanel::clear(const QString& why)
{
    caption_->setText(tr("No step yet"));
    distributionChart_->clear(why);
    strip_->clear();
    statistics_->clear();
    entropies_->clear();
    entropyChart_->clear();
}

void StepPanel::showStep(int index, const Step& step, const Distribution& distribution,
                         const SamplerSettings& settings)
{
    const auto shaped = distribution.shape(settings);
    const auto label = labelsOf(distribution);

    const bool moved = settings != step.settings;
    auto sampledAt = QString::fromStdString(settingsText(step.settings));
    if (settings.order != step.settings.order &&
        step.settings.order == FilterOrder::FilterThenTemperature)
        sampledAt = tr("%1 · top-k, top-p → T").arg(sampledAt);
    const auto number = QString::number(index + 1);
    const auto brief = step.chosen ? tr("Step %1: %2 · chosen").arg(number, label(step.rank))
                                   : tr("Step %1: %2").arg(number, label(step.rank));
    const auto whole = tr("Step %1: %2 · sampled at %3").arg(number, label(step.rank), sampledAt);
    caption_->setText(moved ? whole : brief, {brief});
    caption_->setExplanation(
        step.chosen
            ? tr("Somebody chose this token; the random number u is what would have sampled "
                 "one.")
        : moved ? tr("The settings have changed since: the chart shows this step under the present "
                     "settings. The sampled token stays.")
                : QString());

    distributionChart_->setStep(distribution, shaped, Sampled{step.token, step.u}, bytesOf_);
    strip_->setStep(shaped, label, step.u, step.rank);
    showInfo(shaped.info, distribution.size());
    entropyChart_->setSelected(index);
    entropyChart_->setPresent(moved ? std::optional(shaped.info.samplingEntropy) : std::nullopt);
}

void StepPanel::showNext(int index, const Distribution& distribution,
                         const SamplerSettings& settings)
{
    const auto shaped = distribution.shape(settings);
    caption_->setText(tr("Step %1: not sampled yet").arg(index + 1));
    caption_->setExplanation(tr("What the next token will be sampled from. Step samples it."));
    distributionChart_->setStep(distribution, shaped, std::nullopt, bytesOf_);
    strip_->setStep(shaped, labelsOf(distribution), std::nullopt, std::nullopt);
    showInfo(shaped.info, distribution.size());
    entropyChart_->setSelected(std::nullopt);
}

std::function<QString(int)> StepPanel::labelsOf(const Distribution& distribution) const
{
    return [this, &distribution](int rank) {
        const TokenId token = distribution.token(rank);
        return QString::fromStdString(tokenLabel(token, bytesOf_(token)));
    };
}

void StepPanel::showInfo(const SamplingInfo& info, int vocabularySize)
{
    statistics_->setInfo(info, vocabularySize);
    entropies_->setText(tr("entropy %1 → %2 bits")
                            .arg(QString::number(info.modelEntropy, 'f', 2),
                                 QString::number(info.samplingEntropy, 'f', 2)));
}

} // namespace logitscope
