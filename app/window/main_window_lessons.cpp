// Lessons in the window: how they are opened and left, their menu, and the teacher's notes.
#include "app/compare/compare_page.h"
#include "app/explore/explore_page.h"
#include "app/learn/learn_page.h"
#include "app/learn/lesson_bar.h"
#include "app/learn/lesson_notes.h"
#include "app/learn/lesson_text.h"
#include "app/room/room_round.h"
#include "app/window/desktop_files.h"
#include "app/window/lesson_stage.h"
#include "app/window/main_window.h"
#include "app/window/model_offer.h"
#include "app/window/model_opener.h"
#include "app/window/run_files.h"
#include "app/window/session_files.h"
#include "core/lesson/lesson_parser.h"
#include "widgets/control/message_bar.h"

#include <QAction>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QScreen>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace logitscope
{

void MainWindow::makeLearnMenu()
{
    auto* menu = menuBar()->addMenu(tr("&Learn"));
    auto* player = lessons_->player();
    menu->addAction(tr("&Lessons"), QKeySequence("Ctrl+5"), this, [this] { pickPage(Learn); });
    menu->addSeparator();
    const auto add = [&](const QString& text, const QList<QKeySequence>& keys, auto act) {
        auto* action = menu->addAction(text, this, act);
        action->setShortcuts(keys);
        lessonActions_ << action;
    };
    add(tr("&Next scene"), {QKeySequence("PgDown"), QKeySequence("Alt+Right")},
        [player] { player->next(); });
    add(tr("Scene &before"), {QKeySequence("PgUp"), QKeySequence("Alt+Left")},
        [player] { player->previous(); });
    add(tr("&Reset scene"), {QKeySequence("F4")}, [player] { player->reset(); });
    add(tr("Show the &example"), {QKeySequence("Ctrl+Shift+X")},
        [this] { lessonBar_->setExampleShown(!lessonBar_->exampleButton()->isChecked()); });
    add(tr("&Teacher's note"), {QKeySequence("N"), QKeySequence("Ctrl+N")}, // also from a field
        [this] { toggleNote(); });
    add(tr("Reset for the next &class…"), {QKeySequence("Ctrl+Shift+R")},
        [this] { askToResetClass(); });
    add(tr("L&eave the lesson"), {}, [this] { afterLesson([] {}); });
    for (auto* action : lessonActions_)
        action->setEnabled(false);
    learnMenu_ = menu;
}

QAction* MainWindow::makeNotesAction(QMenu& menu)
{
    auto* action = menu.addAction(tr("&Notes on the second screen"));
    action->setCheckable(true);
    connect(action, &QAction::toggled, this, &MainWindow::showNotes);
    const auto offer = [this, action] {
        action->setEnabled(lessons_->player()->isOpen() && QGuiApplication::screens().size() > 1);
    };
    offer();
    for (const auto signal : {&QGuiApplication::screenAdded, &QGuiApplication::screenRemoved})
        connect(qApp, signal, action, offer);
    for (const auto signal : {&LessonPlayer::opened, &LessonPlayer::closed})
        connect(lessons_->player(), signal, action, offer);
    connect(lessons_->player(), &LessonPlayer::opened, this, &MainWindow::presentNotes);
    return action;
}

// They come by themselves to the second screen when a lesson is presented, and go with it.
void MainWindow::presentNotes()
{
    const bool isWanted = presenting_ && notesAction_->isEnabled();
    if (isWanted && !notesAction_->isChecked()) {
        presentsNotes_ = true;
        notesAction_->setChecked(true);
    } else if (!isWanted && std::exchange(presentsNotes_, false)) {
        notesAction_->setChecked(false);
    }
}

void MainWindow::connectLessons()
{
    auto* player = lessons_->player();
    for (const auto signal : {&ModelOpener::opened, &ModelOpener::formatChanged})
        connect(models_, signal, player, &LessonPlayer::setModel);
    connect(player, &LessonPlayer::sceneChanged, this, [this] {
        lessonBar_->setExampleShown(false); // it may give the next answer away
        showLessonTexts();
    });
    connect(player, &LessonPlayer::sceneBegan, this, &MainWindow::showLessonTexts);
    connect(player, &LessonPlayer::done, lessonBar_, &LessonBar::showDone);
    connect(player, &LessonPlayer::failed, this,
            [this](const QString& sentence) { showMessage(capitalised(sentence)); });
    connect(lessons_, &LessonStage::pageRequested, this,
            [this](ScenePage page) { showPage(page == ScenePage::Explore ? Explore : Compare); });
    connect(lessons_, &LessonStage::partsChanged, this, &MainWindow::lockParts);
    connect(runFiles_, &RunFiles::lessonChosen, this,
            [this](const QString& file) { openLesson(file, false); });

    connect(lessonBar_->backButton(), &QToolButton::clicked, player, &LessonPlayer::previous);
    connect(lessonBar_->nextButton(), &QToolButton::clicked, player, &LessonPlayer::next);
    connect(lessonBar_->resetButton(), &QToolButton::clicked, player, &LessonPlayer::reset);
    connect(lessonBar_->noteButton(), &QToolButton::clicked, this, &MainWindow::toggleNote);
    connect(lessonBar_->leaveButton(), &QToolButton::clicked, this, [this] { afterLesson([] {}); });
    for (auto* text : {lessonBar_->text(), note_->text()})
        connect(text, &LessonText::termRequested, this, &MainWindow::showGlossary);

    connect(learn_, &LearnPage::startRequested, this, &MainWindow::openLesson);
    connect(learn_, &LearnPage::termRequested, this, &MainWindow::showGlossary);
    connect(learn_, &LearnPage::showFolderRequested, this, [this](const QString& file) {
        showInFolder(file,
                     [this, file] { showMessage(tr("%1: no file manager shows it.").arg(file)); });
    });
    connect(learn_, &LearnPage::lockRequested, this, [this] {
        if (!phrase_.isSet())
            askForNewPhrase([] {}, [this] { learn_->setLocking(false); });
    });
    connect(learn_, &LearnPage::phraseRequested, this, [this] {
        if (phrase_.isSet())
            askForPhrase(tr("First type the phrase that holds now."),
                         [this] { askForNewPhrase([] {}, [] {}); });
        else
            askForNewPhrase([] {}, [] {});
    });
}

bool MainWindow::openLesson(const QString& file, bool locked)
{
    const auto path = QFileInfo(file).absoluteFilePath();
    auto lesson = logitscope::openLesson(path.toStdString());
    if (!lesson) { // what is open stays
        showMessage(capitalised(QString::fromStdString(lesson.error().message)));
        return false;
    }
    if (!models_->model()) { // the last session comes back with the first one, and then it waits
        const auto openThen = [this, path, locked] { openLesson(path, locked); };
        connect(
            models_, &ModelOpener::opened, this,
            [this, openThen] { QMetaObject::invokeMethod(this, openThen, Qt::QueuedConnection); },
            Qt::SingleShotConnection);
        return true;
    }
    const auto folder = QFileInfo(path).absolutePath();
    const auto open = [this, lesson = *std::move(lesson), folder, locked] {
        for (auto* page : std::initializer_list<Page*>{explore_, compare_}) {
            page->stop();
            page->takeTyped();
        }
        if (!sessionBefore_) {
            sessionBefore_ = session();
            sessionFileBefore_ = sessionFiles_->exchangeFile({});
            explore_->setHistoryAside();
            compare_->setHistoryAside();
        }
        isLessonLocked_ = locked;
        lessonBar_->show();
        for (auto* action : lessonActions_)
            action->setEnabled(true);
        lessons_->player()->open(lesson, folder);
        lockParts(); // also while the model makes what the first scene begins with
        if (offer_)
            offer_->setPresenting(true); // it would take a class's room
        giveRoom();
    };
    if (isLessonLocked_)
        askForPhrase(tr("This lesson is locked. The phrase opens another one."), open);
    else if (locked && !phrase_.isSet())
        askForNewPhrase(open, [this] {
            showMessage(tr("The lesson was not started: a locked lesson needs a phrase."));
        });
    else
        open();
    return true;
}

bool MainWindow::isInLesson() const
{
    return lessons_->player()->isOpen();
}

// What was there before comes back as it was.
void MainWindow::leaveLesson()
{
    if (!isInLesson())
        return;
    isLessonLocked_ = false;
    for (auto* page : std::initializer_list<Page*>{explore_, compare_})
        page->stop();
    lessons_->player()->close();
    for (auto* action : lessonActions_)
        action->setEnabled(false);
    lessonBar_->hide();
    note_->hide();
    notesAction_->setChecked(false);
    if (offer_)
        offer_->setPresenting(presenting_);
    if (const auto before = std::exchange(sessionBefore_, {})) {
        bringBack(*before);
        sessionFiles_->exchangeFile(sessionFileBefore_);
    }
    giveRoom();
}

void MainWindow::bringBack(const Session& before)
{
    explore_->begin(before.explore);
    explore_->takeHistoryBack();
    compare_->begin(before.comparison);
    compare_->takeHistoryBack();
    showPage(pageNamed(before.page));
}

void MainWindow::askToResetClass()
{
    auto* question = new QMessageBox(
        QMessageBox::Question, tr("Reset for the next class"),
        tr("Begin again with the first scene, and forget all predictions and scores?"),
        QMessageBox::Cancel, this);
    auto* reset = question->addButton(tr("Reset"), QMessageBox::AcceptRole);
    question->setDefaultButton(reset);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(reset, &QPushButton::clicked, this, &MainWindow::resetClass);
    question->open();
}

void MainWindow::resetClass()
{
    if (!isInLesson())
        return;
    for (auto* page : std::initializer_list<Page*>{explore_, compare_})
        page->stop();
    if (roomRound_->stage() != RoundStage::Off)
        roomRound_->end();
    roomRound_->forgetScores();
    explore_->begin(sessionBefore_->explore);
    compare_->begin(sessionBefore_->comparison);
    note_->hide();
    lessons_->player()->startOver();
}

void MainWindow::showLessonTexts()
{
    lessonBar_->showScene();
    note_->showScene();
    if (notes_)
        notes_->showScene();
}

void MainWindow::toggleNote()
{
    note_->setVisible(note_->isHidden());
}

void MainWindow::showNotes(bool shown)
{
    if (!shown) {
        if (notes_)
            notes_->deleteLater(); // it may be closing
        notes_.clear();
        return;
    }
    const auto screens = QGuiApplication::screens();
    const auto other =
        std::ranges::find_if(screens, [this](const QScreen* each) { return each != screen(); });
    notes_ = new NotesWindow(*lessons_->player(), this);
    notes_->addActions(lessonActions_); // whose keys go through the scenes there, too
    connect(notes_, &NotesWindow::closed, this, [this] { notesAction_->setChecked(false); });
    connect(notes_->text(), &LessonText::termRequested, this, &MainWindow::showGlossary);
    notes_->showScene();
    if (other != screens.end()) {
        const auto place = (*other)->availableGeometry();
        notes_->move(place.center() - notes_->rect().center());
    }
    notes_->show();
}

} // namespace logitscope
