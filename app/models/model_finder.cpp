#include "app/models/model_finder.h"

#include "core/generation/bundled_model.h"

#include <exception>
#include <utility>

namespace logitscope
{

ModelFinder::ModelFinder(ModelServices services, QObject* parent)
    : QObject(parent)
    , services_(std::move(services))
    , worker_(std::make_unique<QObject>())
{
    worker_->moveToThread(&thread_);
    thread_.setObjectName("models");
    thread_.start();
}

ModelFinder::~ModelFinder()
{
    ++order_;
    thread_.quit();
    thread_.wait();
}

void ModelFinder::find(const QStringList& folders)
{
    QMetaObject::invokeMethod(worker_.get(), [this, order = ++order_, folders] {
        if (order != order_)
            return;
        QMetaObject::invokeMethod(this, [this, order, models = foundIn(folders)] {
            if (order == order_)
                emit found(models);
        });
    });
}

FoundModels ModelFinder::foundIn(const QStringList& folders) const
{
    FoundModels result;
    try {
        ModelPlaces places{.bundled = bundledModelFolder()};
        if (const auto settings = services_.settings()) {
            result.offline = settings->offline;
            result.cache = QString::fromStdString(settings->cache.string());
            places.cached = services_.cached(settings->cache);
        } else {
            result.sentence = QString::fromStdString(settings.error().message);
        }
        for (const auto& folder : folders)
            places.folders.emplace_back(folder.toStdString());
        result.models = listModels(places);
    } catch (const std::exception& exception) { // memory, or a disk
        result.sentence = tr("Models can't be looked for: %1").arg(exception.what());
    }
    return result;
}

void ModelFinder::remove(const ModelEntry& model)
{
    QMetaObject::invokeMethod(worker_.get(), [this, model] {
        const auto folder = QString::fromStdString(model.folder.string());
        QMetaObject::invokeMethod(this, [this, folder, sentence = sentenceOfRemoving(model)] {
            emit removed(folder, sentence);
        });
    });
}

QString ModelFinder::sentenceOfRemoving(const ModelEntry& model) const
{
    try {
        const auto settings = services_.settings();
        if (!settings)
            return QString::fromStdString(settings.error().message);
        const auto done =
            services_.remove(settings->cache, {model.repository, model.commit, model.folder,
                                               model.origin == ModelOrigin::Downloaded});
        return done ? QString() : QString::fromStdString(done.error().message);
    } catch (const std::exception& exception) { // a disk
        return tr("%1: can't be removed: %2")
            .arg(QString::fromStdString(model.name), exception.what());
    }
}

} // namespace logitscope
