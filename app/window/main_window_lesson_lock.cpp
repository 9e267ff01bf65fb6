// What a lesson locks in the window, and the phrase that leaves a locked one.
#include "app/compare/compare_page.h"
#include "app/explore/explore_page.h"
#include "app/learn/learn_page.h"
#include "app/learn/phrase_dialog.h"
#include "app/models/models_page.h"
#include "app/serve/serve_page.h"
#include "app/window/lesson_stage.h"
#include "app/window/main_window.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/segmented_switch.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>

#include <utility>

namespace logitscope
{

void MainWindow::afterLesson(const std::function<void()>& act)
{
    const auto leave = [this, act] {
        leaveLesson();
        act();
    };
    if (isLessonLocked_)
        askForPhrase(tr("This lesson is locked. Type the phrase to leave it."), leave);
    else
        leave();
}

// No dialog has an event loop of its own; one of them at a time.
void MainWindow::askForPhrase(const QString& sentence, const std::function<void()>& then)
{
    if (phraseDialog_)
        return phraseDialog_->activateWindow();
    phraseDialog_ = new PhraseDialog(phrase_, PhraseDialog::Asks::ForPhrase, sentence, this);
    phraseDialog_->setAttribute(Qt::WA_DeleteOnClose);
    connect(phraseDialog_, &QDialog::accepted, this, then, Qt::QueuedConnection);
    phraseDialog_->open();
}

void MainWindow::askForNewPhrase(const std::function<void()>& then,
                                 const std::function<void()>& otherwise)
{
    auto* dialog = new PhraseDialog(
        phrase_, PhraseDialog::Asks::ForNewPhrase,
        tr("Leaving a locked lesson needs this phrase. If you forget it, delete the group "
           "“lessonPhrase” of the settings file %1.")
            .arg(settings_.fileName()),
        this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, then, Qt::QueuedConnection);
    connect(dialog, &QDialog::rejected, this, otherwise);
    dialog->open();
}

// Of the window itself; the pages do theirs.
void MainWindow::lockParts()
{
    const auto parts = lessons_->parts();
    for (auto* page : pages_)
        page->setSceneParts(parts);
    windowLock_.release();
    for (auto* action : std::exchange(actionsHidden_, {}))
        action->setVisible(true);
    if (parts.hides(LessonPart::Pages))
        windowLock_.hide(pageSwitch_);
    else if (parts.locks(LessonPart::Pages))
        windowLock_.lock(pageSwitch_);
    QList<QAction*> kept{stop_, quit_, blackOut_, spotlightAction_}; // a teacher needs them
    if (!isLessonLocked_)
        kept << presenter_;
    const auto hide = [&](QAction* action) {
        if (!action->isVisible() || kept.contains(action))
            return;
        actionsHidden_ << action;
        action->setVisible(false);
    };
    if (!parts.leaves(LessonPart::Menus))
        for (auto* menu : menuBar()->findChildren<QMenu*>(Qt::FindDirectChildrenOnly))
            if (menu != learnMenu_) {
                for (auto* action : menu->actions())
                    hide(action);
                hide(menu->menuAction());
            }
    if (isLessonLocked_)
        for (auto* action : openingActions_)
            hide(action);
}

// A lesson may keep somebody on the page of its scene; a locked one on those that scenes have.
bool MainWindow::mayShow(int page) const
{
    if (!isInLesson() || page == this->page())
        return true;
    if (isLessonLocked_ && page != Explore && page != Compare)
        return false;
    return lessons_->parts().leaves(LessonPart::Pages);
}

// It would bring another prompt, seed and settings.
bool MainWindow::mayTakeAlong()
{
    const auto parts = lessons_->parts();
    const bool may = parts.leaves(LessonPart::Pages) && parts.leaves(LessonPart::Prompt);
    if (!may)
        shownPage().message()->showNotice(tr("The lesson locks the prompt."));
    return may;
}

void MainWindow::pickPage(int page)
{
    if (mayShow(page))
        return showPage(page);
    pageSwitch_->setValue(this->page());
    shownPage().message()->showNotice(tr("The lesson locks the other pages."));
}

} // namespace logitscope
