#include "app/window/main_window.h"

#include "app/compare/compare_page.h"
#include "app/explore/explore_page.h"
#include "app/serve/serve_page.h"
#include "app/window/engine_check_dialog.h"
#include "app/window/model_opener.h"
#include "app/window/model_text.h"
#include "app/window/run_files.h"
#include "widgets/control/segmented_switch.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>

#include <utility>

namespace logitscope
{

namespace
{

constexpr QSize usualSize(1360, 860);
constexpr QSize aroundWindow(8, 40); // its frame and title bar, which are the desktop's

std::vector<SegmentedSwitch::Choice> pageChoices()
{
    return {{MainWindow::Explore, MainWindow::tr("Explore"),
             MainWindow::tr("One continuation, token by token (Ctrl+1).")},
            {MainWindow::Compare, MainWindow::tr("Compare"),
             MainWindow::tr("Several strategies on one prompt, side by side (Ctrl+2).")},
            {MainWindow::Serve, MainWindow::tr("Serve"),
             MainWindow::tr("Other programs ask the model over HTTP (Ctrl+3).")}};
}

} // namespace

MainWindow::MainWindow(QSettings& settings, Appearance& appearance, LoadOptions loadOptions,
                       QWidget* parent)
    : QMainWindow(parent)
    , settings_(settings)
    , appearance_(appearance)
    , models_(new ModelOpener(engine_, settings, std::move(loadOptions), *this))
    , pages_(new QStackedWidget(this))
    , explore_(new ExplorePage(engine_, this))
    , compare_(new ComparePage(this))
    , serve_(new ServePage(this))
    , pageSwitch_(new SegmentedSwitch(pageChoices(), this))
    , runFiles_(new RunFiles(*this, settings_))
{
    pages_->addWidget(explore_);
    pages_->addWidget(compare_);
    pages_->addWidget(serve_);
    setCentralWidget(pages_);
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

    const auto most = screen()->availableSize() - aroundWindow;
    resize(usualSize.boundedTo(most));
    restoreGeometry(settings_.value("geometry").toByteArray());
    if (!isMaximized())
        resize(size().boundedTo(most)); // it may be another screen today
    explore_->restore(settings_);
    settings_.beginGroup("compare");
    compare_->restore(settings_);
    settings_.endGroup();
    settings_.beginGroup("serve");
    serve_->restore(settings_);
    settings_.endGroup();
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
            [this](const SamplerSettings& settings) {
                compare_->addStrategy(settings);
                showPage(Compare);
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
    connect(models_, &ModelOpener::ordered, this, [this] {
        explore_->showMessage({});
        compare_->showMessage({});
        serve_->showMessage({});
    });
    connect(models_, &ModelOpener::openingShows, explore_, &ExplorePage::showOpening);
    connect(models_, &ModelOpener::openingShows, compare_, &ComparePage::showOpening);
    connect(models_, &ModelOpener::openingShows, serve_, &ServePage::showOpening);
    connect(&engine_, &Engine::modelOpeningProgressed, explore_, &ExplorePage::showOpeningProgress);
    connect(&engine_, &Engine::modelOpeningProgressed, compare_, &ComparePage::showOpeningProgress);
    connect(&engine_, &Engine::modelOpeningProgressed, serve_, &ServePage::showOpeningProgress);
    connect(models_, &ModelOpener::opened, explore_, &ExplorePage::takeModel);
    connect(models_, &ModelOpener::formatChanged, explore_, &ExplorePage::takeFormat);
    for (const auto signal : {&ModelOpener::opened, &ModelOpener::formatChanged}) {
        connect(models_, signal, this, [this](const std::shared_ptr<const OpenModel>& model) {
            compare_->takeModel(model);
            serve_->takeModel(model);
            showTitle(model->model->info());
        });
    }
    connect(models_, &ModelOpener::failed, this, [this](const QString& sentence) {
        explore_->endOpening();
        compare_->endOpening();
        serve_->endOpening();
        showMessage(sentence);
    });
}

MainWindow::Page MainWindow::page() const
{
    return static_cast<Page>(pages_->currentIndex());
}

void MainWindow::showPage(int page)
{
    pages_->setCurrentIndex(page == Compare || page == Serve ? page : Explore);
    pageSwitch_->setValue(pages_->currentIndex());
    for (int index = 0; index < pages_->count(); ++index) { // what is hidden needs no room
        const bool shown = index == pages_->currentIndex();
        const auto policy = shown ? QSizePolicy::Preferred : QSizePolicy::Ignored;
        pages_->widget(index)->setSizePolicy(policy, policy);
    }
    generate_->setEnabled(this->page() != Serve);
    step_->setEnabled(this->page() == Explore);
    runFiles_->setFigureOnPage(this->page() != Serve);
}

void MainWindow::showMessage(const QString& sentence)
{
    switch (page()) {
    case Explore:
        return explore_->showMessage(sentence);
    case Compare:
        return compare_->showMessage(sentence);
    case Serve:
        return serve_->showMessage(sentence);
    }
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
    explore_->setPresenting(presenting);
    compare_->setPresenting(presenting);
    serve_->setPresenting(presenting);
    appearance_.present(presenting ? screen()->size().height() : 0);
    if (presenting) {
        showFullScreen();
        return;
    }
    showNormal();
    // Once the large type's needs are forgotten.
    QTimer::singleShot(0, this, [this] { restoreGeometry(geometryBefore_); });
}

// Esc: what runs stops; otherwise a presentation ends, or what is in the way goes.
void MainWindow::stop()
{
    const bool running =
        (page() == Explore && engine_.isRunning()) || (page() == Compare && compare_->isRunning());
    if (presenting_ && !running)
        setPresenting(false);
    else if (page() == Explore)
        explore_->stop();
    else if (page() == Compare)
        compare_->stop();
    else
        serve_->closeWhatIsInTheWay(); // it goes on serving
}

void MainWindow::clear()
{
    switch (page()) {
    case Explore:
        return explore_->clear();
    case Compare:
        return compare_->clear();
    case Serve:
        return serve_->clear();
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    settings_.setValue("geometry", presenting_ ? geometryBefore_ : saveGeometry());
    setPresenting(false);
    settings_.setValue("page", page());
    explore_->save(settings_);
    settings_.beginGroup("compare");
    compare_->save(settings_);
    settings_.endGroup();
    settings_.beginGroup("serve");
    serve_->save(settings_);
    settings_.endGroup();
    serve_->stop();
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
    generate_ = addAction(menu, tr("&Generate"), {}, [this] {
        page() == Explore ? explore_->generate() : compare_->generate();
    });
    generate_->setShortcuts({QKeySequence("Ctrl+Enter"), QKeySequence("Ctrl+Return")});
    step_ = addAction(menu, tr("&Step\tSpace"), {}, [this] { explore_->step(); });
    addAction(menu, tr("St&op"), QKeySequence("Esc"), [this] { stop(); });
    menu->addSeparator();
    addAction(menu, tr("&Clear"), {}, [this] { clear(); });
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
    addAction(menu, tr("&Normal size"), QKeySequence("Ctrl+0"),
              [this] { appearance_.setZoom(100); });
    menu->addSeparator();

    addAction(menu, tr("&Presenter mode"), QKeySequence("F5"),
              [this] { setPresenting(!presenting_); });
    menu->addSeparator();

    auto* modes = new QActionGroup(menu);
    const std::pair<QString, ColourMode> choices[] = {
        {tr("&Follow the system"), ColourMode::FollowSystem},
        {tr("&Light"), ColourMode::Light},
        {tr("&Dark"), ColourMode::Dark}};
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
    connect(&appearance_, &Appearance::zoomChanged, this,
            [this](int percent) { settings_.setValue("zoom", percent); });
}

void MainWindow::makeHelpMenu()
{
    auto* menu = menuBar()->addMenu(tr("&Help"));
    auto* check = addAction(menu, tr("&Check the engine…"), {}, [this] { checkEngine(); });
    check->setEnabled(false); // until there is a model
    for (const auto signal : {&ModelOpener::opened, &ModelOpener::formatChanged})
        connect(models_, signal, check, [check] { check->setEnabled(true); });
    addAction(menu, tr("&About Logitscope"), {}, [this] { showAbout(); });
}

void MainWindow::checkEngine()
{
    auto* dialog = new EngineCheckDialog(models_->model(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showTitle(const ModelInfo& info)
{
    setWindowTitle(tr("%1 — Logitscope").arg(modelText(info)));
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
