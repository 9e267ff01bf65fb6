#include "app/compare/compare_page.h"

#include "app/compare/compare_controls.h"
#include "app/compare/step_comparison.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "app/compare/strategy_list.h"
#include "app/page/page_prompt.h"
#include "widgets/chart/entropy_sparkline.h"
#include "widgets/chart/flag_legend.h"
#include "widgets/chart/legend_widgets.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/steady_splitter.h"
#include "widgets/figure/comparison_figure.h"
#include "widgets/text/live_region.h"

#include <QPushButton>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

constexpr int mostCommands = 1000;

// What somebody types and turns becomes one command as long as it is of one kind.
enum CommandKind
{
    AnotherPrompt = 1,
    OtherNumbers = 2,
};

} // namespace

ComparePage::ComparePage(GenerationService& service, QWidget* parent)
    : Page(parent)
    , generator_(service)
    , history_(
          [this](const ComparisonState& state) {
              put(state);
              noted_ = this->state();
              runBar_->showSentence(tr("%Ln token(s)", nullptr, rows_.tokens()));
          },
          mostCommands)
    , controls_(new CompareControls(this))
    , message_(new MessageBar(this))
    , grid_(new StrategyGrid(this))
    , step_(new StepComparison(this))
    , columns_(new SteadySplitter({800, 420}, {3, 2}, this))
    , runBar_(new RunBar(this))
    , live_(new LiveRegion(this))
    , flagLegend_(new FlagLegend(this))
{
    columns_->addWidget(grid_);
    columns_->addWidget(step_);
    step_->hide();

    auto* foot = new QHBoxLayout;
    foot->setSpacing(24);
    foot->addWidget(runBar_, 1);
    foot->addWidget(flagLegend_, 1);
    foot->addWidget(new ShadeLegend(this));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(10);
    layout->addWidget(controls_);
    layout->addWidget(message_);
    layout->addWidget(columns_, 1);
    layout->addLayout(foot);

    connectControls();
    connectGenerator();
    updateControls();
    nameReference();
    noted_ = state();
}

ComparePage::~ComparePage() = default;

void ComparePage::connectControls()
{
    connect(controls_->generateButton(), &QPushButton::clicked, this, &ComparePage::generate);
    connect(controls_->stopButton(), &QPushButton::clicked, this, &ComparePage::stop);
    connect(controls_, &CompareControls::addRequested, grid_, &StrategyGrid::askForStrategy);
    connect(controls_, &CompareControls::resetRequested, this, [this] {
        const int tokens = rows_.tokens();
        {
            const QScopedValueRollback putting(isPutting_, true);
            forgetRun();
            grid_->setStrategies(theNine());
        }
        note(tr("Reset strategies"));
        sayDeleted(tokens);
    });
    connect(grid_, &StrategyGrid::changed, this, [this] { followStrategies(tr("strategies")); });
    connect(grid_, &StrategyGrid::aboutToRemove, this, &ComparePage::forgetCell);
    connect(grid_, &StrategyGrid::settingsChanged, this, [this](StrategyCell* cell) {
        forgetCell(cell); // its text was other settings'
        cell->startOutputs(1);
        followStrategies(tr("strategy"));
    });
    connect(grid_, &StrategyGrid::renamed, this, [this](StrategyCell* cell) {
        rows_.rename(cell);
        followStrategies(tr("name"));
    });
    connect(controls_, &CompareControls::changed, this, [this] {
        remarkOnControls();
        const bool isPrompt = controls_->settledRequest().prompt != noted_.request.prompt;
        note(isPrompt ? tr("prompt") : tr("numbers"), isPrompt ? AnotherPrompt : OtherNumbers);
    });
    connect(flagLegend_, &FlagLegend::clicked, this, [this] {
        for (auto* cell : grid_->cells())
            cell->showDepartures();
    });
    connect(grid_, &StrategyGrid::tokenSelected, this, &ComparePage::select);
    connect(grid_, &StrategyGrid::runRequested, this, &ComparePage::runAlone);
    connect(grid_, &StrategyGrid::continueRequested, this, &ComparePage::continueRows);
    connect(grid_, &StrategyGrid::openRequested, this, &ComparePage::openCell);
    connect(step_, &StepComparison::closeRequested, this, &ComparePage::closeStep);
}

void ComparePage::connectGenerator()
{
    connect(&generator_, &Generator::eventsArrived, this, &ComparePage::requestFrame);
    connect(&generator_, &Generator::ended, this, [this] {
        showFrame();
        finishRun(tr("done"));
    });
    connect(&generator_, &Generator::failed, this, [this](const QString& sentence) {
        showFrame();
        message_->showSentence(sentence);
        finishRun(tr("failed"));
    });
    connect(&generator_, &Generator::textRead, this, &ComparePage::showLogits);
    connect(&generator_, &Generator::readingFailed, this,
            [this](const QString& sentence) { step_->showSentence(tr("No chart"), sentence); });
}

void ComparePage::setPresenting(bool presenting)
{
    const int margin = presenting ? 8 : 12; // a low room has no line to lose
    layout()->setContentsMargins(16, margin, 16, margin);
    presenting_ = presenting;
    controls_->setPresenting(presenting);
    grid_->setPresenting(presenting);
    step_->setPresenting(presenting);
    showColumns();
    nameReference();
}

void ComparePage::resetLayout()
{
    columns_->reset();
}

void ComparePage::takeModel(std::shared_ptr<const OpenModel> model)
{
    generator_.stop(); // what there is of it stays to be seen
    generator_.forgetTexts();
    setModel(std::move(model));
    setPromptModel(*controls_->prompt(), this->model());
    if (rows_.isEmpty())
        runBar_->showSentence(tr("Ready. Press Generate."), tr("Ready."));
    endOpening();
}

void ComparePage::updateControls()
{
    controls_->setState(model() && !isOpening() && !grid_->cells().empty(), isRunning());
    for (auto* cell : grid_->cells()) {
        cell->offerRun(canRunAlone(cell));
        cell->setContinuable(!rowsThatGoOn(cell).empty());
    }
}

void ComparePage::followStrategies(const QString& what)
{
    rows_.markDepartures(grid_->reference()); // which may be another, or have another text
    nameReference();
    updateControls();
    showColumns();
    note(what);
}

void ComparePage::nameReference()
{
    const auto* reference = grid_->reference();
    flagLegend_->setVisible(grid_->cells().size() > 1 && !presenting_); // large, it has no room
    if (reference)
        flagLegend_->setReference(QString::fromStdString(readableName(reference->strategy().name)));
}

std::size_t ComparePage::referenceRow() const
{
    return rows_.indexOf(grid_->reference()).value_or(0);
}

std::unique_ptr<Figure> ComparePage::figure(const Run& run, const FigureOptions& options) const
{
    auto fitted = options;
    fitted.reference = referenceRow();
    const auto step = selectedStep();
    return std::make_unique<ComparisonFigure>(run, fitted, step ? &*step : nullptr);
}

bool ComparePage::closePanel()
{
    const bool was = !step_->isHidden();
    closeStep();
    return was;
}

void ComparePage::clear()
{
    if (!sceneParts_.leaves(LessonPart::Run))
        return;
    message_->showSentence({});
    const int tokens = rows_.tokens();
    forgetRun();
    note(tr("Clear"));
    runBar_->showSentence({});
    sayDeleted(tokens);
    updateControls();
}

void ComparePage::forgetRun()
{
    generator_.forget();
    dropFrame();
    closeStep();
    rows_.clear();
    running_.clear();
    remarkOnControls();
    for (auto* cell : grid_->cells())
        cell->startOutputs(1);
}

void ComparePage::fitSparklines()
{
    double bits = 1.0;
    int steps = 1;
    for (const auto* cell : grid_->cells()) {
        bits = std::max(bits, cell->sparkline()->highest());
        steps = std::max(steps, cell->sparkline()->stepCount());
    }
    for (const auto* cell : grid_->cells())
        cell->sparkline()->setScale(bits, std::max(steps, std::min(asked_.tokens, 20)));
}

// The cells show neither the prompt nor the seed, so that others would look like theirs.
void ComparePage::remarkOnControls()
{
    if (rows_.tokens() == 0) {
        runBar_->setRemark({});
        return;
    }
    const auto& theirs = rows_.common().prompt;
    const auto now = controls_->request();
    if (now.prompt != theirs) {
        runBar_->setRemark(
            tr("for the prompt “%1”").arg(QString::fromStdString(theirs).simplified()));
        return;
    }
    QStringList others;
    if (now.seed != asked_.seed)
        others << tr("seed %1").arg(asked_.seed);
    if (now.tokens != asked_.tokens)
        others << tr("length %1").arg(asked_.tokens);
    if (now.repeats != asked_.repeats)
        others << tr("×%1").arg(asked_.repeats);
    if (now.sameRandomNumbers != asked_.sameRandomNumbers)
        others << (asked_.sameRandomNumbers ? tr("the same random numbers")
                                            : tr("random numbers of their own"));
    runBar_->setRemark(others.isEmpty() ? QString() : tr("made with %1").arg(others.join(", ")));
}

void ComparePage::forgetCell(StrategyCell* cell)
{
    if (selected_ && selected_->cell == cell)
        closeStep();
    const int before = rows_.tokens();
    rows_.forget(cell);
    sayDeleted(before - rows_.tokens());
}

} // namespace logitscope
