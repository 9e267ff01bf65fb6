// A model that waits for its answers as one on a server does: a test holds them back, and an
// interruption ends the wait.
#pragma once

#include "tests/core/generation/watched_model.h"

#include <QtGlobal>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace logitscope::fixtures
{

class HeldAnswers
{
public:
    // From now on.
    void hold()
    {
        const std::lock_guard lock(mutex_);
        holds_ = true;
    }

    void letGo()
    {
        const std::lock_guard lock(mutex_);
        holds_ = false;
        changed_.notify_all();
    }

    void letThrough(int count)
    {
        const std::lock_guard lock(mutex_);
        allowed_ += count;
        changed_.notify_all();
    }

    // Until an answer is held back, for the `count`th time.
    void awaitHeld(int count)
    {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, std::chrono::minutes(4), [&] { return held_ >= count; }))
            qFatal("no answer is waited for");
    }

    // For the model.
    Result<void> wait()
    {
        std::unique_lock lock(mutex_);
        if (holds_ && !interrupted_) {
            ++held_;
            changed_.notify_all();
        }
        changed_.wait(lock, [this] { return !holds_ || allowed_ > 0 || interrupted_; });
        if (interrupted_)
            return fail("the request was stopped");
        allowed_ -= holds_ ? 1 : 0;
        return {};
    }

    void setInterrupted(bool interrupted)
    {
        const std::lock_guard lock(mutex_);
        interrupted_ = interrupted;
        changed_.notify_all();
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool holds_ = false;
    bool interrupted_ = false;
    int held_ = 0;
    int allowed_ = 0; // answers, though it holds
};

class HeldModel final : public WatchedModel
{
public:
    HeldModel(std::shared_ptr<const OpenModel> inner, HeldAnswers& answers)
        : WatchedModel(std::move(inner), [&answers](const Pass&) { return answers.wait(); })
        , answers_(answers)
    {
    }

    void interrupt() const override { answers_.setInterrupted(true); }

    void resume() const override { answers_.setInterrupted(false); }

private:
    HeldAnswers& answers_;
};

inline std::shared_ptr<const OpenModel> held(const std::shared_ptr<const OpenModel>& model,
                                             HeldAnswers& answers)
{
    return std::make_shared<const OpenModel>(
        OpenModel{model->folder, model->tokenizer, model->bounds,
                  std::make_unique<HeldModel>(model, answers)});
}

} // namespace logitscope::fixtures
