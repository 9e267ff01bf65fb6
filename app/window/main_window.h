// The window: its menus, its title, and what it remembers.
#pragma once

#include "app/engine/model_loader.h"
#include "app/models/model_services.h"
#include "app/window/appearance.h"
#include "core/generation/generation_service.h"
#include "core/library/model_hasher.h"
#include "core/run/session.h"

#include <QByteArray>
#include <QMainWindow>
#include <QPointer>

#include <array>
#include <functional>

class QAction;
class QScrollArea;
class QSettings;
class QStackedWidget;
class QUndoStack;

namespace logitscope
{

class ComparePage;
class ExplorePage;
class ModelOffer;
class ModelOpener;
class ModelsPage;
class Page;
class PartsOverlay;
class RoomRound;
class RunFiles;
class SegmentedSwitch;
class ServePage;
class SessionFiles;
class SessionKeeper;

class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    // `settings` are where everything persists; they outlive the window. Every model is opened as
    // `loadOptions` say, until the menu says another engine or precision.
    MainWindow(QSettings& settings, Appearance& appearance, LoadOptions loadOptions = {},
               ModelServices modelServices = {}, QWidget* parent = nullptr);
    ~MainWindow() override;

    void openModel(const QString& folder);
    void openModelOnceShown(const QString& folder); // after the first picture

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

    RunFiles* runFiles() const { return runFiles_; }

    SessionFiles* sessionFiles() const { return sessionFiles_; }

    enum PageName
    {
        Explore,
        Compare,
        Serve,
        Models,
    };

    // Presenter mode: full screen, large type, high contrast; the menus and most controls fold
    // away.
    void setPresenting(bool presenting);

    PageName page() const;
    void showPage(int page);

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
    void makeFileMenu();
    void makeRunMenu();
    void makeViewMenu();
    void makeHelpMenu();

    Page& shownPage() const;
    void inEachGroup(const std::function<void(Page&)>& act); // of the settings, with its page
    void bringSessionBack();
    void stop();
    void travel(void (QUndoStack::*step)()); // undo or redo
    void showServing(bool serving);
    void checkEngine();
    void showTitle(const std::shared_ptr<const OpenModel>& model);
    void showAbout();
    void showParts();
    void showShortcuts();

    QSettings& settings_;
    Appearance& appearance_;
    GenerationService service_;
    ModelLoader loader_;
    ModelHasher hasher_; // of the open model
    ModelOpener* models_;
    QScrollArea* scroll_; // where the screen is too small for a page
    QStackedWidget* stack_;
    RoomRound* round_; // of the predictions, which the pages share
    ExplorePage* explore_;
    ComparePage* compare_;
    ServePage* serve_;
    ModelsPage* modelsPage_;
    std::array<Page*, 4> pages_; // these, in the order of their names
    SegmentedSwitch* pageSwitch_;
    RunFiles* runFiles_;
    SessionFiles* sessionFiles_;
    SessionKeeper* keeper_ = nullptr;
    ModelOffer* offer_ = nullptr;
    QAction* generate_ = nullptr;
    QAction* step_ = nullptr;
    void restoreSize(const QByteArray& geometry);
    void giveRoom();
    QSize mostSize() const;
    QSize neededSize() const;
    void resetLayout();

    QAction* normalSize_ = nullptr;
    QPointer<PartsOverlay> parts_;
    bool presenting_ = false;
    QByteArray geometryBefore_; // somebody presented
    bool settling_ = false;     // the window is about to have that geometry again
    QSize wanted_;              // by the user
    QSize needed_;              // to show all of the page, when it was last asked
    QSize neededThen_;          // the same, when the user wanted that size
    QSize grown_;               // to hold what stands in it
};

} // namespace logitscope
