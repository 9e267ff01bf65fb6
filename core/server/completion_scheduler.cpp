#include "core/server/completion_scheduler.h"

#include "core/generation/batch.h"
#include "core/model/first_line.h"
#include "core/server/completion_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace logitscope
{

class CompletionScheduler::Worker
{
public:
    explicit Worker(const SchedulerLimits& limits) : limits_(limits) {}

    ~Worker()
    {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_one();
        thread_.join();
    }

    std::shared_ptr<CompletionJob> submit(std::shared_ptr<const OpenModel> model,
                                          CompletionRequest request)
    {
        const std::lock_guard lock(mutex_);
        dropCancelledWaiting();
        if (static_cast<int>(waiting_.size()) >= limits_.queue)
            return nullptr;
        auto job = std::make_shared<CompletionJob>();
        waiting_.push_back(
            std::make_unique<CompletionRun>(std::move(model), std::move(request), job));
        changed_.notify_one();
        return job;
    }

    SchedulerCounters counters() const
    {
        const std::lock_guard lock(mutex_);
        return {running_, static_cast<int>(waiting_.size()), generatedTokens_};
    }

private:
    using Runs = std::vector<std::unique_ptr<CompletionRun>>;

    void run();
    bool admit();
    bool hasRoomFor(const CompletionRun& run) const;
    void readPrompts();
    void step();
    void settle();
    void endAll(const Error& error);
    void countRunning();
    void dropCancelledWaiting();
    CompletionRun& ownerOf(int row);

    const SchedulerLimits limits_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::unique_ptr<CompletionRun>> waiting_;
    int running_ = 0;
    std::uint64_t generatedTokens_ = 0;
    bool stopping_ = false;

    // The thread's own.
    Runs runs_;
    Batch batch_;
    std::thread thread_{[this] { run(); }}; // last: it uses all the others
};

void CompletionScheduler::Worker::run()
{
    while (admit()) {
        try {
            readPrompts();
            settle(); // who was cancelled is not in the step
            step();
            settle();
        } catch (const std::exception& exception) { // memory: other requests may need less
            endAll({fmt::format("the request was given up: {}", firstLine(exception))});
        }
    }
    const Error stopping{"the server is stopping"};
    endAll(stopping);
    const std::lock_guard lock(mutex_);
    for (const auto& run : waiting_)
        run->fail(stopping);
    waiting_.clear();
}

// Waits until there is something to do. False when it is to stop.
bool CompletionScheduler::Worker::admit()
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !runs_.empty() || !waiting_.empty(); });
    dropCancelledWaiting();
    while (!waiting_.empty() && hasRoomFor(*waiting_.front())) {
        runs_.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    running_ = static_cast<int>(runs_.size());
    return !stopping_;
}

bool CompletionScheduler::Worker::hasRoomFor(const CompletionRun& run) const
{
    if (runs_.empty())
        return true;
    int rows = run.rowsLeft();
    for (const auto& one : runs_)
        rows += one->rowsLeft();
    return rows <= limits_.rows && run.model() == runs_.front()->model();
}

// A piece between two steps, so that a long prompt doesn't stop the others' streams.
void CompletionScheduler::Worker::readPrompts()
{
    int left = 64;
    for (const auto& run : runs_) {
        while (left > 0) {
            const int read = run->readPrompt(left, batch_);
            left -= read;
            if (read == 0)
                break;
        }
    }
}

CompletionRun& CompletionScheduler::Worker::ownerOf(int row)
{
    return **std::ranges::find_if(runs_, [row](const auto& run) { return run->has(row); });
}

void CompletionScheduler::Worker::step()
{
    std::uint64_t drawn = 0;
    const BatchEvents events{
        .stepped =
            [&](int row, const Step& step, std::span<const float> logits) {
                ++drawn;
                ownerOf(row).stepped(row, step, logits);
            },
        .ended = [&](int row, StopReason reason) { ownerOf(row).ended(row, reason); },
        .failed = [&](int row, const Error& error) { ownerOf(row).fail(error); }};
    batch_.removeEnded(events); // rows that were to have no token at all
    if (!batch_.isEmpty()) {
        if (const auto read = batch_.step(events); !read) {
            for (const auto& run : runs_)
                run->fail(read.error());
        }
        batch_.removeEnded(events);
    }
    const std::lock_guard lock(mutex_);
    generatedTokens_ += drawn;
}

// Tells the jobs what is new, and lets go of the runs of which nothing follows. The counters change
// first, so that who was answered doesn't see itself running.
void CompletionScheduler::Worker::settle()
{
    Runs done;
    for (auto& run : runs_) {
        run->deliver();
        if (run->isDone()) {
            run->leave(batch_);
            done.push_back(std::move(run));
        }
    }
    std::erase(runs_, nullptr);
    countRunning();
}

void CompletionScheduler::Worker::endAll(const Error& error)
{
    batch_ = Batch();
    const auto ended = std::exchange(runs_, {});
    countRunning();
    for (const auto& run : ended)
        run->fail(error);
}

void CompletionScheduler::Worker::countRunning()
{
    const std::lock_guard lock(mutex_);
    running_ = static_cast<int>(runs_.size());
}

void CompletionScheduler::Worker::dropCancelledWaiting()
{
    std::erase_if(waiting_, [](const auto& run) { return run->isCancelled(); });
}

CompletionScheduler::CompletionScheduler(const SchedulerLimits& limits)
    : worker_(std::make_unique<Worker>(limits))
{
}

CompletionScheduler::~CompletionScheduler() = default;

std::shared_ptr<CompletionJob> CompletionScheduler::submit(std::shared_ptr<const OpenModel> model,
                                                           CompletionRequest request)
{
    return worker_->submit(std::move(model), std::move(request));
}

SchedulerCounters CompletionScheduler::counters() const
{
    return worker_->counters();
}

} // namespace logitscope
