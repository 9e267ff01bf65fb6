// The window: its menus, its title, and what it remembers.
#pragma once

#include "app/engine/model_loader.h"
#include "app/learn/lesson_phrase.h"
#include "app/models/model_services.h"
#include "app/page/scene_lock.h"
#include "app/window/appearance.h"
#include "core/generation/generation_service.h"
#include "core/library/model_hasher.h"
#include "core/run/session.h"

#include <QByteArray>
#include <QMainWindow>
#include <QPointer>

#include <array>
#include <functional>
#include <optional>

class QAction;
class QMenu;
class QScrollArea;
class QSettings;
class QStackedWidget;
class QUndoStack;

namespace logitscope
{

class ComparePage;
class ExplorePage;
class GlossaryDialog;
class LearnPage;
class LessonBar;
class LessonNote;
class LessonStage;
class ModelOffer;
class ModelOpener;
class ModelsPage;
class NotesWindow;
class Page;
class PartsOverlay;
class PhraseDialog;
class RoomRound;
class RunFiles;
class SegmentedSwitch;
class ServePage;
class SessionFiles;
class SessionKeeper;
class Spotlight;

class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    // `settings` are where everything persists; they outlive the window. Every model is opened as
    // `loadOptions` say, until the menu says another engine or precision.
    MainWindow(QSettings& settings, Appearance& appearance, LoadOptions loadOptions = {},
               ModelServices modelServices = {}, QWidget* parent = nullptr);
    ~MainWindow() override;

    void openModel(const QString& place); // after the lesson, where that is locked
    // After the first picture.
    void openModelOnceShown(const QString& place, const RemoteOptions& server = {});

    // What was kept there is shown when the first model is open. From then on, what the pages show
    // is kept.
    void keepSessionIn(const QString& folder);

    // A file that the command line names. After keepSessionIn(): what that brings back is below it.
    void openOnceModelIsOpen(const QString& file);

    // Once the first model is open: somebody who has only seen the bundled one hears of GPT-2.
    void offerModel();

    Session session() const;
    void openSession(const Session& session);

    ExplorePage* explorePage() const { return explore_; }

    ComparePage* comparePage() const { return compare_; }

    ServePage* servePage() const { return serve_; }

    ModelsPage* modelsPage() const { return modelsPage_; }

    LearnPage* learnPage() const { return learn_; }

    RoomRound& roomRound() const { return *roomRound_; }

    RunFiles* runFiles() const { return runFiles_; }

    SessionFiles* sessionFiles() const { return sessionFiles_; }

    enum PageName
    {
        Explore,
        Compare,
        Serve,
        Models,
        Learn,
    };

    // Presenter mode: full screen, large type, high contrast; the menus and most controls fold
    // away.
    void setPresenting(bool presenting);

    PageName page() const;
    void showPage(int page);

    // The same where a lesson leaves somebody the choice.
    void pickPage(int page);

    // A lesson's file, once a model is open. False where it is refused, and the page says why; then
    // what is open stays.
    bool openLesson(const QString& file, bool locked);

    bool isInLesson() const;

    bool isLessonLocked() const { return isLessonLocked_; }

    // Without a question; what was there before the lesson comes back.
    void leaveLesson();

    // First scene, no predictions and scores, the pages as before the class.
    void resetClass();

    LessonStage* lessons() const { return lessons_; }

    LessonBar* lessonBar() const { return lessonBar_; }

    LessonNote* lessonNote() const { return note_; }

    LessonPhrase& lessonPhrase() { return phrase_; }

    // On the page that is shown.
    void showMessage(const QString& sentence);

    ModelLoader& modelLoader() { return loader_; }

    // What tells models of the same name apart.
    ModelHasher& modelHasher() { return hasher_; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void connectPages();
    void connectModels();
    void connectModelsPage();
    void connectRunFiles();
    void connectLessons();
    void makeFileMenu();
    void makeRunMenu();
    void makeViewMenu();
    void makeLearnMenu();
    QAction* makeNotesAction(QMenu& menu);
    void makeHelpMenu();

    Page& shownPage() const;
    void inEachGroup(const std::function<void(Page&)>& act); // of the settings, with its page
    void bringSessionBack();
    void stop();
    void travel(void (QUndoStack::*step)()); // undo or redo
    void showServing();
    void checkEngine();
    void connectToServer();
    void showTitle(const std::shared_ptr<const OpenModel>& model);
    void showAbout();
    void showParts();
    void showShortcuts();
    void showGlossary(const QString& term = {}); // its key; none: as it was

    void bringBack(const Session& before);
    Session sessionToKeep() const; // of a lesson that is open nothing is kept
    static int pageNamed(const std::string& name);

    // At once, or when the phrase of a locked lesson was typed; the lesson is over then.
    void afterLesson(const std::function<void()>& act);
    void askForPhrase(const QString& sentence, const std::function<void()>& then);
    void askForNewPhrase(const std::function<void()>& then, const std::function<void()>& otherwise);
    void askToResetClass();
    void showLessonTexts();
    void toggleNote();
    void showNotes(bool shown);
    void presentNotes();
    void lockParts();
    bool mayShow(int page) const;
    bool mayTakeAlong(); // a text to another page; says so where a lesson forbids it

    QSettings& settings_;
    Appearance& appearance_;
    GenerationService service_;
    ModelLoader loader_;
    ModelHasher hasher_; // of the open model
    ModelOpener* models_;
    RoomRound* roomRound_; // which Explore and Serve share
    QScrollArea* scroll_;  // where the screen is too small for a page
    QStackedWidget* stack_;
    ExplorePage* explore_;
    ComparePage* compare_;
    ServePage* serve_;
    ModelsPage* modelsPage_;
    LearnPage* learn_;
    std::array<Page*, 5> pages_; // these, in the order of their names
    SegmentedSwitch* pageSwitch_;
    RunFiles* runFiles_;
    SessionFiles* sessionFiles_;
    SessionKeeper* keeper_ = nullptr;
    ModelOffer* offer_ = nullptr;
    LessonStage* lessons_;
    LessonBar* lessonBar_;
    LessonNote* note_;
    LessonPhrase phrase_;
    std::optional<Session> sessionBefore_; // the lesson that is open
    QString sessionFileBefore_;
    bool isLessonLocked_ = false;
    SceneLock windowLock_;
    QList<QAction*> lessonActions_;
    QList<QAction*> openingActions_; // other models and sessions
    QList<QAction*> actionsHidden_;  // by the lesson
    QMenu* learnMenu_ = nullptr;
    QAction* notesAction_ = nullptr;
    QAction* presenter_ = nullptr;
    QAction* spotlightAction_ = nullptr;
    QAction* blackOut_ = nullptr;
    QAction* stop_ = nullptr;
    QAction* quit_ = nullptr;
    QPointer<NotesWindow> notes_;
    bool presentsNotes_ = false; // they came by themselves
    QPointer<PhraseDialog> phraseDialog_;
    QAction* generate_ = nullptr;
    QAction* step_ = nullptr;
    void restoreSize(const QByteArray& geometry);
    void giveRoom();
    QSize mostSize() const;
    QSize neededSize() const;
    void resetLayout();

    QAction* normalSize_ = nullptr;
    QPointer<GlossaryDialog> glossary_;
    QPointer<PartsOverlay> parts_;
    Spotlight* spotlight_;
    bool presenting_ = false;
    QByteArray geometryBefore_; // somebody presented
    bool settling_ = false;     // the window is about to have that geometry again
    QSize wanted_;              // by the user
    QSize needed_;              // to show all of the page, when it was last asked
    QSize neededThen_;          // the same, when the user wanted that size
    QSize grown_;               // to hold what stands in it
};

} // namespace logitscope
