// The window's menus, and what they open.
#include "app/compare/compare_page.h"
#include "app/explore/explore_page.h"
#include "app/explore/play_bar.h"
#include "app/serve/serve_page.h"
#include "app/window/about_dialog.h"
#include "app/window/black_out.h"
#include "app/window/engine_check_dialog.h"
#include "app/window/glossary_dialog.h"
#include "app/window/main_window.h"
#include "app/window/model_opener.h"
#include "app/window/parts_overlay.h"
#include "app/window/run_files.h"
#include "app/window/session_files.h"
#include "app/window/shortcut_sheet.h"
#include "app/window/spotlight.h"
#include "widgets/text/token_text.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QUndoStack>

#include <utility>

namespace logitscope
{

void MainWindow::makeFileMenu()
{
    auto* menu = menuBar()->addMenu(tr("&File"));
    models_->addTo(*menu);
    openingActions_ = menu->actions();
    menu->addSeparator();
    runFiles_->addTo(*menu);
    menu->addSeparator();
    const auto before = menu->actions();
    sessionFiles_->addTo(*menu);
    openingActions_ << menu->actions().sliced(before.size());
    menu->addSeparator();
    quit_ = menu->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);
}

void MainWindow::makeRunMenu()
{
    auto* menu = menuBar()->addMenu(tr("&Run"));
    generate_ = menu->addAction(tr("&Generate"), this, [this] { shownPage().generate(); });
    generate_->setShortcuts({QKeySequence("Ctrl+Enter"), QKeySequence("Ctrl+Return")});
    step_ = menu->addAction(tr("&Step\tSpace"), this, [this] { shownPage().step(); });
    auto* stop = stop_ = menu->addAction(tr("St&op"), QKeySequence("Esc"), this, &MainWindow::stop);
    menu->addSeparator();
    menu->addAction(tr("&Clear"), QKeySequence("Ctrl+L"), this, [this] { shownPage().clear(); });
    auto* startOver = menu->addAction(tr("Start &over"), this, [this] { shownPage().startOver(); });
    menu->addSeparator();
    // Explore's: other pages have nothing to predict or to play.
    const auto onExplore = [this](auto act) {
        return [this, act] {
            if (page() == Explore)
                act(*explore_);
        };
    };
    const auto before = menu->actions().size();
    menu->addAction(tr("As&k for predictions"), QKeySequence("F7"), this,
                    onExplore([](auto& explore) { explore.ask(); }));
    menu->addAction(tr("Re&veal"), QKeySequence("F9"), this,
                    onExplore([](auto& explore) { explore.reveal(); }));
    menu->addAction(tr("Sa&mple"), QKeySequence("F10"), this,
                    onExplore([](auto& explore) { explore.sample(); }));
    menu->addAction(tr("&Play"), QKeySequence("F8"), this,
                    onExplore([](auto& explore) { explore.play(); }));
    const auto ofExplore = menu->actions().sliced(before);
    menu->addSeparator();
    auto* undo = menu->addAction(tr("&Undo"), QKeySequence::Undo, this,
                                 [this] { travel(&QUndoStack::undo); });
    auto* redo = menu->addAction(tr("&Redo"), QKeySequence::Redo, this,
                                 [this] { travel(&QUndoStack::redo); });
    menu->addSeparator();
    auto* again = menu->addAction(tr("Continue from &here"), QKeySequence("Ctrl+Shift+H"), this,
                                  [this] { shownPage().continueFromHere(); });
    auto* differently =
        menu->addAction(tr("&Another continuation from here"), QKeySequence("Ctrl+Shift+A"),
                        explore_, &ExplorePage::continueDifferently);
    auto* ways = menu->addAction(tr("Compare strategies from here"), QKeySequence("Ctrl+Shift+N"),
                                 explore_, &ExplorePage::compareWaysFromHere);
    auto* branches = menu->addAction(tr("Compare all &branches"), QKeySequence("Ctrl+Shift+B"),
                                     explore_, &ExplorePage::compareBranches);
    auto* beforeAfter = menu->addAction(
        tr("Be&fore and after"), QKeySequence("Ctrl+Shift+D"), this,
        onExplore([](auto& explore) { explore.showBeforeAfter(!explore.isBeforeAfter()); }));
    // What would do nothing is grey while the menu is open; its keys always work.
    connect(menu, &QMenu::aboutToShow, this, [=, this] {
        auto& page = shownPage();
        const auto* commands = page.commands();
        for (auto* action : ofExplore)
            action->setEnabled(&page == explore_);
        stop->setEnabled(page.isRunning());
        startOver->setEnabled(page.canStartOver());
        undo->setEnabled(!page.isRunning() && commands && commands->canUndo());
        redo->setEnabled(!page.isRunning() && commands && commands->canRedo());
        undo->setText(commands && commands->canUndo() ? tr("&Undo: %1").arg(commands->undoText())
                                                      : tr("&Undo"));
        redo->setText(commands && commands->canRedo() ? tr("&Redo: %1").arg(commands->redoText())
                                                      : tr("&Redo"));
        const bool canFork = &page == explore_ && explore_->canFork();
        again->setEnabled(page.canContinue());
        again->setText(&page == compare_ ? tr("Continue all texts from &here")
                                         : tr("Continue from &here"));
        differently->setEnabled(canFork);
        ways->setEnabled(canFork);
        for (auto* action : {branches, beforeAfter})
            action->setEnabled(&page == explore_ && explore_->canCompareBranches());
    });
    connect(menu, &QMenu::aboutToHide, this, [=] {
        for (auto* action : ofExplore)
            action->setEnabled(true);
        for (auto* action :
             {stop, startOver, undo, redo, again, differently, ways, branches, beforeAfter})
            action->setEnabled(true);
    });
}

void MainWindow::travel(void (QUndoStack::*step)())
{
    auto& page = shownPage();
    if (page.isRunning())
        return;
    page.takeTyped(); // then there is nothing to redo
    if (auto* commands = page.commands())
        (commands->*step)();
}

void MainWindow::makeViewMenu()
{
    auto* menu = menuBar()->addMenu(tr("&View"));
    menu->addAction(tr("&Explore"), QKeySequence("Ctrl+1"), this, [this] { pickPage(Explore); });
    menu->addAction(tr("&Compare"), QKeySequence("Ctrl+2"), this, [this] { pickPage(Compare); });
    menu->addAction(tr("&Serve"), QKeySequence("Ctrl+3"), this, [this] { pickPage(Serve); });
    menu->addAction(tr("&Models"), QKeySequence("Ctrl+4"), this, [this] { pickPage(Models); });
    menu->addSeparator();
    auto* zoomIn = menu->addAction(tr("Zoom &in"), &appearance_, &Appearance::zoomIn);
    zoomIn->setShortcuts({QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")});
    menu->addAction(tr("Zoom &out"), QKeySequence("Ctrl+-"), &appearance_, &Appearance::zoomOut);
    normalSize_ = menu->addAction(QString(), QKeySequence("Ctrl+0"), this,
                                  [this] { appearance_.setZoom(100); });
    const auto showZoom = [this] {
        normalSize_->setText(appearance_.zoom() == 100
                                 ? tr("&Normal size (100%)")
                                 : tr("&Normal size (now %1%)").arg(appearance_.zoom()));
    };
    showZoom();
    connect(&appearance_, &Appearance::zoomChanged, this, showZoom);
    connect(&appearance_, &Appearance::zoomChanged, this, &MainWindow::giveRoom);
    menu->addAction(tr("&Reset layout"), this, &MainWindow::resetLayout);
    menu->addSeparator();

    menu->addAction(tr("Next chart &axis"), QKeySequence("F6"), this,
                    [this] { shownPage().showNextAxis(); });
    presenter_ = menu->addAction(tr("&Presenter mode"), QKeySequence("F5"), this,
                                 [this] { setPresenting(!presenting_); });
    blackOut_ =
        menu->addAction(tr("&Black out a presentation"), this, [this] { new BlackOut(*this); });
    // Remote controls send a letter, which a text field would take; or the period.
    blackOut_->setShortcuts({QKeySequence("B"), QKeySequence("."), QKeySequence("Ctrl+B")});
    blackOut_->setAutoRepeat(false);
    blackOut_->setEnabled(false);
    spotlightAction_ = menu->addAction(tr("Sp&otlight"), QKeySequence("Ctrl+Shift+L"), spotlight_,
                                       &Spotlight::setVisible);
    spotlightAction_->setCheckable(true);
    notesAction_ = makeNotesAction(*menu);
    menu->addSeparator();

    auto* modes = new QActionGroup(menu);
    const std::pair<QString, ColourMode> choices[] = {
        {tr("Theme: &system"), ColourMode::FollowSystem},
        {tr("Theme: &light"), ColourMode::Light},
        {tr("Theme: &dark"), ColourMode::Dark}};
    for (const auto& [text, mode] : choices) {
        auto* action = menu->addAction(text, this, [this, mode = mode] {
            appearance_.setMode(mode);
            settings_.setValue("colours", static_cast<int>(mode));
        });
        action->setCheckable(true);
        action->setChecked(mode == appearance_.mode());
        modes->addAction(action);
    }
    auto* contrast = menu->addAction(tr("&High contrast"), this, [this] {
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
    menu->addAction(tr("&What am I looking at?"), QKeySequence("Shift+F1"), this,
                    &MainWindow::showParts);
    menu->addAction(tr("&Keyboard shortcuts"), QKeySequence("F1"), this,
                    &MainWindow::showShortcuts);
    menu->addAction(tr("&Glossary"), QKeySequence("Ctrl+F1"), this, [this] { showGlossary(); });
    menu->addSeparator();
    auto* check = menu->addAction(tr("&Check the engine…"), this, &MainWindow::checkEngine);
    check->setEnabled(false); // until there is a model
    for (const auto signal : {&ModelOpener::opened, &ModelOpener::formatChanged})
        connect(models_, signal, check, [check] { check->setEnabled(true); });
    menu->addSeparator();
    menu->addAction(tr("&About Logitscope"), this, &MainWindow::showAbout);
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
    groups.push_back({tr("While a text plays"), {}});
    for (const auto& [keys, action] : PlayBar::keys())
        groups.back().lines.push_back({keys, action});
    auto* sheet = new ShortcutSheet(groups, this);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->open();
}

void MainWindow::showGlossary(const QString& term)
{
    if (!glossary_) {
        glossary_ = new GlossaryDialog(this);
        glossary_->setAttribute(Qt::WA_DeleteOnClose);
    }
    glossary_->showTerm(term);
    glossary_->show();
    glossary_->raise();
    glossary_->activateWindow();
}

void MainWindow::checkEngine()
{
    auto* dialog = new EngineCheckDialog(models_->model(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showAbout()
{
    auto* about = new AboutDialog(this);
    about->setAttribute(Qt::WA_DeleteOnClose);
    about->open();
}

} // namespace logitscope
