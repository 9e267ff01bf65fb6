// What the Explore page remembers from one session to the next.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/play_bar.h"
#include "app/explore/player.h"
#include "app/explore/prediction_panel.h"
#include "app/explore/step_panel.h"
#include "app/explore/text_panel.h"
#include "app/page/page_prompt.h"
#include "app/page/remembered_chain.h"
#include "core/run/chain_json.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/chart/shade_bar.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/seed_box.h"
#include "widgets/control/steady_splitter.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QSettings>
#include <QToolButton>

namespace logitscope
{

namespace
{

const SamplerChain usualSettings = basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9});
constexpr int usualTokens = 60;

QString usualPrompt()
{
    return ExplorePage::tr("Once upon a time");
}

} // namespace

void ExplorePage::startOver()
{
    if (!canStartOver())
        return;
    message_->showSentence({});
    generator_.forget();
    takeTyped();
    const auto before = document_.state();
    setControls({.prompt = usualPrompt().toStdString(), .seed = 1, .tokens = usualTokens},
                usualSettings);
    deleteAll(tr("Start over"), before);
}

void ExplorePage::restore(const QSettings& settings)
{
    const RunRequest usual = controls_->request();
    controls_->setRequest({.prompt = usualPrompt().toStdString(),
                           .seed = settings.value("seed", quint64(usual.seed)).toULongLong(),
                           .tokens = settings.value("tokens", usual.tokens).toInt()});
    restorePrompt(*controls_->prompt(), settings);

    QVariantMap kept;
    for (const auto* name : {"chain", "temperature", "topK", "topP", "order"})
        if (settings.contains(name))
            kept[name] = settings.value(name);
    controls_->sampler()->setSettings(restoredChain(kept, usualSettings).value_or(usualSettings));
    controls_->sampler()->setChainShown(settings.value("chainShown", false).toBool());
    stepPanel_->restore(settings);
    restored_ = controls_->settledRequest();
    restoredSettings_ = controls_->sampler()->settings();

    stepPanel_->distributionChart()->setRowCount(
        settings.value("rows", DistributionChart::usualRowCount).toInt());
    stepPanel_->distributionChart()->setAxis(settings.value("axis", 0).toInt());
    textPanel_->whitespaceButton()->setChecked(settings.value("whitespace", false).toBool());
    textPanel_->lookBackButton()->setChecked(settings.value("lookBack", false).toBool());
    const int by = settings.value("shadeBy", 0).toInt();
    if (by >= 0 && by < shadeCount)
        textPanel_->shadeBar()->setShadeBy(static_cast<ShadeBy>(by));
    columns_->restore(settings.value("columns"));
    predictions_->setOffersCandidates(settings.value("offerCandidates", false).toBool());
    textPanel_->shadeBar()->repeats()->setChecked(settings.value("repeats", false).toBool());
    playBar()->pace()->setValue(settings.value("pace", Player::usual).toDouble());
    playBar()->asGenerated()->setChecked(settings.value("playAsGenerated", false).toBool());
}

void ExplorePage::save(QSettings& settings) const
{
    savePrompt(*controls_->prompt(), settings);
    settings.setValue("seed", quint64(controls_->seed()->seed()));
    settings.setValue("tokens", controls_->tokens()->value());

    settings.setValue("chain",
                      QString::fromStdString(chainToText(controls_->sampler()->settings())));
    settings.setValue("chainShown", controls_->sampler()->isChainShown());
    stepPanel_->save(settings);

    settings.setValue("rows", stepPanel_->distributionChart()->rowCount());
    settings.setValue("axis", static_cast<int>(stepPanel_->distributionChart()->axis()));
    settings.setValue("whitespace", textPanel_->whitespaceButton()->isChecked());
    settings.setValue("lookBack", textPanel_->lookBackButton()->isChecked());
    settings.setValue("shadeBy", static_cast<int>(textPanel_->shadeBar()->scale().by));
    settings.setValue("columns", columns_->save());
    settings.setValue("offerCandidates", predictions_->offersCandidates());
    settings.setValue("repeats", textPanel_->shadeBar()->repeats()->isChecked());
    settings.setValue("pace", player_->pace());
    settings.setValue("playAsGenerated", playBar()->asGenerated()->isChecked());
}

} // namespace logitscope
