#include "app/engine/model_checker.h"

#include <QMetaType>

#include <algorithm>
#include <exception>
#include <utility>

namespace logitscope
{

ModelChecker::ModelChecker(QObject* parent) : QObject(parent)
{
    qRegisterMetaType<ModelCheck>("logitscope::ModelCheck");
}

ModelChecker::~ModelChecker()
{
    if (!thread_)
        return;
    thread_->requestInterruption();
    thread_->wait();
}

void ModelChecker::start(std::shared_ptr<const OpenModel> model)
{
    Q_ASSERT(!thread_);
    thread_.reset(QThread::create([this, model = std::move(model)] { check(*model); }));
    thread_->setObjectName("model checker");
    thread_->start();
}

// On the thread. Its signals reach the window's objects by way of their own thread.
void ModelChecker::check(const OpenModel& model)
{
    int shown = -1; // percent
    const auto progress = [&](double part) {
        const int percent = static_cast<int>(part * 100.0);
        if (percent > shown)
            emit progressed(percent);
        shown = std::max(shown, percent);
        return !QThread::currentThread()->isInterruptionRequested();
    };
    try {
        const auto done = checkModel(model, {.progress = progress});
        if (done)
            emit checked(*done);
        else
            emit failed(QString::fromStdString(done.error().message));
    } catch (const std::exception& exception) { // memory; nothing else throws
        emit failed(tr("The check failed: %1.").arg(exception.what()));
    }
}

} // namespace logitscope
