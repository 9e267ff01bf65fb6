#include "widgets/chart/two_chains.h"

#include "core/sampling/percent.h"
#include "core/sampling/strategy.h"
#include "core/text/token_label.h"
#include "widgets/chart/butterfly_plot.h"
#include "widgets/chart/legend_widgets.h"
#include "widgets/control/card.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/segmented_switch.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace logitscope
{

namespace
{

constexpr auto otherOrder = "other-order";
constexpr auto sampledAt = "sampled-at";
constexpr auto pinnedChain = "pinned";

std::vector<SegmentedSwitch::Choice> sortChoices()
{
    return {{0, TwoChains::tr("rank"), TwoChains::tr("The most likely tokens first.")},
            {1, TwoChains::tr("difference"),
             TwoChains::tr("The tokens first whose probabilities differ most.")}};
}

std::vector<LegendEntry> twoChainEntries()
{
    using enum LegendSign;
    return {{SamplingBar, TwoChains::tr("in both chains"), TwoChains::tr("in both"),
             TwoChains::tr("The sampling probability that both chains give the token.")},
            {Difference, TwoChains::tr("in one only"), TwoChains::tr("in one"),
             TwoChains::tr("What only one of the chains gives the token. Of each chain these parts "
                           "together are as much as the two differ by.")},
            {Sampled, TwoChains::tr("picked"), TwoChains::tr("picked"),
             TwoChains::tr("The token that the chain of this side picks, with the same random "
                           "numbers.")}};
}

// The same stages with the filters at the other side of the temperature.
SamplerChain inOtherOrder(SamplerChain chain)
{
    setOrder(chain, orderOf(chain) == FilterOrder::FilterThenTemperature
                        ? FilterOrder::TemperatureThenFilter
                        : FilterOrder::FilterThenTemperature);
    return chain;
}

// Stage by stage: of two chains the order is often all that differs. What is off is left out.
QString sideText(const QString& side, const SamplerChain& chain)
{
    QStringList stages;
    for (const auto& stage : chain.stages)
        if (stage.isActive())
            stages << QString::fromStdString(stageText(stage));
    auto text = stages.isEmpty() ? QString::fromStdString(settingsText(chain))
                                 : stages.join(QStringLiteral(" → "));
    if (chain.pick == Pick::Gumbel && !stages.isEmpty())
        text += TwoChains::tr(" · Gumbel-max");
    return QStringLiteral("%1: %2").arg(side, text);
}

} // namespace

TwoChains::TwoChains(QWidget* parent)
    : QWidget(parent)
    , chooser_(new QComboBox(this))
    , pin_(new QPushButton(tr("Pin present"), this))
    , sort_(new SegmentedSwitch(sortChoices(), this))
    , textA_(new ElidedLabel(this))
    , textB_(new ElidedLabel(this))
    , summary_(new ElidedLabel(this))
    , picks_(new ElidedLabel(this))
    , plot_(new ButterflyPlot(this))
    , legend_(new LegendWidget(twoChainEntries(), 0.88, this))
{
    setAccessibleName(tr("The step under two chains"));
    chooser_->setAccessibleName(tr("Chain A"));
    sort_->setAccessibleName(tr("Order"));
    chooser_->setToolTip(tr("What the present settings, B, are compared with."));
    chooser_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    chooser_->setMinimumContentsLength(8);
    pin_->setToolTip(tr("Keeps the present settings as A, while you go on changing them."));
    legend_->setAccessibleName(tr("Legend of the two chains"));
    fillChooser();
    makeLayout();
    connect(chooser_, &QComboBox::currentIndexChanged, this, [this] {
        step_.reset(); // the axis fits again
        compare();
    });
    connect(pin_, &QPushButton::clicked, this, [this] {
        pinned_ = shown_->present;
        setOther(pinnedChain);
        compare();
    });
    connect(sort_, &SegmentedSwitch::picked, this, [this] {
        plot_->scrollToTop();
        showRows();
    });
    clear();
}

void TwoChains::fillChooser()
{
    const auto add = [this](const QString& text, const char* name, const QString& sentence) {
        chooser_->addItem(text, QString::fromLatin1(name));
        chooser_->setItemData(chooser_->count() - 1, sentence, Qt::ToolTipRole);
    };
    add(tr("other order"), otherOrder,
        tr("The present settings, with temperature at the other side of the filters."));
    add(tr("as sampled"), sampledAt, tr("The settings that the step was sampled at."));
    add(tr("pinned"), pinnedChain, tr("The settings that you pinned."));
    chooser_->insertSeparator(chooser_->count());
    for (const auto& preset : presets())
        add(QString::fromStdString(preset.readableName), preset.name.c_str(),
            QString::fromStdString(settingsText(preset.settings)));
}

void TwoChains::makeLayout()
{
    auto* head = new QHBoxLayout;
    head->addWidget(chooser_, 1);
    head->addWidget(pin_);
    head->addWidget(sort_);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(12);
    sides->addWidget(textA_, 1);
    sides->addWidget(textB_, 1);
    auto* card = new Card(this);
    card->hold(plot_);
    textA_->setMuted(true);
    textB_->setMuted(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addLayout(sides);
    layout->addWidget(summary_);
    layout->addWidget(picks_);
    layout->addWidget(card, 1);
    layout->addWidget(legend_);
}

void TwoChains::setStep(std::shared_ptr<const ShapedStep> step, const SamplerChain& present,
                        const StepInput& input, std::optional<SamplerChain> sampledAtThen,
                        const BytesOf& bytesOf)
{
    shown_.emplace(std::move(step), present, input, std::move(sampledAtThen), bytesOf);
    compare();
}

void TwoChains::clear()
{
    shown_.reset();
    compare();
}

void TwoChains::setPresenting(bool presenting)
{
    sort_->setVisible(!presenting);
}

std::string TwoChains::other() const
{
    return chooser_->currentData().toString().toStdString();
}

void TwoChains::setOther(const std::string& name)
{
    if (const int index = chooser_->findData(QString::fromStdString(name)); index >= 0)
        chooser_->setCurrentIndex(index);
}

void TwoChains::setPinned(std::optional<SamplerChain> chain)
{
    pinned_ = std::move(chain);
    compare();
}

bool TwoChains::isByDifference() const
{
    return sort_->value() == 1;
}

void TwoChains::setByDifference(bool isByDifference)
{
    sort_->setValue(isByDifference ? 1 : 0);
    showRows();
}

std::optional<SamplerChain> TwoChains::chainA() const
{
    const auto name = other();
    if (name == pinnedChain)
        return pinned_;
    if (!shown_)
        return std::nullopt;
    if (name == otherOrder)
        return inOtherOrder(shown_->present);
    if (name == sampledAt)
        return shown_->sampledAt;
    return findStrategy(name)->settings;
}

void TwoChains::compare()
{
    difference_.reset();
    pin_->setEnabled(shown_.has_value());
    const auto chain = chainA();
    if (!shown_ || !chain)
        return showWhyNot();
    const auto& [step, present, input, sampledAtThen, bytesOf] = *shown_;
    // Of penalised tokens the plain ones are made again, for another chain's penalties.
    const auto shapeA = [&](const Distribution& distribution) {
        return std::make_shared<const ShapedStep>(
            shapeStep(distribution, *chain, input.chain(), input.u(), input.numberOf()));
    };
    a_ = present.hasPenalties() && !chain->hasPenalties()
             ? shapeA(step->distribution.penalised({}, {}))
             : shapeA(step->distribution);
    difference_ = differenceOf(*a_, *step);
    showTexts();
    showRows();
}

void TwoChains::showRows()
{
    if (!difference_)
        return;
    const double entropy = shown_->step->distribution.entropy().low;
    plot_->setChains(a_, shown_->step,
                     isByDifference() ? difference_->byDifference() : difference_->tokens,
                     shown_->bytesOf, std::exchange(step_, entropy) == entropy);
}

void TwoChains::showTexts()
{
    const auto chain = chainA();
    textA_->setText(sideText(tr("A"), *chain));
    textB_->setText(sideText(tr("B, present"), shown_->present), {sideText("B", shown_->present)});

    const auto& [onlyA, onlyB, both, apart, tokens, pickedA, pickedB] = *difference_;
    const auto counts = tr("%1 only in A, %2 only in B, %3 in both")
                            .arg(countText(onlyA), countText(onlyB), countText(both));
    summary_->setText(
        difference_->isNone()
            ? tr("%1 · the two chains are the same at this step").arg(counts)
            : tr("%1 · they differ by %2 of the probability").arg(counts, percentOf(apart)),
        {tr("%1 · differ by %2").arg(counts, percentOf(apart))});
    const auto& shortageA = a_->shaped.shortage;
    const auto& shortage = shortageA ? shortageA : shown_->step->shaped.shortage;
    if (shortage) { // of neither side it is known what it keeps
        const auto missing = QString::fromStdString(shortage->sentence());
        summary_->setText(tr("Only roughly known: %1: %2; %3.")
                              .arg(shortageA ? tr("A") : tr("B"), missing,
                                   QString::fromStdString(shortage->advice())),
                          {tr("Only roughly known: %1").arg(missing)});
    }
    summary_->setExplanation(shortage ? summary_->text()
                                      : tr("How many tokens each chain keeps, and how much of the "
                                           "probability is at other tokens in one than in the "
                                           "other: half the sum of all differences (the total "
                                           "variation)."));

    const auto label = [&](TokenId token) {
        return QString::fromStdString(tokenLabel(token, shown_->bytesOf(token)));
    };
    const bool isOneNumber = a_->u && shown_->step->u;
    const auto labelIn = [&](const ShapedStep& step, TokenId token) {
        return step.isPickCertain ? label(token) : tr("unknown");
    };
    const auto picked = tr("%1 / %2").arg(labelIn(*a_, pickedA), labelIn(*shown_->step, pickedB));
    // No random number has picked a token of the prompt, nor one that is still to come.
    const bool hasPicks = shown_->sampledAt.has_value();
    plot_->setPicksShown(hasPicks);
    picks_->setText(
        !hasPicks ? QString()
        : isOneNumber
            ? tr("same u = %1: %2").arg(QString::fromStdString(formatRandomNumber(*a_->u)), picked)
            : tr("same random numbers: %1").arg(picked));
    picks_->setExplanation(tr("What A and B pick with the random numbers of this step."));
}

void TwoChains::showWhyNot()
{
    a_.reset();
    step_.reset();
    plot_->clear();
    textA_->setText({});
    textB_->setText({});
    picks_->setText({});
    summary_->setExplanation({});
    summary_->setText(!shown_                  ? tr("No step yet")
                      : other() == pinnedChain ? tr("Nothing is pinned: \"Pin present\" keeps the "
                                                    "present settings as A.")
                                               : tr("Nothing has been sampled at this step."));
}

} // namespace logitscope
