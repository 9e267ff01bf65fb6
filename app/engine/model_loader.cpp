#include "app/engine/model_loader.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace logitscope
{

ModelLoader::ModelLoader(QObject* parent) : QObject(parent), worker_(std::make_unique<QObject>())
{
    worker_->moveToThread(&thread_);
    thread_.setObjectName("loader");
    thread_.start();
}

ModelLoader::~ModelLoader()
{
    cancel();
    thread_.quit();
    thread_.wait();
}

void ModelLoader::open(const QString& place, const LoadOptions& options,
                       const RemoteOptions& server)
{
    opening_ = true;
    const auto order = ++order_;
    connecting_.request_stop();
    connecting_ = std::stop_source();
    auto connecting = server;
    connecting.stop = connecting_.get_token();
    emit began();
    QMetaObject::invokeMethod(worker_.get(), [this, order, place, options, connecting] {
        load(order, place, options, connecting);
    });
}

void ModelLoader::cancel()
{
    ++order_;
    connecting_.request_stop();
    opening_ = false;
}

// On the thread.
void ModelLoader::load(std::uint64_t order, const QString& place, LoadOptions options,
                       const RemoteOptions& server)
{
    const auto isWanted = [this, order] { return order == order_; };
    if (!isWanted())
        return;
    const auto tell = [&](auto fact) {
        QMetaObject::invokeMethod(this, [isWanted, fact = std::move(fact)] {
            if (isWanted())
                fact();
        });
    };
    const auto tellFailure = [&](const QString& sentence) {
        tell([this, sentence] {
            opening_ = false;
            emit failed(sentence);
        });
    };
    int shown = -1; // percent
    options.progress = [&](double part) {
        const int percent = static_cast<int>(part * 100.0);
        if (percent > shown)
            tell([this, percent] { emit progressed(percent); });
        shown = std::max(shown, percent);
        return isWanted();
    };
    try {
        auto model = openModel(place.toStdString(), options, server);
        if (!model)
            return tellFailure(QString::fromStdString(model.error().message));
        tell([this, model = std::move(*model)] {
            opening_ = false;
            emit opened(model);
        });
    } catch (const std::exception& exception) { // memory
        tellFailure(tr("%1: can't be opened: %2").arg(place, exception.what()));
    }
}

} // namespace logitscope
