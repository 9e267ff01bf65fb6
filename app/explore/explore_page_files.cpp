// The Explore page's run as it leaves the program, and as it comes back.
#include "app/engine/model_loader.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/step_panel.h"
#include "app/explore/text_panel.h"
#include "core/atomic_file.h"
#include "core/generation/saved_prompt.h"
#include "core/sampling/strategy.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/chart/ledger_view.h"
#include "widgets/chart/shade_bar.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/figure/step_figure.h"

#include <QFile>
#include <QFileDialog>

#include <algorithm>
#include <utility>

namespace logitscope
{

Run ExplorePage::shownRun() const
{
    auto run = document_.run();
    auto row = run.branch();
    if (isShortOfLimit())
        row.stopReason = StopReason::Stopped;
    const auto* strategy = findStrategy(settingsOf(row));
    if (hidesText()) {
        row.leaf = shownCount() > 0 ? document_.path()[static_cast<std::size_t>(shownCount() - 1)]
                                    : nullptr;
        row.stopReason = StopReason::Stopped;
    }
    row.name = strategy ? strategy->name : tr("custom").toStdString();
    run.branches.clear();
    run.current = 0;
    if (row.leaf)
        run.branches.push_back(std::move(row));
    return run;
}

std::unique_ptr<Figure> ExplorePage::figure(const Run& run, const FigureOptions& options) const
{
    std::optional<SelectedStep> step;
    if (stepIsSelected())
        step = SelectedStep{*document_.selected(),
                            document_.distribution(),
                            controls_->sampler()->settings(),
                            bytesOfTokens(),
                            stepPanel_->distributionChart()->axis(),
                            stepPanel_->distributionChart()->rowCount()};
    auto shaded = options;
    shaded.shadeBy = textPanel_->shadeBar()->scale().by;
    return std::make_unique<StepFigure>(run, model()->model->info().vocabularySize, step, shaded);
}

// Not the place of the token that comes next.
bool ExplorePage::stepIsSelected() const
{
    return document_.selected() && !isGivenSelected() && document_.distribution() &&
           *document_.selected() < shownCount();
}

QString ExplorePage::stepInFigure() const
{
    return stepIsSelected() ? tr("The selected step") : QString();
}

// Its first row, as a branch.
RunState ExplorePage::stateOf(const Run& recorded) const
{
    auto run = readBy(*model(), recorded);
    run.branches.resize(1);
    auto state = runStateOf(std::move(run));
    auto& branch = state.run.branch();
    branch.name.clear();
    branch.limit = state.request.tokens;
    if (branch.leaf)
        branch.stream = branch.leaf->step.stream;
    return state;
}

// Length and sliders may have moved since the document was told.
RunState ExplorePage::state() const
{
    auto state = document_.state();
    const auto asked = controls_->settledRequest();
    if (asked.isSameText(state.request))
        state.request = asked;
    state.settings = controls_->sampler()->settings();
    return state;
}

// Without tokens it is nobody's run yet. What its branch was asked for, and is called, stays.
RunState ExplorePage::adapted(RunState state) const
{
    const auto& branch = state.run.branch();
    if (state.run.branches.size() > 1 || branch.leaf)
        return state;
    auto run = emptyRun(state.request);
    run.branch().name = branch.name;
    run.branch().limit = branch.limit;
    run.branch().stopReason = branch.stopReason;
    state.run = std::move(run);
    return state;
}

void ExplorePage::setControls(const RunRequest& request, const SamplerChain& settings)
{
    controls_->setRequest(request);
    controls_->sampler()->setSettings(settings);
}

void ExplorePage::open(const Run& run)
{
    if (!model() || loader_.isOpening())
        waiting_ = [this, run] { open(run); };
    else
        open(stateOf(run));
}

void ExplorePage::open(const RunState& state)
{
    if (!model() || loader_.isOpening()) {
        waiting_ = [this, state] { open(state); };
        return;
    }
    generator_.forget(); // what runs
    const auto before = document_.state();
    setControls(state.request, state.settings);
    auto shown = adapted(state);
    shown.request = controls_->settledRequest(); // as far as they can be asked for
    shown.settings = controls_->sampler()->settings();
    document_.setState(std::move(shown));
    document_.record(tr("Open"), before);
    showOpened();
}

void ExplorePage::showOpened()
{
    message_->showSentence({});
    showRun();
    runBar_->showSentence(tr("%n token(s)", nullptr, document_.size()));
    if (isOtherModels())
        message_->showSentence(otherModelsSentence(document_.run(), model().get()));
}

void ExplorePage::bringBack(const RunState& state)
{
    const auto asked = controls_->settledRequest();
    const auto settings = controls_->sampler()->settings();
    const bool askedForMore = asked != restored_ || settings != restoredSettings_;
    setControls(state.request, state.settings);
    document_.reset(adapted(state));
    if (document_.size() > 0)
        showOpened();
    else
        showRun();
    if (!askedForMore)
        return;
    setControls(asked, settings);
    noteControls();
}

void ExplorePage::exportLedger()
{
    auto* files = new QFileDialog(this, tr("Export the ledger"), QString(), tr("Table (*.csv)"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setDefaultSuffix("csv");
    files->selectFile(tr("ledger") + ".csv");
    connect(files, &QFileDialog::fileSelected, this, [this](const QString& file) {
        const auto written = writeAtomically(QFile::encodeName(file).toStdString(),
                                             stepPanel_->ledger()->csv().toStdString());
        message_->showSentence(written ? QString()
                                       : QString::fromStdString(written.error().message));
    });
    files->open();
}

} // namespace logitscope
