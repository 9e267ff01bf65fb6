// A lesson that is open: which scene of it, what it says with its numbers, and whether it is done.
#pragma once

#include "app/learn/scene_starter.h"
#include "core/lesson/measure_value.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>

namespace logitscope
{

class LessonPlayer : public QObject
{
    Q_OBJECT

public:
    // The service outlives it.
    explicit LessonPlayer(GenerationService& service, QObject* parent = nullptr);

    // The present scene begins again with it.
    void setModel(std::shared_ptr<const OpenModel> model);

    const std::shared_ptr<const OpenModel>& model() const { return model_; }

    // Begins with the first scene. Pictures are in the folder.
    void open(Lesson lesson, const QString& folder);
    void close();

    bool isOpen() const { return lesson_.has_value(); }

    // Only while one is open.
    const Lesson& lesson() const { return *lesson_; }

    const Scene& scene() const { return lesson_->scenes[static_cast<std::size_t>(scene_)]; }

    const Scene* nextScene() const; // nullptr: this is the last one

    int sceneIndex() const { return scene_; }

    int sceneCount() const { return static_cast<int>(lesson_->scenes.size()); }

    const QString& folder() const { return folder_; }

    void goTo(int scene); // one that isn't there changes nothing

    void next() { goTo(scene_ + 1); }

    void previous() { goTo(scene_ - 1); }

    void reset() { goTo(scene_); }

    // From the first scene, and the time begins again.
    void startOver();

    // Whether the model has made what the scene begins with.
    bool hasBegun() const { return start_.has_value(); }

    // Markdown, with the numbers of the scene's beginning, once it has begun.
    QString text() const { return filled(scene().text); }

    QString example() const { return filled(scene().example); }

    QString note() const { return filled(scene().note); }

    // What a scene asks for stays done until it begins again.
    bool isDone() const { return isDone_; }

    // What is on the page now.
    void judge(const SceneFacts& facts);

    qint64 seconds() const { return time_.elapsed() / 1000; } // since the lesson began

signals:
    void opened();
    void closed();
    void sceneChanged(); // another one, or the same one begins again; its numbers are still to come
    void sceneBegan(const logitscope::SceneStart& start);
    void done();
    void failed(const QString& sentence); // the scene can't begin

private:
    QString filled(const std::string& text) const;
    void begin();

    SceneStarter starter_;
    std::shared_ptr<const OpenModel> model_;
    std::optional<Lesson> lesson_;
    QString folder_;
    int scene_ = 0;
    std::optional<SceneStart> start_;
    bool isDone_ = false;
    QElapsedTimer time_;
};

} // namespace logitscope
