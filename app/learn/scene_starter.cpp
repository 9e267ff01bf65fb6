#include "app/learn/scene_starter.h"

#include <exception>
#include <utility>

namespace logitscope
{

namespace
{

Result<std::vector<SceneStart>> startsOf(GenerationClient& client,
                                         const std::shared_ptr<const OpenModel>& model,
                                         const std::vector<Scene>& scenes,
                                         const std::atomic<bool>& stopped)
{
    std::vector<SceneStart> starts;
    for (const auto& scene : scenes) {
        auto start = startOf(client, model, scene, 0, [&stopped] { return stopped.load(); });
        if (!start)
            return fail("the scene “{}” can't begin: {}", scene.title, start.error().message);
        starts.push_back(*std::move(start));
    }
    return starts;
}

} // namespace

SceneStarter::SceneStarter(GenerationService& service, QObject* parent)
    : QObject(parent)
    , client_(service)
{
    thread_.setMaxThreadCount(1);
}

SceneStarter::~SceneStarter()
{
    stop();
    thread_.waitForDone();
}

void SceneStarter::stop()
{
    if (stopped_)
        stopped_->store(true);
    thread_.clear();
}

void SceneStarter::start(std::shared_ptr<const OpenModel> model, std::vector<Scene> scenes)
{
    stop();
    stopped_ = std::make_shared<std::atomic<bool>>(false);
    thread_.start([this, stopped = stopped_, model = std::move(model), scenes = std::move(scenes)] {
        Result<std::vector<SceneStart>> starts;
        try {
            starts = startsOf(client_, model, scenes, *stopped);
        } catch (const std::exception& exception) { // memory; nothing else throws
            starts = fail("the scene can't begin: {}", exception.what());
        }
        QMetaObject::invokeMethod(
            this,
            [this, stopped, starts = std::move(starts)] {
                if (stopped->load()) // another was asked for meanwhile
                    return;
                if (starts)
                    emit started(*starts);
                else
                    emit failed(QString::fromStdString(starts.error().message));
            },
            Qt::QueuedConnection);
    });
}

} // namespace logitscope
