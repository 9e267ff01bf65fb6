#include "app/engine/engine_worker.h"

#include "core/generation/decode.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace logitscope
{

void EngineWorker::setSettings(const SamplerSettings& settings)
{
    const std::lock_guard lock(settingsMutex_);
    settings_ = settings;
}

SamplerSettings EngineWorker::settings() const
{
    const std::lock_guard lock(settingsMutex_);
    return settings_;
}

void EngineWorker::openModel(std::uint64_t opening, const QString& folder, LoadOptions options)
{
    const auto wanted = [this, opening] { return opening >= firstWantedOpening_; };
    if (!wanted())
        return;
    int shown = -1; // percent
    options.progress = [&](double part) {
        const int percent = static_cast<int>(part * 100.0);
        if (percent > shown)
            emit modelOpeningProgressed(opening, percent);
        shown = std::max(shown, percent);
        return wanted();
    };
    try {
        auto model = openModelFolder(folder.toStdString(), options);
        if (model)
            emit modelOpened(opening, std::move(*model));
        else
            emit modelOpeningFailed(opening, QString::fromStdString(model.error().message));
    } catch (const std::exception& exception) {
        emit modelOpeningFailed(opening,
                                tr("%1: can't be opened: %2").arg(folder, exception.what()));
    }
}

void EngineWorker::setModel(std::shared_ptr<const OpenModel> model)
{
    continuation_.reset(); // it was the old model's
    model_ = std::move(model);
}

void EngineWorker::generate(std::uint64_t order, const RunRequest& request)
{
    try {
        begin(order, request);
    } catch (const std::exception& exception) { // memory; nothing else throws
        emit runFailed(order, tr("The run failed: %1.").arg(exception.what()));
    }
}

void EngineWorker::begin(std::uint64_t order, const RunRequest& request)
{
    continuation_.reset();
    if (!model_) {
        emit runFailed(order, tr("No model is open; open a model folder first."));
        return;
    }
    if (cancelled(order)) {
        emit runEnded(order, StopReason::Stopped);
        return;
    }

    auto continuation = Continuation::begin(model_, request.prompt, request.seed, request.stream);
    if (!continuation) {
        emit runFailed(order, QString::fromStdString(continuation.error().message));
        return;
    }
    continuation_ = std::move(*continuation);
    run_ = order;
    run(order, request.tokens);
}

void EngineWorker::proceed(std::uint64_t order, int tokens)
{
    try {
        if (continuation_)
            run(order, tokens);
        else
            emit runEnded(order, StopReason::Stopped);
    } catch (const std::exception& exception) {
        emit runFailed(order, tr("The run failed: %1.").arg(exception.what()));
    }
}

void EngineWorker::clear()
{
    continuation_.reset();
}

void EngineWorker::run(std::uint64_t order, int tokens)
{
    const auto stepped = [this](const Step& step) {
        const auto logits = continuation_->logits();
        if (queue_.push(run_, {step, {logits.begin(), logits.end()}}))
            emit stepsArrived();
    };
    const auto reason = decode(
        *continuation_, tokens,
        {[this] { return settings(); }, stepped, [this, order] { return cancelled(order); }});
    if (reason)
        emit runEnded(order, *reason);
    else
        emit runFailed(order, QString::fromStdString(reason.error().message));
}

} // namespace logitscope
