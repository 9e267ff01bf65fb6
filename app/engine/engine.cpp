#include "app/engine/engine.h"

#include "app/engine/engine_worker.h"

#include <QMetaType>

#include <utility>

namespace logitscope
{

Engine::Engine(QObject* parent) : QObject(parent), worker_(std::make_unique<EngineWorker>())
{
    qRegisterMetaType<std::shared_ptr<const OpenModel>>(
        "std::shared_ptr<const logitscope::OpenModel>");
    qRegisterMetaType<StopReason>("logitscope::StopReason");

    worker_->moveToThread(&thread_);
    connectOpening();
    connect(worker_.get(), &EngineWorker::stepsArrived, this, &Engine::stepsArrived);
    connect(worker_.get(), &EngineWorker::runEnded, this, [this](quint64 order, StopReason reason) {
        if (order != order_ || !running_)
            return;
        running_ = false;
        emit runEnded(reason);
    });
    connect(worker_.get(), &EngineWorker::runFailed, this,
            [this](quint64 order, const QString& sentence) {
                if (order != order_ || !running_)
                    return;
                running_ = false;
                emit runFailed(sentence);
            });
    for (const auto& [read, told] : {std::pair(&EngineWorker::promptRead, &Engine::promptRead),
                                     std::pair(&EngineWorker::nextRead, &Engine::nextRead)})
        connect(worker_.get(), read, this,
                [this, told = told](quint64 order, const std::vector<float>& logits) {
                    if (order == order_)
                        emit(this->*told)(logits);
                });
    thread_.setObjectName("engine");
    thread_.start();
}

// Of an opening that a later one came before, nothing is heard.
void Engine::connectOpening()
{
    connect(worker_.get(), &EngineWorker::modelOpeningProgressed, this,
            [this](quint64 opening, int percent) {
                if (opening == openings_)
                    emit modelOpeningProgressed(percent);
            });
    connect(worker_.get(), &EngineWorker::modelOpened, this,
            [this](quint64 opening, const std::shared_ptr<const OpenModel>& model) {
                if (opening != openings_)
                    return;
                opening_ = false;
                newOrder();
                QMetaObject::invokeMethod(
                    worker_.get(), [worker = worker_.get(), model] { worker->setModel(model); });
                emit modelOpened(model);
            });
    connect(worker_.get(), &EngineWorker::modelOpeningFailed, this,
            [this](quint64 opening, const QString& sentence) {
                if (opening != openings_)
                    return;
                opening_ = false;
                emit modelOpeningFailed(sentence);
            });
}

Engine::~Engine()
{
    worker_->cancelBefore(order_ + 1);
    worker_->cancelOpeningBefore(openings_ + 1);
    thread_.quit();
    thread_.wait();
}

// An order ends what runs before it: nothing the user asks for waits for a long text.
std::uint64_t Engine::newOrder()
{
    ++order_;
    worker_->cancelBefore(order_);
    if (std::exchange(running_, false))
        emit runEnded(StopReason::Stopped);
    return order_;
}

void Engine::openModel(const QString& folder, const LoadOptions& options)
{
    stop(); // its last steps still count: the text goes on after them when the opening fails
    opening_ = true;
    worker_->cancelOpeningBefore(++openings_);
    QMetaObject::invokeMethod(worker_.get(),
                              [worker = worker_.get(), opening = openings_, folder, options] {
                                  worker->openModel(opening, folder, options);
                              });
}

void Engine::setSettings(const SamplerSettings& settings)
{
    worker_->setSettings(settings);
}

void Engine::readPrompt(const RunRequest& request)
{
    newOrder();
    QMetaObject::invokeMethod(worker_.get(), [worker = worker_.get(), order = order_, request] {
        worker->readPrompt(order, request);
    });
}

void Engine::generate(const RunRequest& request)
{
    run_ = newOrder();
    running_ = true;
    QMetaObject::invokeMethod(worker_.get(), [worker = worker_.get(), order = order_, request] {
        worker->generate(order, request);
    });
}

void Engine::resume(const RunRequest& request, const std::vector<TokenId>& tokens)
{
    run_ = newOrder();
    QMetaObject::invokeMethod(worker_.get(), [worker = worker_.get(), order = order_, request,
                                              tokens] { worker->resume(order, request, tokens); });
}

void Engine::proceed(int tokens)
{
    newOrder();
    running_ = true;
    QMetaObject::invokeMethod(worker_.get(), [worker = worker_.get(), order = order_, tokens] {
        worker->proceed(order, tokens);
    });
}

void Engine::stop()
{
    if (running_)
        worker_->cancelBefore(order_ + 1); // its runEnded says when it has stopped
}

void Engine::clear()
{
    run_ = newOrder();
    QMetaObject::invokeMethod(worker_.get(), [worker = worker_.get()] { worker->clear(); });
}

std::vector<StepRecord> Engine::takeSteps()
{
    return worker_->takeSteps(run_);
}

} // namespace logitscope
