// Puts a lesson's scenes on the pages: sets them up as a scene begins, and tells the player what
// they show.
#pragma once

#include "app/learn/lesson_player.h"
#include "app/page/scene_parts.h"

#include <QObject>
#include <QTimer>

namespace logitscope
{

class ComparePage;
class ExplorePage;
class RoomRound;

class LessonStage : public QObject
{
    Q_OBJECT

public:
    // All of them outlive it.
    LessonStage(GenerationService& service, ExplorePage& explore, ComparePage& compare,
                RoomRound& round, QObject* parent = nullptr);

    LessonPlayer* player() { return &player_; }

    const LessonPlayer* player() const { return &player_; }

    // What the present scene hides and locks; nothing while no lesson is open.
    SceneParts parts() const;

    // Page Up and Page Down, which presenters' remote controls send, are the lesson's; of a field
    // in which somebody writes they are its own.
    bool eventFilter(QObject* watched, QEvent* event) override;

signals:
    void pageRequested(logitscope::ScenePage page);
    void partsChanged();

private:
    void setUp(const SceneStart& start);
    void setUpExplore(const SceneStart& start);
    void setUpCompare(const SceneStart& start);
    void askRound();
    void judgeSoon();
    void judge();

    ExplorePage& explore_;
    ComparePage& compare_;
    RoomRound& round_;
    LessonPlayer player_;
    QTimer frame_; // when it fires, what the pages show is judged
};

} // namespace logitscope
