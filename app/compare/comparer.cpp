#include "app/compare/comparer.h"

#include "app/compare/compare_worker.h"

#include <QMetaType>

#include <utility>

namespace logitscope
{

Comparer::Comparer(QObject* parent) : QObject(parent), worker_(std::make_unique<CompareWorker>())
{
    qRegisterMetaType<std::vector<TokenId>>("std::vector<logitscope::TokenId>");
    qRegisterMetaType<std::vector<float>>("std::vector<float>");

    worker_->moveToThread(&thread_);
    connect(worker_.get(), &CompareWorker::eventsArrived, this, &Comparer::eventsArrived);
    connect(worker_.get(), &CompareWorker::ended, this, [this](quint64 order) {
        if (order == order_ && std::exchange(running_, false))
            emit ended();
    });
    connect(worker_.get(), &CompareWorker::failed, this,
            [this](quint64 order, const QString& sentence) {
                if (order == order_ && std::exchange(running_, false))
                    emit failed(sentence);
            });
    connect(worker_.get(), &CompareWorker::logitsFound, this, &Comparer::logitsFound);
    connect(worker_.get(), &CompareWorker::lookUpFailed, this, &Comparer::lookUpFailed);
    thread_.setObjectName("comparer");
    thread_.start();
}

Comparer::~Comparer()
{
    worker_->cancelBefore(order_ + 1);
    thread_.quit();
    thread_.wait();
}

std::uint64_t Comparer::newOrder()
{
    ++order_;
    worker_->cancelBefore(order_);
    if (std::exchange(running_, false))
        emit ended();
    return order_;
}

void Comparer::setModel(std::shared_ptr<const OpenModel> model)
{
    newOrder();
    ++modelNumber_;
    QMetaObject::invokeMethod(worker_.get(),
                              [worker = worker_.get(), number = modelNumber_,
                               model = std::move(model)] { worker->setModel(number, model); });
}

void Comparer::start(const CompareRequest& request)
{
    const auto order = newOrder();
    running_ = true;
    QMetaObject::invokeMethod(
        worker_.get(), [worker = worker_.get(), order, request] { worker->run(order, request); });
}

void Comparer::stop()
{
    if (running_)
        worker_->cancelBefore(order_ + 1); // its ended() says when it has stopped
}

void Comparer::forget()
{
    newOrder();
}

std::vector<RowEvent> Comparer::takeEvents()
{
    return worker_->takeEvents(order_);
}

void Comparer::lookUp(std::vector<TokenId> tokens)
{
    worker_->ask(modelNumber_, std::move(tokens));
    QMetaObject::invokeMethod(worker_.get(), [worker = worker_.get()] { worker->answer(); });
}

} // namespace logitscope
