#include "app/explore/step_panel.h"

#include "core/run/statistics_texts.h"
#include "core/sampling/sampler_chain.h"
#include "core/text/token_label.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/chart/draws_view.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/chart/ledger_view.h"
#include "widgets/chart/random_number_strip.h"
#include "widgets/chart/statistics_panel.h"
#include "widgets/chart/two_chains.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/segmented_switch.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

namespace logitscope
{

namespace
{

std::vector<SegmentedSwitch::Choice> viewChoices()
{
    using enum StepPanel::View;
    const auto choice = [](StepPanel::View view, const QString& text, const QString& sentence) {
        return SegmentedSwitch::Choice{static_cast<int>(view), text, sentence};
    };
    return {choice(Numbers, StepPanel::tr("Numbers"),
                   StepPanel::tr("How undecided this step was, and the entropy of every step.")),
            choice(Ledger, StepPanel::tr("Ledger"),
                   StepPanel::tr("Every token of the vocabulary at this step, with what each stage "
                                 "of the sampler left of its probability, and why.")),
            choice(TwoChains, StepPanel::tr("Two chains"),
                   StepPanel::tr("This step under the present settings beside others: at first, "
                                 "with the filters in the other order.")),
            choice(Draws, StepPanel::tr("Draws"),
                   StepPanel::tr("Draws up to 100,000 tokens from this step, and how near they "
                                 "come to the probabilities."))};
}

} // namespace

StepPanel::StepPanel(QWidget* parent)
    : QWidget(parent)
    , caption_(new ElidedLabel(this))
    , entropies_(new QLabel(this))
    , viewButton_(new QToolButton(this))
    , shortage_(new ElidedLabel(this))
    , distributionChart_(new DistributionChart(this))
    , strip_(new RandomNumberStrip(this))
    , viewSwitch_(new SegmentedSwitch(viewChoices(), this))
    , statistics_(new StatisticsPanel(this))
    , entropyChart_(new EntropyChart(this))
    , ledger_(new LedgerView(this))
    , twoChains_(new TwoChains(this))
    , draws_(new DrawsView(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->addWidget(caption_, 1);
    head->addWidget(entropies_);
    head->addWidget(viewButton_);
    layout->addLayout(head);
    layout->addWidget(shortage_);
    layout->addWidget(distributionChart_, 1);
    layout->addWidget(strip_);
    layout->addWidget(statistics_);
    layout->addWidget(entropyChart_);
    layout->addWidget(ledger_, 1);
    layout->addWidget(twoChains_, 1);
    layout->addWidget(draws_, 1);
    layout->addWidget(viewSwitch_); // at the end, where it stays, however high a view is

    shortage_->setAccessibleName(tr("What is not known"));
    shortage_->hide();
    viewSwitch_->setAccessibleName(tr("View below the chart"));
    makeViewMenu();
    connect(viewSwitch_, &SegmentedSwitch::picked, this,
            [this](int view) { setView(static_cast<View>(view)); });
    arrange();
    entropies_->setToolTip(tr("How many candidates the sampler kept; then the Shannon entropy of "
                              "the model probabilities and that of the sampling probabilities: "
                              "how undecided the model and the sampler are."));
    connect(entropyChart_, &EntropyChart::stepSelected, this, &StepPanel::stepSelected);
    connect(strip_, &RandomNumberStrip::askedChanged, this, [this] {
        showMark();
        emit askedChanged();
    });
    clear();
}

void StepPanel::setTokenBytes(BytesOf bytesOf)
{
    bytesOf_ = std::move(bytesOf);
}

void StepPanel::setPresenting(bool presenting)
{
    presenting_ = presenting;
    distributionChart_->setPresenting(presenting);
    arrange();
}

void StepPanel::setPredictions(QWidget* predictions)
{
    predictions_ = predictions;
    if (predictions) {
        const bool areShown = !predictions->isHidden(); // before another parent hides them
        auto* column = static_cast<QVBoxLayout*>(layout());
        column->insertWidget(column->indexOf(strip_) + 1, predictions);
        predictions->setVisible(areShown);
    }
    followPredictions();
}

int StepPanel::heightForWidth(int width) const
{
    return layout()->totalMinimumHeightForWidth(width);
}

// A round changes with everything that is predicted; a view may take long to fill.
void StepPanel::followPredictions()
{
    if (hasPredictions() == std::exchange(hadPredictions_, hasPredictions()))
        return;
    showLegend();
    arrange();
}

bool StepPanel::hasPredictions() const
{
    return predictions_ && !predictions_->isHidden();
}

void StepPanel::setLow(bool isLow)
{
    isLow_ = isLow;
    showLegend();
}

void StepPanel::showLegend()
{
    distributionChart_->setLegendShown(!isLow_ && !hasPredictions());
}

std::optional<double> StepPanel::askedU() const
{
    return strip_->asked();
}

// On the chart, where the strip has it.
void StepPanel::showMark()
{
    distributionChart_->setMark(strip_->line().mark());
}

void StepPanel::clear(const QString& why)
{
    clearStep(tr("No step yet"), why);
    entropyChart_->clear();
}

void StepPanel::clearStep(const QString& caption, const QString& why)
{
    caption_->setText(caption);
    caption_->setExplanation({});
    distributionChart_->clear(why);
    strip_->clear();
    statistics_->clear();
    entropies_->clear();
    left_.clear();
    shown_.reset();
    shortage_->hide();
    ledger_->clear();
    twoChains_->clear();
    draws_->clear();
}

std::shared_ptr<const ShapedStep> StepPanel::shape(const Distribution& distribution, Shown shown)
{
    const auto& [settings, input, index, chosen, sampledAt, step] = shown;
    auto shaped = std::make_shared<const ShapedStep>(
        shapeStep(distribution, settings, input.chain(), input.u(), input.numberOf()));
    left_ = leftByStages(*shaped, settings);
    showShortage(shaped->shaped.shortage);
    if (!shown_ || shown_->input != input || shown_->chosen != chosen)
        strip_->clear(); // what was asked was about another step
    strip_->setPick(settings.pick);
    shown.step = shaped;
    shown_ = std::move(shown);
    fillView();
    return shaped;
}

// Why the chart, and every view, shows the present settings only roughly.
void StepPanel::showShortage(const std::optional<Shortage>& shortage)
{
    shortage_->setVisible(shortage.has_value());
    if (!shortage)
        return;
    const auto missing = QString::fromStdString(shortage->sentence());
    const auto whole = tr("The sampling probabilities are only roughly known: %1; %2.")
                           .arg(missing, QString::fromStdString(shortage->advice()));
    shortage_->setText(whole, {tr("Only roughly known: %1").arg(missing),
                               tr("Only roughly known: the server told too few tokens.")});
    shortage_->setExplanation(whole);
}

void StepPanel::showStep(int index, const Step& step, const Distribution& distribution,
                         const SamplerChain& settings, const StepInput& input)
{
    const auto shaping = shape(distribution, {settings, input, index, step.token, step.settings});
    const auto& shown = *shaping;
    const auto label = labelsOf(shaping);
    const int rank = shown.distribution.rankOf(step.token);

    const bool moved = settings != step.settings;
    auto sampledAt = QString::fromStdString(settingsText(step.settings));
    if (basicSettingsOf(step.settings) && orderOf(settings) != orderOf(step.settings) &&
        orderOf(step.settings) == FilterOrder::FilterThenTemperature)
        sampledAt = tr("%1 · top-k, top-p → T").arg(sampledAt);
    const auto number = QString::number(index + 1);
    const auto brief = step.chosen ? tr("Step %1: %2 · chosen").arg(number, label(rank))
                                   : tr("Step %1: %2").arg(number, label(rank));
    const auto whole = tr("Step %1: %2 · sampled at %3").arg(number, label(rank), sampledAt);
    caption_->setText(moved ? whole : brief, {brief});
    caption_->setExplanation(
        step.chosen
            ? tr("Somebody chose this token; the random number u is what would have sampled "
                 "one.")
        : moved ? tr("The settings have changed since: the chart shows this step under the present "
                     "settings. The sampled token stays.")
                : QString());

    // A number that a file has is what it was sampled at.
    const auto u = shown.u ? std::optional(step.u) : std::nullopt;
    const auto& shaped = shown.shaped;
    distributionChart_->setStep(shown.distribution, shaped, Sampled{step.token, u}, bytesOf_);
    strip_->setStep(shaped, label, u, u ? std::optional(rank) : std::nullopt);
    if (askedU())
        showMark();
    showInfo(shaped.info, distribution.size());
    entropyChart_->setSelected(index);
    const auto& info = shaped.info;
    entropyChart_->setPresent(
        moved ? std::optional(Bounded{info.samplingEntropy, info.most ? info.most->samplingEntropy
                                                                      : info.samplingEntropy})
              : std::nullopt);
}

void StepPanel::showNext(int index, const Distribution& distribution, const SamplerChain& settings,
                         const StepInput& input)
{
    const auto shaping = shape(distribution, {settings, input, index});
    const auto& shown = *shaping;
    caption_->setText(tr("Step %1: not sampled yet").arg(index + 1),
                      {tr("Step %1").arg(index + 1)});
    caption_->setExplanation(tr("What the next token will be sampled from. Step samples it."));
    distributionChart_->setStep(shown.distribution, shown.shaped, std::nullopt, bytesOf_);
    strip_->setStep(shown.shaped, labelsOf(shaping), std::nullopt, std::nullopt);
    if (askedU())
        showMark();
    showInfo(shown.shaped.info, distribution.size());
    entropyChart_->setSelected(std::nullopt);
}

void StepPanel::showRevealed(int index, const Distribution& distribution,
                             const SamplerChain& settings, const StepInput& input)
{
    showNext(index, distribution, settings, input);
    strip_->clear();
    entropyChart_->setPresent(std::nullopt);
    caption_->setText(tr("Step %1: not sampled yet").arg(index + 1));
    caption_->setExplanation(tr("What the token is sampled from. F10 samples it."));
}

void StepPanel::hideStep(int index, const QString& question)
{
    clearStep(tr("Step %1: hidden").arg(index + 1),
              question + QStringLiteral("\n\n") +
                  tr("F9 reveals the probabilities, F10 samples the token."));
    entropyChart_->setSelected(std::nullopt);
    entropyChart_->setPresent(std::nullopt);
}

void StepPanel::showGiven(int place, TokenId token, const Distribution& distribution,
                          const SamplerChain& settings, const StepInput& input)
{
    const auto shaping = shape(distribution, {settings, input, place, token});
    const auto& shown = *shaping;
    const QLocale locale(QLocale::English);
    const int rank = distribution.rankOf(token); // the model's, whatever penalties make of it
    const bool isKnown = distribution.unknownCount() == 0 || rank < distribution.known();
    const auto& [low, high] = distribution.probabilityBounds(rank);
    const auto oneDecimal = [&](double bits) {
        return std::isinf(bits) ? std::string("∞") : locale.toString(bits, 'f', 1).toStdString();
    };
    const auto bits = QString::fromStdString(withUnit(
        boundedText({-std::log2(high), -std::log2(low)}, oneDecimal), tr("bits").toStdString()));
    const auto rankText = isKnown
                              ? locale.toString(rank + 1)
                              : tr("at least %1").arg(locale.toString(distribution.known() + 1));
    const auto label = QString::fromStdString(tokenLabel(token, bytesOf_(token)));
    const auto brief = tr("Prompt token %1: %2").arg(locale.toString(place + 1), label);
    caption_->setText(tr("%1 · rank %2 · %3").arg(brief, rankText, bits), {brief});
    caption_->setExplanation(tr("The prompt has this token here. The chart shows what would have "
                                "been sampled from in its place, under the present settings."));
    distributionChart_->setStep(shown.distribution, shown.shaped,
                                Sampled{token, std::nullopt, true}, bytesOf_);
    strip_->setStep(shown.shaped, labelsOf(shaping), std::nullopt, std::nullopt);
    if (askedU())
        showMark();
    showInfo(shown.shaped.info, distribution.size());
    entropyChart_->setSelected(std::nullopt);
    entropyChart_->setPresent(std::nullopt);
}

void StepPanel::showNothingBefore(TokenId token)
{
    const auto label = QString::fromStdString(tokenLabel(token, bytesOf_(token)));
    clearStep(tr("Prompt token %1: %2").arg(QString::number(1), label),
              tr("Nothing comes before the first token of the prompt, so there is nothing that the "
                 "model could have expected it from."));
    entropyChart_->setSelected(std::nullopt);
    entropyChart_->setPresent(std::nullopt);
}

void StepPanel::showRecorded(int index, const QString& why)
{
    clearStep(index < 0 ? tr("Prompt") : tr("Step %1").arg(index + 1), why);
    entropyChart_->setSelected(index < 0 ? std::nullopt : std::optional(index));
}

std::function<QString(int)> StepPanel::labelsOf(std::shared_ptr<const ShapedStep> step) const
{
    return [step = std::move(step), bytesOf = bytesOf_](int rank) {
        const TokenId token = step->distribution.token(rank);
        return QString::fromStdString(tokenLabel(token, bytesOf(token)));
    };
}

void StepPanel::showInfo(const SamplingInfo& info, int vocabularySize)
{
    statistics_->setInfo(info, vocabularySize);
    const auto texts = textsOf(info, vocabularySize, BoundedStyle::Short);
    entropies_->setText(
        tr("%1 kept · entropy %2 → %3")
            .arg(
                QString::fromStdString(texts.kept), QString::fromStdString(texts.modelEntropy),
                QString::fromStdString(withUnit(texts.samplingEntropy, tr("bits").toStdString()))));
}

} // namespace logitscope
