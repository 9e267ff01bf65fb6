// The Learn page: the lessons that there are, and what the selected one is about.
#pragma once

#include "app/learn/handout.h"
#include "app/learn/scene_starter.h"
#include "app/page/page.h"
#include "core/lesson/lesson_library.h"

#include <QStringList>

#include <functional>
#include <vector>

class QCheckBox;
class QListWidget;
class QPushButton;
class QToolButton;

namespace logitscope
{

class Card;
class LessonDelegate;
class LessonText;
class MessageBar;
class RunBar;
class SegmentedSwitch;
class SteadySplitter;

class LearnPage : public Page
{
    Q_OBJECT

public:
    // What the switch of packs has beside their minutes.
    static constexpr int everyLesson = 0;
    static constexpr int ownLessons = 1; // no class is that short; a switch has no −1

    // The service outlives the page.
    explicit LearnPage(GenerationService& service, QWidget* parent = nullptr);
    ~LearnPage() override;

    // Where a teacher's own lessons are: at first in the program's folder of the user's data.
    void setOwnFolder(const QString& folder);

    const QString& ownFolder() const { return ownFolder_; }

    std::vector<PagePart> parts() const override;

    void restore(const QSettings& settings) override;
    void save(QSettings& settings) const override;
    void setPresenting(bool presenting) override;
    void resetLayout() override;
    void takeModel(std::shared_ptr<const OpenModel> model) override;

    void stop() override { starter_.stop(); }

    void clear() override {}

    MessageBar* message() const override { return message_; }

    RunBar* runBar() const override { return status_; }

    // Looks again what there is.
    void look();

    // That are listed: of the pack that is chosen.
    const std::vector<const ListedLesson*>& shown() const { return shown_; }

    const ListedLesson* selected() const; // nullptr: none

    // Whether a lesson that is started now is locked.
    bool isLocking() const;
    void setLocking(bool locks);

    // Copies the file, with its pictures, to the own lessons. What went wrong is said.
    void copyToOwn(const std::filesystem::path& file);

    // What is on it, once the model has made what the scenes begin with.
    void makeHandout(const Lesson& lesson, std::function<void(const Handout&)> then);

    SegmentedSwitch* packs() const { return packs_; }

    QListWidget* list() const { return list_; }

    LessonText* details() const { return details_; }

    QPushButton* startButton() const { return start_; }

    QPushButton* handoutButton() const { return handout_; }

    QPushButton* printButton() const { return print_; }

    QPushButton* copyButton() const { return copy_; }

    QPushButton* folderButton() const { return folder_; }

    QCheckBox* lockBox() const { return lock_; }

signals:
    void startRequested(const QString& file, bool locked);
    void showFolderRequested(const QString& file);
    void lockRequested();   // the box was checked: a phrase may have to be set first
    void phraseRequested(); // another one
    void termRequested(const QString& key);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeLayout();
    void connectAll();

    void showFrame() override {}

    void updateControls() override;
    void showList();
    void showDetails();
    void start();
    void saveHandout();
    void printHandout();
    QString nothingShown() const;

    SceneStarter starter_;
    std::function<void(const Handout&)> thenHandout_;
    Lesson handoutOf_;
    QString ownFolder_;
    std::vector<ListedLesson> lessons_;
    std::vector<const ListedLesson*> shown_;

    SteadySplitter* columns_;
    SegmentedSwitch* packs_;
    QListWidget* list_;
    LessonDelegate* delegate_;
    MessageBar* message_;
    QPushButton* newLesson_;
    RunBar* status_;
    Card* detailsCard_;
    LessonText* details_;
    QPushButton* start_;
    QCheckBox* lock_;
    QToolButton* phrase_;
    QPushButton* handout_;
    QPushButton* print_;
    QPushButton* copy_;
    QPushButton* folder_;
};

} // namespace logitscope
