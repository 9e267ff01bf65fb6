#include "app/engine/engine_worker.h"

#include "core/generation/decode.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace logitscope
{

namespace
{

// Tokens of a prompt that are read before anything that was ordered meanwhile is noticed.
constexpr int promptPiece = 64;

std::vector<float> copyOf(std::span<const float> logits)
{
    return {logits.begin(), logits.end()};
}

} // namespace

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

SamplerSettings EngineWorker::nextSettings() const
{
    const auto step = static_cast<std::size_t>(continuation_->steps());
    return step < given_.size() ? given_[step] : settings();
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
    reader_.reset();
    model_ = std::move(model);
}

// What of the prompt the reader has read before isn't read again. False: cancelled on the way.
Result<bool> EngineWorker::read(std::uint64_t order, const RunRequest& request)
{
    auto tokens = request.promptTokens.empty()
                      ? Continuation::tokensOf(*model_, request.prompt, request.special)
                      : Result<std::vector<TokenId>>(request.promptTokens);
    if (!tokens)
        return tl::unexpected(tokens.error());
    if (reader_)
        reader_->setTokens(std::move(*tokens));
    else
        reader_.emplace(model_, std::move(*tokens));
    while (!reader_->done()) {
        if (cancelled(order))
            return false;
        if (const auto piece = reader_->read(promptPiece); !piece)
            return tl::unexpected(piece.error());
    }
    return true;
}

void EngineWorker::readPrompt(std::uint64_t order, const RunRequest& request)
{
    try {
        // A prompt that can't be read is told about when somebody wants it continued.
        if (model_ && !cancelled(order) && read(order, request).value_or(false))
            emit promptRead(order, copyOf(reader_->logits()));
    } catch (const std::exception&) { // memory; the same
        reader_.reset();
    }
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

    const auto isRead = read(order, request);
    if (!isRead) {
        emit runFailed(order, QString::fromStdString(isRead.error().message));
        return;
    }
    if (!*isRead) {
        emit runEnded(order, StopReason::Stopped);
        return;
    }
    continuation_ = reader_->fork(request.seed, request.stream);
    given_ = request.settings;
    run_ = order;
    run(order, request.tokens);
}

void EngineWorker::resume(std::uint64_t order, const RunRequest& request,
                          const std::vector<TokenId>& tokens)
{
    try {
        continuation_.reset();
        if (!model_ || !read(order, request).value_or(false))
            return;
        auto resumed = reader_->fork(request.seed, request.stream);
        if (!resumed.resume(tokens))
            return;
        continuation_ = std::move(resumed);
        given_.clear();
        run_ = order;
        readNext(order);
    } catch (const std::exception&) { // memory; a step begins anew then
        continuation_.reset();
    }
}

void EngineWorker::proceed(std::uint64_t order, int tokens)
{
    try {
        given_.clear(); // what goes on follows the sliders
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
        if (queue_.push(run_, {step, copyOf(continuation_->logits())}))
            emit stepsArrived();
    };
    const auto reason = decode(
        *continuation_, tokens,
        {[this] { return nextSettings(); }, stepped, [this, order] { return cancelled(order); }});
    if (!reason) {
        emit runFailed(order, QString::fromStdString(reason.error().message));
        return;
    }
    emit runEnded(order, *reason);
    readNext(order);
}

// What the next step will be drawn from, also after a Stop, but not when another order has come.
void EngineWorker::readNext(std::uint64_t order)
{
    if (continuation_->end() || cancelled(order + 1))
        return;
    auto* const alone = &*continuation_;
    if (Continuation::readTogether({&alone, 1}))
        emit nextRead(order, copyOf(continuation_->logits()));
}

} // namespace logitscope
