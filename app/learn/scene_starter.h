// Lets the model make what a scene begins with, beside the window.
#pragma once

#include "core/lesson/scene_start.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <atomic>
#include <memory>
#include <vector>

namespace logitscope
{

class SceneStarter : public QObject
{
    Q_OBJECT

public:
    // The service outlives it.
    explicit SceneStarter(GenerationService& service, QObject* parent = nullptr);
    ~SceneStarter() override; // what runs ends within a token

    // Instead of what was asked for before.
    void start(std::shared_ptr<const OpenModel> model, std::vector<Scene> scenes);
    void stop();

signals:
    void started(const std::vector<logitscope::SceneStart>& starts); // of the scenes
    void failed(const QString& sentence);

private:
    GenerationClient client_;
    QThreadPool thread_;                         // one
    std::shared_ptr<std::atomic<bool>> stopped_; // what was asked for last
};

} // namespace logitscope
