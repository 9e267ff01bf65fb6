#include "app/engine/model_checker.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace logitscope
{

ModelChecker::ModelChecker(QObject* parent) : QObject(parent)
{
    thread_.setMaxThreadCount(1);
}

ModelChecker::~ModelChecker()
{
    isStopped_ = true;
    thread_.waitForDone();
}

void ModelChecker::start(std::shared_ptr<const OpenModel> model)
{
    Q_ASSERT(thread_.activeThreadCount() == 0);
    thread_.start([this, model = std::move(model)] { check(*model); });
}

// On the thread; what it says is said on this object's own.
void ModelChecker::check(const OpenModel& model)
{
    const auto say = [this](auto signal) {
        QMetaObject::invokeMethod(this, std::move(signal), Qt::QueuedConnection);
    };
    int shown = -1; // percent
    const auto progress = [&](double part) {
        const int percent = static_cast<int>(part * 100.0);
        if (percent > shown)
            say([this, percent] { emit progressed(percent); });
        shown = std::max(shown, percent);
        return !isStopped_;
    };
    try {
        const auto done = checkModel(model, {.progress = progress});
        if (done)
            say([this, done = *done] { emit checked(done); });
        else
            say([this, sentence = QString::fromStdString(done.error().message)] {
                emit failed(sentence);
            });
    } catch (const std::exception& exception) { // memory; nothing else throws
        say([this, sentence = tr("The check failed: %1.").arg(exception.what())] {
            emit failed(sentence);
        });
    }
}

} // namespace logitscope
