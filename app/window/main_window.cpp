#include "app/window/main_window.h"

#include "app/compare/compare_page.h"
#include "app/explore/explore_page.h"
#include "app/learn/learn_page.h"
#include "app/learn/lesson_bar.h"
#include "app/learn/lesson_notes.h"
#include "app/models/models_page.h"
#include "app/room/room_round.h"
#include "app/serve/serve_page.h"
#include "app/window/lesson_stage.h"
#include "app/window/model_opener.h"
#include "app/window/model_text.h"
#include "app/window/parts_overlay.h"
#include "app/window/run_files.h"
#include "app/window/session_files.h"
#include "app/window/session_keeper.h"
#include "app/window/spotlight.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/tool_tip.h"
#include "widgets/control/window_keys.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDropEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include <optional>
#include <utility>

namespace logitscope
{

namespace
{

// Where the pages keep their settings. Explore's stand outside of any group.
constexpr std::array settingsGroups{"", "compare", "serve", "models", "learn"};

std::vector<SegmentedSwitch::Choice> pageChoices()
{
    return {{MainWindow::Explore, MainWindow::tr("Explore"),
             MainWindow::tr("One continuation, token by token (Ctrl+1).")},
            {MainWindow::Compare, MainWindow::tr("Compare"),
             MainWindow::tr("Several strategies on one prompt, side by side (Ctrl+2).")},
            {MainWindow::Serve, MainWindow::tr("Serve"),
             MainWindow::tr("Other programs use the model over HTTP (Ctrl+3).")},
            {MainWindow::Models, MainWindow::tr("Models"),
             MainWindow::tr("The models on this computer, and others to download (Ctrl+4).")},
            {MainWindow::Learn, MainWindow::tr("Learn"),
             MainWindow::tr("Lessons for a class, scene by scene (Ctrl+5).")}};
}

std::optional<QString> droppedFile(const QMimeData& data)
{
    const auto urls = data.urls();
    return urls.size() == 1 && urls.front().isLocalFile()
               ? std::optional(urls.front().toLocalFile())
               : std::nullopt;
}

// Needs as much room as the page that is shown, at the least; what is hidden needs none.
class PageStack : public QStackedWidget
{
public:
    using QStackedWidget::QStackedWidget;

    QSize minimumSizeHint() const override { return currentWidget()->minimumSizeHint(); }

    int heightForWidth(int width) const override
    {
        return currentWidget()->layout()->totalMinimumHeightForWidth(width);
    }
};

} // namespace

MainWindow::MainWindow(QSettings& settings, Appearance& appearance, LoadOptions loadOptions,
                       ModelServices modelServices, QWidget* parent)
    : QMainWindow(parent)
    , settings_(settings)
    , appearance_(appearance)
    , models_(new ModelOpener(loader_, settings, std::move(loadOptions), *this))
    , roomRound_(new RoomRound(this))
    , scroll_(new QScrollArea(this))
    , stack_(new PageStack(this))
    , explore_(new ExplorePage(service_, loader_, *roomRound_, this))
    , compare_(new ComparePage(service_, this))
    , serve_(new ServePage(service_, *roomRound_, this))
    , modelsPage_(new ModelsPage(std::move(modelServices), this))
    , learn_(new LearnPage(service_, this))
    , pages_{explore_, compare_, serve_, modelsPage_, learn_}
    , pageSwitch_(new SegmentedSwitch(pageChoices(), this))
    , runFiles_(new RunFiles(*this, settings_))
    , sessionFiles_(new SessionFiles(
          *this, settings_, [this] { return session(); }, [this] { return shownPage().message(); }))
    , lessons_(new LessonStage(service_, *explore_, *compare_, *roomRound_, this))
    , lessonBar_(new LessonBar(*lessons_->player(), this))
    , note_(new LessonNote(*lessons_->player(), *scroll_))
    , phrase_(settings)
    , spotlight_(new Spotlight(*this))
{
    qApp->installEventFilter(new ToolTipWrapper(this));
    qApp->installEventFilter(new WindowKeys(this));
    for (auto* page : pages_)
        stack_->addWidget(page);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->setWidget(stack_);
    auto* middle = new QWidget(this);
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(lessonBar_);
    column->addWidget(scroll_, 1);
    setCentralWidget(middle);
    setAcceptDrops(true);
    auto* corner = new QWidget(this);
    auto* onCorner = new QHBoxLayout(corner);
    onCorner->setContentsMargins(0, 4, 16, 4);
    pageSwitch_->setAccessibleName(tr("Page"));
    onCorner->addWidget(pageSwitch_);
    menuBar()->setCornerWidget(corner);
    setWindowTitle(tr("Logitscope"));
    makeFileMenu();
    makeRunMenu();
    makeViewMenu();
    makeLearnMenu();
    makeHelpMenu();
    for (const auto* menu : menuBar()->findChildren<QMenu*>(Qt::FindDirectChildrenOnly))
        addActions(menu->actions()); // whose keys work while the menu bar is hidden

    connectPages();
    connectModels();
    connectModelsPage();
    connectRunFiles();
    connectLessons();

    restoreSize(settings_.value("geometry").toByteArray());
    inEachGroup([this](Page& page) { page.restore(settings_); });
    showPage(settings_.value("page", Explore).toInt());
}

MainWindow::~MainWindow()
{
    delete lessons_; // and the pages go before the service that they use
    delete takeCentralWidget();
}

void MainWindow::connectPages()
{
    connect(pageSwitch_, &SegmentedSwitch::picked, this, &MainWindow::pickPage);
    connect(explore_, &ExplorePage::addToCompareRequested, this,
            [this](const RunRequest& request, const SamplerChain& settings) {
                if (!mayTakeAlong())
                    return;
                showPage(Compare);
                compare_->addRun(request, settings);
            });
    connect(serve_, &ServePage::servingChanged, this, &MainWindow::showServing);
    connect(serve_, &ServePage::roomOpenChanged, this, &MainWindow::showServing);
    connect(serve_, &ServePage::openInExplore, this, [this](const RunState& state) {
        if (!mayTakeAlong())
            return;
        showPage(Explore);
        explore_->open(state);
    });
    connect(explore_, &ExplorePage::waysRequested, this, [this](const RunRequest& request) {
        if (!mayTakeAlong())
            return;
        showPage(Compare);
        compare_->compareFrom(request);
    });
    connect(explore_, &ExplorePage::branchesRequested, this, [this](const Run& branches) {
        if (!mayTakeAlong())
            return;
        showPage(Compare);
        compare_->open(branches);
    });
    connect(compare_, &ComparePage::openInExplore, this,
            [this](const RunRequest& request, const SamplerChain& settings) {
                if (!mayTakeAlong())
                    return;
                showPage(Explore);
                explore_->run(request, settings);
            });
}

void MainWindow::connectModels()
{
    for (auto* page : pages_) {
        connect(models_, &ModelOpener::ordered, page,
                [page] { page->message()->showSentence({}); });
        connect(models_, &ModelOpener::openingShows, page, &Page::showOpening);
        connect(&loader_, &ModelLoader::progressed, page, &Page::showOpeningProgress);
        connect(models_, &ModelOpener::opened, page, &Page::takeModel);
        connect(models_, &ModelOpener::formatChanged, page, &Page::takeFormat);
        connect(models_, &ModelOpener::failed, page, &Page::endOpening);
    }
    for (const auto signal : {&ModelOpener::opened, &ModelOpener::formatChanged}) {
        connect(models_, signal, this, &MainWindow::showTitle);
        connect(models_, signal, this, [this](const std::shared_ptr<const OpenModel>& model) {
            hasher_.start(model->folder, model->identity);
        });
    }
    connect(models_, &ModelOpener::failed, this, &MainWindow::showMessage);
}

// One row opens on the Explore page, several on the Compare page.
void MainWindow::connectRunFiles()
{
    connect(runFiles_, &RunFiles::opened, this, [this](const Run& run) {
        afterLesson([this, run] {
            const bool single = run.branches.size() == 1;
            showPage(single ? Explore : Compare);
            if (single)
                explore_->open(run);
            else
                compare_->open(run);
        });
    });
    connect(runFiles_, &RunFiles::sessionOpened, this, [this](const Session& session, auto file) {
        afterLesson([this, session, file] {
            openSession(session);
            sessionFiles_->setFile(file);
        });
    });
    connect(sessionFiles_, &SessionFiles::openRequested, runFiles_, &RunFiles::openChosen);
}

MainWindow::PageName MainWindow::page() const
{
    return static_cast<PageName>(stack_->currentIndex());
}

Page& MainWindow::shownPage() const
{
    return *pages_[page()];
}

void MainWindow::showPage(int page)
{
    stack_->setCurrentIndex(page > Explore && page < stack_->count() ? page : Explore);
    pageSwitch_->setValue(this->page());
    stack_->updateGeometry();
    auto& shown = shownPage();
    giveRoom();
    generate_->setEnabled(shown.makesRuns());
    step_->setEnabled(shown.makesSteps());
    runFiles_->setPage(shown);
}

void MainWindow::showMessage(const QString& sentence)
{
    shownPage().message()->showSentence(sentence);
}

void MainWindow::showServing()
{
    pageSwitch_->setMark(Serve, serve_->isServing()       ? tr("The model is being served.")
                                : serve_->room().isOpen() ? tr("The room is open.")
                                                          : QString());
}

void MainWindow::openModel(const QString& place)
{
    if (isLessonLocked_)
        afterLesson([this, place] { models_->open(place); });
    else
        models_->open(place);
}

void MainWindow::openModelOnceShown(const QString& place, const RemoteOptions& server)
{
    models_->openOnceShown(place, server);
}

// A model's folder, one of its files, or a run.
void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (droppedFile(*event->mimeData()))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QFileInfo file(droppedFile(*event->mimeData()).value_or(QString()));
    event->acceptProposedAction();
    const bool isWeights = file.suffix() == QLatin1String("safetensors");
    if (file.isDir() || isWeights)
        openModel(isWeights ? file.path() : file.filePath());
    else
        runFiles_->openChosen(file.filePath());
}

// Esc: what runs stops; otherwise what is in the way goes, or a presentation ends.
void MainWindow::stop()
{
    auto& page = shownPage();
    if (parts_) {
        parts_->close();
    } else if (note_->isVisible()) {
        note_->hide();
    } else if (page.isRunning()) {
        page.stop();
    } else if (spotlightAction_->isChecked()) {
        spotlightAction_->trigger();
    } else if (!page.closeWhatIsInTheWay() && presenting_) {
        if (isLessonLocked_)
            afterLesson([] {});
        else
            setPresenting(false);
    }
}

void MainWindow::inEachGroup(const std::function<void(Page&)>& act)
{
    for (std::size_t index = 0; index < pages_.size(); ++index) {
        settings_.beginGroup(settingsGroups[index]);
        act(*pages_[index]);
        settings_.endGroup();
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (isLessonLocked_) {
        event->ignore();
        return afterLesson([this] { close(); });
    }
    leaveLesson();
    settings_.setValue("geometry", presenting_ ? geometryBefore_ : saveGeometry());
    setPresenting(false);
    settings_.setValue("page", page());
    inEachGroup([this](const Page& page) { page.save(settings_); });
    for (auto* page : pages_)
        page->stop();
    if (keeper_)
        keeper_->finish();
    QMainWindow::closeEvent(event);
}

void MainWindow::showTitle(const std::shared_ptr<const OpenModel>& model)
{
    setWindowTitle(tr("%1 — Logitscope").arg(modelText(model->model->info())));
}

} // namespace logitscope
