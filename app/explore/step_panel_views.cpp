// Which view of the selected step stands below its chart, or, in a room, in place of it.
#include "app/explore/step_panel.h"
#include "app/page/remembered_chain.h"
#include "core/run/chain_json.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/chart/draws_view.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/chart/ledger_view.h"
#include "widgets/chart/random_number_strip.h"
#include "widgets/chart/statistics_panel.h"
#include "widgets/chart/two_chains.h"
#include "widgets/control/segmented_switch.h"

#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <utility>

namespace logitscope
{

namespace
{

// As the settings have them.
constexpr std::array viewNames{std::pair{StepPanel::View::Numbers, "numbers"},
                               std::pair{StepPanel::View::Ledger, "ledger"},
                               std::pair{StepPanel::View::TwoChains, "two-chains"},
                               std::pair{StepPanel::View::Draws, "draws"}};

StepPanel::View rememberedView(const QSettings& settings)
{
    const auto name = settings.value("stepView").toString();
    for (const auto& [view, known] : viewNames)
        if (name == QLatin1String(known))
            return view;
    // As versions before there were four of them wrote it.
    return settings.value("ledgerShown", false).toBool() ? StepPanel::View::Ledger
                                                         : StepPanel::View::Numbers;
}

} // namespace

void StepPanel::makeViewMenu()
{
    auto* menu = new QMenu(viewButton_);
    const auto add = [&](View view, const QString& text) {
        menu->addAction(text, this, [this, view] { setView(view); });
    };
    add(View::Numbers, tr("Chart"));
    add(View::TwoChains, tr("Two chains"));
    add(View::Draws, tr("Draws"));
    viewButton_->setMenu(menu);
    viewButton_->setPopupMode(QToolButton::InstantPopup);
    viewButton_->setProperty("quiet", true);
    viewButton_->setFocusPolicy(Qt::StrongFocus);
    viewButton_->setToolTip(tr("What is shown of this step: the chart, the same step under two "
                               "chains, or many draws from it."));
}

void StepPanel::setView(View view)
{
    view_ = view;
    viewSwitch_->setValue(static_cast<int>(view));
    arrange();
}

StepPanel::View StepPanel::shownView() const
{
    // A round asks in the chart's place.
    return presenting_ && (view_ == View::Ledger || hasPredictions()) ? View::Numbers : view_;
}

void StepPanel::arrange()
{
    const auto view = shownView();
    const bool hasNumbers = view == View::Numbers;
    // First what goes: two views at once would ask for more room than there is.
    const std::array<std::pair<QWidget*, bool>, 9> parts{{
        {distributionChart_, !presenting_ || hasNumbers},
        {strip_, (!presenting_ || hasNumbers) && !hasPredictions()},
        {entropies_, presenting_ && hasNumbers},
        {statistics_, !presenting_ && hasNumbers},
        {entropyChart_, !presenting_ && hasNumbers},
        {ledger_, view == View::Ledger},
        {twoChains_, view == View::TwoChains},
        {draws_, view == View::Draws},
        {viewSwitch_, !presenting_},
    }};
    for (const bool isShown : {false, true})
        for (const auto& [part, wanted] : parts)
            if (wanted == isShown)
                part->setVisible(isShown);
    viewButton_->setVisible(presenting_);
    viewButton_->setEnabled(!hasPredictions());
    twoChains_->setPresenting(presenting_);
    viewButton_->setText((view == View::TwoChains ? tr("Two chains")
                          : view == View::Draws   ? tr("Draws")
                                                  : tr("Chart")) +
                         QStringLiteral(" ▾"));
    fillView();
}

// Sliders wait for what is shown, and for nothing else.
void StepPanel::fillView()
{
    if (!shown_)
        return;
    const auto& [settings, input, index, chosen, sampledAt, step] = *shown_;
    switch (shownView()) {
    case View::Numbers:
        return;
    case View::Ledger:
        return ledger_->setStep(step, settings, input.chain().mu, chosen, bytesOf_);
    case View::TwoChains:
        return twoChains_->setStep(step, settings, input, sampledAt, bytesOf_);
    case View::Draws:
        return draws_->setStep(step, input.dice().seed(), index, bytesOf_);
    }
}

PagePart StepPanel::viewPart() const
{
    switch (shownView()) {
    case View::Ledger:
        return {{viewSwitch_, viewButton_, ledger_},
                tr("Ledger"),
                tr("What each stage of the sampler left of every token's probability, and why.")};
    case View::TwoChains:
        return {{viewSwitch_, viewButton_, twoChains_},
                tr("Two chains"),
                tr("The sampling probabilities under the present settings, at the right, and under "
                   "another chain, at the left.")};
    case View::Draws:
        return {{viewSwitch_, viewButton_, draws_},
                tr("Draws"),
                tr("Many draws from this step: how near their shares come to the sampling "
                   "probabilities.")};
    case View::Numbers:
        break;
    }
    return {{viewSwitch_, viewButton_, statistics_, entropies_},
            tr("Statistics"),
            tr("How undecided this step was, and how many candidates the sampler kept; or another "
               "view of it.")};
}

void StepPanel::restore(const QSettings& settings)
{
    if (const auto text = settings.value("twoChainsPinned"); text.isValid())
        twoChains_->setPinned(restoredChain({{"chain", text}}, {}));
    twoChains_->setOther(settings.value("twoChainsWith").toString().toStdString());
    twoChains_->setByDifference(settings.value("twoChainsByDifference", false).toBool());
    draws_->setDrawCount(settings.value("drawCount").toInt());
    setView(rememberedView(settings));
}

void StepPanel::save(QSettings& settings) const
{
    settings.setValue("stepView", QLatin1String(std::ranges::find(viewNames, view_, [](auto& each) {
                                                    return each.first;
                                                })->second));
    settings.setValue("twoChainsWith", QString::fromStdString(twoChains_->other()));
    settings.setValue("twoChainsByDifference", twoChains_->isByDifference());
    if (const auto& pinned = twoChains_->pinned())
        settings.setValue("twoChainsPinned", QString::fromStdString(chainToText(*pinned)));
    settings.setValue("drawCount", draws_->drawCount());
}

} // namespace logitscope
