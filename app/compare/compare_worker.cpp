#include "app/compare/compare_worker.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace logitscope
{

void CompareWorker::ask(std::uint64_t number, std::vector<TokenId> tokens)
{
    const std::lock_guard lock(questionMutex_);
    question_ = {number, std::move(tokens)};
}

void CompareWorker::setModel(std::uint64_t number, std::shared_ptr<const OpenModel> model)
{
    modelNumber_ = number;
    lookedUp_.reset(); // it was the old model's
    lookedUpTokens_.clear();
    model_ = std::move(model);
}

void CompareWorker::run(std::uint64_t order, const CompareRequest& request)
{
    try {
        compareRows(order, request);
    } catch (const std::exception& exception) { // memory; nothing else throws
        emit failed(order, tr("The run failed: %1.").arg(exception.what()));
    }
}

void CompareWorker::compareRows(std::uint64_t order, const CompareRequest& request)
{
    if (!model_) {
        emit failed(order, tr("No model is open; open a model folder first."));
        return;
    }
    const auto cancelled = [this, order] {
        answer(); // a step is shown before a long comparison ends
        return order < firstWanted_;
    };
    if (cancelled()) {
        emit ended(order);
        return;
    }
    const auto done = compare(model_, request,
                              {.stepped =
                                   [&](int row, const Step& step) {
                                       push(order, {row, step});
                                   },
                               .ended =
                                   [&](int row, StopReason reason) {
                                       push(order, {row, reason});
                                   },
                               .stopRequested = cancelled});
    if (done)
        emit ended(order);
    else
        emit failed(order, QString::fromStdString(done.error().message));
}

void CompareWorker::push(std::uint64_t order, RowEvent event)
{
    if (queue_.push(order, std::move(event)))
        emit eventsArrived();
}

void CompareWorker::answer()
{
    std::optional<Question> question;
    {
        const std::lock_guard lock(questionMutex_);
        if (question_ && question_->model > modelNumber_)
            return; // it waits for its model
        question = std::exchange(question_, std::nullopt);
    }
    if (!question || question->model != modelNumber_ || !model_)
        return;
    try {
        lookUp(question->tokens);
    } catch (const std::exception& exception) {
        emit lookUpFailed(tr("The step can't be looked up: %1.").arg(exception.what()));
    }
}

void CompareWorker::lookUp(const std::vector<TokenId>& tokens)
{
    if (!lookedUp_)
        lookedUp_ = model_->model->newContext();
    const auto alike = std::ranges::mismatch(tokens, lookedUpTokens_).in1 - tokens.begin();
    const auto known = std::min<std::ptrdiff_t>(alike, std::ssize(tokens) - 1);
    lookedUp_->rewind(static_cast<int>(known));
    lookedUpTokens_.resize(static_cast<std::size_t>(known));

    const auto logits = lookedUp_->prefill(std::span(tokens).subspan(lookedUpTokens_.size()));
    if (!logits) {
        emit lookUpFailed(QString::fromStdString(logits.error().message));
        return;
    }
    lookedUpTokens_ = tokens;
    emit logitsFound(tokens, {logits->begin(), logits->end()});
}

} // namespace logitscope
