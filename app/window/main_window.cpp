#include "app/window/main_window.h"

#include "app/compare/compare_page.h"
#include "app/explore/explore_page.h"
#include "app/serve/serve_page.h"
#include "app/window/engine_check_dialog.h"
#include "app/window/model_opener.h"
#include "app/window/model_text.h"
#include "app/window/parts_overlay.h"
#include "app/window/run_files.h"
#include "app/window/shortcut_sheet.h"
#include "widgets/control/enter_key.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/tool_tip.h"
#include "widgets/text/token_text.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QScreen>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>

#include <utility>

namespace logitscope
{

namespace
{

constexpr QSize usualSize(1360, 860);
constexpr QSize smallestSize(640, 480);
constexpr QSize aroundWindow(8, 40); // its frame and title bar, which are the desktop's

// Where the pages keep their settings. Explore's stand outside of any group.
constexpr std::array settingsGroups{"", "compare", "serve"};

std::vector<SegmentedSwitch::Choice> pageChoices()
{
    return {{MainWindow::Explore, MainWindow::tr("Explore"),
             MainWindow::tr("One continuation, token by token (Ctrl+1).")},
            {MainWindow::Compare, MainWindow::tr("Compare"),
             MainWindow::tr("Several strategies on one prompt, side by side (Ctrl+2).")},
            {MainWindow::Serve, MainWindow::tr("Serve"),
             MainWindow::tr("Other programs use the model over HTTP (Ctrl+3).")}};
}

} // namespace

MainWindow::MainWindow(QSettings& settings, Appearance& appearance, LoadOptions loadOptions,
                       QWidget* parent)
    : QMainWindow(parent)
    , settings_(settings)
    , appearance_(appearance)
    , models_(new ModelOpener(engine_, settings, std::move(loadOptions), *this))
    , scroll_(new QScrollArea(this))
    , stack_(new QStackedWidget(this))
    , explore_(new ExplorePage(engine_, this))
    , compare_(new ComparePage(this))
    , serve_(new ServePage(this))
    , pages_{explore_, compare_, serve_}
    , pageSwitch_(new SegmentedSwitch(pageChoices(), this))
    , runFiles_(new RunFiles(*this, settings_))
{
    qApp->installEventFilter(new ToolTipWrapper(this));
    qApp->installEventFilter(new EnterKey(this));
    for (auto* page : pages_)
        stack_->addWidget(page);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->setWidget(stack_);
    setCentralWidget(scroll_);
    auto* corner = new QWidget(this);
    auto* onCorner = new QHBoxLayout(corner);
    onCorner->setContentsMargins(0, 4, 16, 4);
    onCorner->addWidget(pageSwitch_);
    menuBar()->setCornerWidget(corner);
    setWindowTitle(tr("Logitscope"));
    makeFileMenu();
    makeRunMenu();
    makeViewMenu();
    makeHelpMenu();

    connectPages();
    connectModels();
    connectRunFiles();

    setMinimumSize(smallestSize.boundedTo(mostSize()));
    resize(usualSize.boundedTo(mostSize()));
    restoreGeometry(settings_.value("geometry").toByteArray());
    if (!isMaximized())
        resize(size().boundedTo(mostSize())); // it may be another screen today
    restorePages();
    showPage(settings_.value("page", Explore).toInt());
}

MainWindow::~MainWindow()
{
    delete takeCentralWidget(); // the pages go before the engine that they use
}

void MainWindow::connectPages()
{
    connect(pageSwitch_, &SegmentedSwitch::picked, this, &MainWindow::showPage);
    connect(explore_, &ExplorePage::addToCompareRequested, this,
            [this](const RunRequest& request, const SamplerSettings& settings) {
                showPage(Compare);
                compare_->addRun(request, settings);
            });
    connect(serve_, &ServePage::servingChanged, this, &MainWindow::showServing);
    connect(compare_, &ComparePage::openInExplore, this,
            [this](const RunRequest& request, const SamplerSettings& settings) {
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
        connect(&engine_, &Engine::modelOpeningProgressed, page, &Page::showOpeningProgress);
        connect(models_, &ModelOpener::opened, page, &Page::takeModel);
        connect(models_, &ModelOpener::formatChanged, page, &Page::takeFormat);
        connect(models_, &ModelOpener::failed, page, &Page::endOpening);
    }
    for (const auto signal : {&ModelOpener::opened, &ModelOpener::formatChanged})
        connect(models_, signal, this, &MainWindow::showTitle);
    connect(models_, &ModelOpener::failed, this, &MainWindow::showMessage);
}

// One row opens on the Explore page, several on the Compare page.
void MainWindow::connectRunFiles()
{
    connect(runFiles_, &RunFiles::opened, this, [this](const Comparison& run) {
        const bool single = run.rows.size() == 1;
        showPage(single ? Explore : Compare);
        if (single)
            explore_->replay(run);
        else
            compare_->show(run);
    });
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
    stack_->setCurrentIndex(page == Compare || page == Serve ? page : Explore);
    pageSwitch_->setValue(this->page());
    auto& shown = shownPage();
    for (auto* each : pages_) { // what is hidden needs no room
        const auto policy = each == &shown ? QSizePolicy::Preferred : QSizePolicy::Ignored;
        each->setSizePolicy(policy, policy);
    }
    giveRoom();
    generate_->setEnabled(shown.makesRuns());
    step_->setEnabled(shown.makesSteps());
    runFiles_->setPage(shown);
}

void MainWindow::showMessage(const QString& sentence)
{
    shownPage().message()->showSentence(sentence);
}

void MainWindow::showServing(bool serving)
{
    pageSwitch_->setMark(Serve, serving ? tr("The model is being served.") : QString());
}

void MainWindow::openModel(const QString& folder)
{
    models_->open(folder);
}

void MainWindow::openModelOnceShown(const QString& folder)
{
    models_->openOnceShown(folder);
}

void MainWindow::setPresenting(bool presenting)
{
    if (presenting_ == presenting)
        return;
    presenting_ = presenting;
    if (presenting)
        geometryBefore_ = saveGeometry();
    menuBar()->setVisible(!presenting);
    for (auto* page : pages_)
        page->setPresenting(presenting);
    appearance_.present(presenting ? screen()->size().height() : 0);
    if (presenting) {
        showFullScreen();
        return;
    }
    showNormal();
    // Once the large type's needs are forgotten.
    settling_ = true;
    QTimer::singleShot(0, this, [this] {
        settling_ = false;
        if (!presenting_)
            restoreGeometry(geometryBefore_);
    });
}

QSize MainWindow::mostSize() const
{
    return screen()->availableSize() - aroundWindow;
}

// What stands in the window may need more room after a zoom or on another page; what was taken for
// it is given back when it needs less.
void MainWindow::giveRoom()
{
    if (settling_ || presenting_ || isMaximized() || isFullScreen())
        return;
    if (size() != grown_) {
        wanted_ = size();
        neededThen_ = needed_;
    }
    QTimer::singleShot(0, this, [this] {
        if (settling_ || presenting_ || isMaximized() || isFullScreen())
            return;
        needed_ = neededSize();
        const bool more =
            needed_.width() > neededThen_.width() || needed_.height() > neededThen_.height();
        resize(more ? wanted_.expandedTo(needed_) : wanted_);
        grown_ = size();
    });
}

// To show all of the page, if the screen has room for it.
QSize MainWindow::neededSize() const
{
    const QSize all = size() - scroll_->viewport()->size() + stack_->minimumSizeHint();
    return all.boundedTo(mostSize());
}

void MainWindow::resetLayout()
{
    setPresenting(false);
    showNormal();
    appearance_.setZoom(100); // gives room, in a moment, to what is wanted then
    wanted_ = usualSize.boundedTo(mostSize());
    QTimer::singleShot(0, this, [this] {
        for (auto* page : pages_)
            page->resetLayout();
    });
}

// Esc: what runs stops; otherwise a presentation ends, or what is in the way goes.
void MainWindow::stop()
{
    auto& page = shownPage();
    if (parts_)
        parts_->close();
    else if (page.isRunning())
        page.stop();
    else if (presenting_)
        setPresenting(false);
    else
        page.closeWhatIsInTheWay();
}

void MainWindow::restorePages()
{
    for (std::size_t index = 0; index < pages_.size(); ++index) {
        settings_.beginGroup(settingsGroups[index]);
        pages_[index]->restore(settings_);
        settings_.endGroup();
    }
}

void MainWindow::savePages()
{
    for (std::size_t index = 0; index < pages_.size(); ++index) {
        settings_.beginGroup(settingsGroups[index]);
        pages_[index]->save(settings_);
        settings_.endGroup();
    }
}

void MainWindow::keepRunIn(const QString& folder)
{
    lastRun_.emplace(folder);
    connect(models_, &ModelOpener::opened, this, &MainWindow::bringRunBack,
            Qt::SingleShotConnection);
}

void MainWindow::bringRunBack()
{
    broughtBack_ = true;
    const auto run = lastRun_->load();
    if (!run)
        explore_->message()->showSentence(QString::fromStdString(run.error().message));
    else if (!run->rows.empty())
        explore_->recreate(*run);
}

void MainWindow::keepRun()
{
    if (!lastRun_ || !broughtBack_) // the run of last time is still the last one
        return;
    auto run = explore_->comparison();
    run.version = QApplication::applicationVersion().toStdString();
    if (const auto saved = lastRun_->save(run); !saved)
        qWarning("%s", saved.error().message.c_str());
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    settings_.setValue("geometry", presenting_ ? geometryBefore_ : saveGeometry());
    setPresenting(false);
    settings_.setValue("page", page());
    savePages();
    keepRun();
    for (auto* page : pages_)
        page->stop();
    QMainWindow::closeEvent(event);
}

QAction* MainWindow::addAction(QMenu* menu, const QString& text, const QKeySequence& keys,
                               const std::function<void()>& action)
{
    auto* added = menu->addAction(text);
    added->setShortcut(keys);
    QWidget::addAction(added); // for while the menu bar is hidden
    connect(added, &QAction::triggered, this, action);
    return added;
}

void MainWindow::makeFileMenu()
{
    auto* menu = menuBar()->addMenu(tr("&File"));
    models_->addTo(*menu);
    menu->addSeparator();
    runFiles_->addTo(*menu);
    menu->addSeparator();
    addAction(menu, tr("&Quit"), QKeySequence::Quit, [this] { close(); });
}

void MainWindow::makeRunMenu()
{
    auto* menu = menuBar()->addMenu(tr("&Run"));
    generate_ = addAction(menu, tr("&Generate"), {}, [this] { shownPage().generate(); });
    generate_->setShortcuts({QKeySequence("Ctrl+Enter"), QKeySequence("Ctrl+Return")});
    step_ = addAction(menu, tr("&Step\tSpace"), {}, [this] { shownPage().step(); });
    addAction(menu, tr("St&op"), QKeySequence("Esc"), [this] { stop(); });
    menu->addSeparator();
    addAction(menu, tr("&Clear"), {}, [this] { shownPage().clear(); });
    addAction(menu, tr("Start &over"), {}, [this] { shownPage().startOver(); });
    addAction(menu, tr("&Bring back the text before"), QKeySequence::Undo,
              [this] { shownPage().bringBack(); });
}

void MainWindow::makeViewMenu()
{
    auto* menu = menuBar()->addMenu(tr("&View"));
    addAction(menu, tr("&Explore"), QKeySequence("Ctrl+1"), [this] { showPage(Explore); });
    addAction(menu, tr("&Compare"), QKeySequence("Ctrl+2"), [this] { showPage(Compare); });
    addAction(menu, tr("&Serve"), QKeySequence("Ctrl+3"), [this] { showPage(Serve); });
    menu->addSeparator();
    auto* zoomIn = addAction(menu, tr("Zoom &in"), {}, [this] { appearance_.zoomIn(); });
    zoomIn->setShortcuts({QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")});
    addAction(menu, tr("Zoom &out"), QKeySequence("Ctrl+-"), [this] { appearance_.zoomOut(); });
    normalSize_ = addAction(menu, {}, QKeySequence("Ctrl+0"), [this] { appearance_.setZoom(100); });
    const auto showZoom = [this] {
        normalSize_->setText(appearance_.zoom() == 100
                                 ? tr("&Normal size (100%)")
                                 : tr("&Normal size (now %1%)").arg(appearance_.zoom()));
    };
    showZoom();
    connect(&appearance_, &Appearance::zoomChanged, this, showZoom);
    connect(&appearance_, &Appearance::zoomChanged, this, &MainWindow::giveRoom);
    addAction(menu, tr("&Reset layout"), {}, [this] { resetLayout(); });
    menu->addSeparator();

    addAction(menu, tr("Next chart &axis"), QKeySequence("F6"),
              [this] { shownPage().showNextAxis(); });
    addAction(menu, tr("&Presenter mode"), QKeySequence("F5"),
              [this] { setPresenting(!presenting_); });
    menu->addSeparator();

    auto* modes = new QActionGroup(menu);
    const std::pair<QString, ColourMode> choices[] = {
        {tr("Theme: &system"), ColourMode::FollowSystem},
        {tr("Theme: &light"), ColourMode::Light},
        {tr("Theme: &dark"), ColourMode::Dark}};
    for (const auto& [text, mode] : choices) {
        auto* action = addAction(menu, text, {}, [this, mode = mode] {
            appearance_.setMode(mode);
            settings_.setValue("colours", static_cast<int>(mode));
        });
        action->setCheckable(true);
        action->setChecked(mode == appearance_.mode());
        modes->addAction(action);
    }
    auto* contrast = addAction(menu, tr("&High contrast"), {}, [this] {
        appearance_.setHighContrast(!appearance_.isHighContrast());
        settings_.setValue("highContrast", appearance_.isHighContrast());
    });
    contrast->setCheckable(true);
    contrast->setChecked(appearance_.isHighContrast());
    connect(&appearance_, &Appearance::zoomChanged, this, [this](int percent) {
        if (!presenting_)
            settings_.setValue("zoom", percent);
    });
}

void MainWindow::makeHelpMenu()
{
    auto* menu = menuBar()->addMenu(tr("&Help"));
    addAction(menu, tr("&What am I looking at?"), QKeySequence("Shift+F1"),
              [this] { showParts(); });
    addAction(menu, tr("&Keyboard shortcuts"), QKeySequence("F1"), [this] { showShortcuts(); });
    menu->addSeparator();
    auto* check = addAction(menu, tr("&Check the engine…"), {}, [this] { checkEngine(); });
    check->setEnabled(false); // until there is a model
    for (const auto signal : {&ModelOpener::opened, &ModelOpener::formatChanged})
        connect(models_, signal, check, [check] { check->setEnabled(true); });
    menu->addSeparator();
    addAction(menu, tr("&About Logitscope"), {}, [this] { showAbout(); });
}

void MainWindow::showParts()
{
    if (parts_)
        parts_->close();
    else
        parts_ = new PartsOverlay(shownPage().parts(), shownPage());
}

void MainWindow::showShortcuts()
{
    auto groups = shortcutsOf(*menuBar());
    groups.push_back({tr("In a text"), {}});
    for (const auto& [keys, action] : TokenText::keys())
        groups.back().lines.push_back({keys, action});
    auto* sheet = new ShortcutSheet(groups, this);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->open();
}

void MainWindow::checkEngine()
{
    auto* dialog = new EngineCheckDialog(models_->model(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showTitle(const std::shared_ptr<const OpenModel>& model)
{
    setWindowTitle(tr("%1 — Logitscope").arg(modelText(model->model->info())));
}

void MainWindow::showAbout()
{
    QMessageBox::about(
        this, tr("About Logitscope"),
        tr("<h3>Logitscope %1</h3>"
           "<p>See how a language model chooses its next word.</p>"
           "<p>Free software under the GNU General Public License, version 3 or later.</p>")
            .arg(QApplication::applicationVersion()));
}

} // namespace logitscope
