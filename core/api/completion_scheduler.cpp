#include "core/api/completion_scheduler.h"

#include "core/api/completion_run.h"
#include "core/generation/batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib> // tells whether it is glibc
#include <deque>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace logitscope
{

namespace
{

// From here on this process gives blocks of a megabyte and more back to the system when they are
// freed: the keys and values of requests. By itself glibc keeps such blocks once it has seen the
// first ones freed, and small ones that are allocated between them then hold all of them: after
// 1,900 requests to the bundled model 208 MB stayed where 73 do now.
void giveBackLargeBlocks()
{
#ifdef __GLIBC__
    ::mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
#endif
}

// Tokens of prompts that are read between two steps: a long prompt shouldn't stop the others'
// streams.
constexpr int promptPiece = 64;

} // namespace

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
        auto job = std::make_shared<CompletionJob>();
        auto run = std::make_unique<CompletionRun>(std::move(model), std::move(request), job);
        const std::lock_guard lock(mutex_);
        dropCancelledWaiting();
        if (!hasPlaceFor(*run))
            return nullptr;
        waiting_.push_back(std::move(run));
        changed_.notify_one();
        return job;
    }

    SchedulerCounters counters() const
    {
        const std::lock_guard lock(mutex_);
        return {running_, static_cast<int>(waiting_.size()), generatedTokens_};
    }

private:
    // What of the batch is taken.
    struct Load
    {
        int rows = 0;
        const OpenModel* model = nullptr;

        // Whether the run can join, as it then has.
        bool take(const CompletionRun& run, int mostRows)
        {
            if (rows > 0 && (rows + run.rowsLeft() > mostRows || run.model().get() != model))
                return false;
            rows += run.rowsLeft();
            model = run.model().get();
            return true;
        }
    };

    using Runs = std::vector<std::unique_ptr<CompletionRun>>;

    void run();
    bool admit();
    bool hasPlaceFor(const CompletionRun& run) const;
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
    Load load_; // of those that run
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
            settle(); // a cancelled one is not in the step
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
    while (!waiting_.empty() && load_.take(*waiting_.front(), limits_.rows)) {
        runs_.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    running_ = static_cast<int>(runs_.size());
    return !stopping_;
}

// With those that wait for room; whoever has room isn't waiting, only not yet seen.
bool CompletionScheduler::Worker::hasPlaceFor(const CompletionRun& run) const
{
    auto load = load_;
    std::size_t seen = 0;
    while (seen < waiting_.size() && load.take(*waiting_[seen], limits_.rows))
        ++seen;
    if (seen == waiting_.size() && load.take(run, limits_.rows))
        return true;
    return static_cast<int>(waiting_.size() - seen) < limits_.queue;
}

// The first prompt of every client before the second of any: a client that sends many does not
// hold up one that sends one.
void CompletionScheduler::Worker::readPrompts()
{
    for (int left = promptPiece; left > 0;) {
        CompletionRun* next = nullptr;
        for (const auto& run : runs_) {
            if (run->hasPromptLeft() && (!next || run->promptsRead() < next->promptsRead()))
                next = run.get();
        }
        if (!next)
            return;
        left -= next->readPrompt(left, batch_);
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
// first, so that a client that was answered doesn't see itself running.
void CompletionScheduler::Worker::settle()
{
    for (const auto& run : runs_)
        run->deliver();
    Runs done;
    done.reserve(runs_.size()); // here nothing may throw that loses a run
    for (auto& run : runs_) {
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
    load_ = {};
    for (const auto& run : runs_)
        load_.take(*run, std::numeric_limits<int>::max());
}

void CompletionScheduler::Worker::dropCancelledWaiting()
{
    std::erase_if(waiting_, [](const auto& run) { return run->isCancelled(); });
}

CompletionScheduler::CompletionScheduler(const SchedulerLimits& limits)
{
    giveBackLargeBlocks(); // before the worker's thread allocates any
    worker_ = std::make_unique<Worker>(limits);
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
