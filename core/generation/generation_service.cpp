#include "core/generation/generation_service.h"

#include "core/generation/job_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib> // tells whether it is glibc
#include <deque>
#include <exception>
#include <future>
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

using Runs = std::vector<std::unique_ptr<JobRun>>;

// From here on this process gives blocks of a megabyte and more back to the system when they are
// freed: keys and values. By itself glibc keeps such blocks once it has seen the first ones freed,
// and small ones that are allocated between them then hold all of them: after 1,900 requests to the
// bundled model 208 MB stayed where 73 do now.
void giveBackLargeBlocks()
{
#ifdef __GLIBC__
    ::mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
#endif
}

// Tokens of prompts that are read between two steps: a long prompt shouldn't stop the others'
// streams.
constexpr int promptPiece = 64;

// How far a client may lag behind the others before it is served alone: less than this nobody sees,
// and rows that step together are cheaper.
constexpr double patience = 0.05; // seconds

class Stopwatch
{
public:
    double seconds() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    }

private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

} // namespace

struct GenerationClient::Share
{
    explicit Share(const ClientLimits& theLimits) : limits(theLimits), cache(theLimits.keptTokens)
    {
    }

    // What of a client's rows is taken.
    struct Load
    {
        int rows = 0;
        const OpenModel* model = nullptr;

        // Whether the run can join, as it then has.
        bool take(const JobRun& run, int mostRows)
        {
            const bool isFull = rows > 0 && rows + run.rowsLeft() > mostRows;
            if (model && (isFull || run.model() != model))
                return false;
            rows += run.rowsLeft();
            model = run.model();
            return true;
        }
    };

    const ClientLimits limits;

    // Under the worker's mutex.
    std::deque<std::unique_ptr<JobRun>> waiting;
    Load load; // of those that run
    int runningCount = 0;
    std::uint64_t generatedTokens = 0;
    bool forgets = false;
    bool leaves = false;

    // The worker's thread's own.
    Runs running;
    ContextCache cache;
    double seconds = 0.0; // of the processor's time that it has had

    int rowsInBatch() const
    {
        std::size_t count = 0;
        for (const auto& run : running)
            count += run->rows().size();
        return static_cast<int>(count);
    }

    // The first text of every job before the second of any: a job with many does not hold up one
    // with a single one. nullptr when there is nothing to read.
    JobRun* nextToRead() const
    {
        JobRun* next = nullptr;
        for (const auto& run : running) {
            if (!run->hasTextLeft())
                continue;
            if (!run->isCancelled() && (!next || run->textsRead() < next->textsRead()))
                next = run.get();
            if (limits.keptTokens > 0)
                break; // the next job may go on with what this one reads
        }
        return next;
    }

    // With those that wait for room; whoever has room isn't waiting, only not yet seen.
    bool hasPlaceFor(const JobRun& run) const
    {
        auto taken = load;
        int wait = 0;
        for (const auto& one : waiting)
            if (!one->isCancelled() && (wait > 0 || !taken.take(*one, limits.rows)))
                ++wait;
        return (wait == 0 && taken.take(run, limits.rows)) || wait < limits.queue;
    }

    void countRunning()
    {
        runningCount = static_cast<int>(running.size());
        load = {};
        for (const auto& run : running)
            load.take(*run, std::numeric_limits<int>::max());
    }
};

class GenerationService::Worker
{
public:
    using Share = GenerationClient::Share;

    ~Worker()
    {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_one();
        thread_.join();
    }

    void add(std::shared_ptr<Share> share)
    {
        const std::lock_guard lock(mutex_);
        shares_.push_back(std::move(share));
    }

    void remove(Share& share)
    {
        std::unique_lock lock(mutex_);
        share.leaves = true;
        changed_.notify_one();
        left_.wait(lock, [&] { return !std::ranges::count(shares_, &share, &Ptr::get); });
    }

    bool submit(Share& share, std::unique_ptr<JobRun> run)
    {
        const std::lock_guard lock(mutex_);
        if (!share.hasPlaceFor(*run))
            return false;
        share.waiting.push_back(std::move(run));
        changed_.notify_one();
        return true;
    }

    void forgetTexts(Share& share)
    {
        const std::lock_guard lock(mutex_);
        share.forgets = true;
        changed_.notify_one();
    }

    ClientCounters counters(const Share& share) const
    {
        const std::lock_guard lock(mutex_);
        return {share.runningCount, static_cast<int>(share.waiting.size()), share.generatedTokens};
    }

private:
    using Ptr = std::shared_ptr<Share>;

    void run();
    bool admit();
    bool hasWork() const;
    void beginJobs(Share& share);
    static Runs takeCancelledWaiting(Share& share);
    std::vector<Share*> nextRiders();
    void readTexts(std::span<Share* const> riders);
    void step(std::span<Share* const> riders);
    JobRun* ownerOf(int row, Share** owner) const;
    void settle();
    void endAll(const Error& error);
    void tellEnds(Runs ended);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::condition_variable left_; // a client has
    std::vector<Ptr> shares_;
    bool stopping_ = false;

    // The thread's own.
    std::vector<Ptr> active_; // clients whose jobs run
    Batch batch_;
    double now_ = 0.0; // seconds of who has had least, of those that run; it only grows
    std::thread thread_{[this] { run(); }}; // last: it uses all the others
};

void GenerationService::Worker::run()
{
    while (admit()) {
        try {
            settle(); // of the cancelled, before another goes on with what they read
            const auto riders = nextRiders();
            readTexts(riders);
            settle(); // a cancelled one is not in the step
            step(riders);
            settle();
        } catch (const std::exception& exception) { // memory: other jobs may need less
            endAll({fmt::format("the run was given up: {}", firstLine(exception))});
        }
    }
}

bool GenerationService::Worker::hasWork() const
{
    return !active_.empty() || std::ranges::any_of(shares_, [](const Ptr& share) {
        return !share->waiting.empty() || share->forgets || share->leaves;
    });
}

// Waits until there is something to do. False when it is to stop: the clients are gone.
bool GenerationService::Worker::admit()
{
    Runs over;
    std::vector<Ptr> leaving;
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return stopping_ || hasWork(); });
        for (const auto& share : shares_) {
            std::ranges::move(takeCancelledWaiting(*share), std::back_inserter(over));
            if (share->forgets)
                share->cache.clear();
            share->forgets = share->forgets && !share->running.empty(); // they may keep more
            if (share->leaves)
                leaving.push_back(share);
            else
                beginJobs(*share);
        }
        active_.clear();
        for (const auto& share : shares_)
            if (!share->running.empty() && !share->leaves)
                active_.push_back(share);
        if (stopping_)
            return false;
    }
    for (const auto& share : leaving) { // the client waits, and submits nothing more
        for (auto& run : share->running) {
            run->fail({"generation was stopped"});
            run->leave(batch_, share->cache);
            over.push_back(std::move(run));
        }
        for (auto& run : share->waiting) {
            run->fail({"generation was stopped"});
            over.push_back(std::move(run));
        }
        share->running.clear();
        share->waiting.clear();
        share->cache.clear();
    }
    tellEnds(std::move(over));
    if (!leaving.empty()) {
        const std::lock_guard lock(mutex_);
        std::erase_if(shares_, [&](const Ptr& share) { // others may have begun to leave
            return std::ranges::count(leaving, share) > 0;
        });
        left_.notify_all();
    }
    return true;
}

void GenerationService::Worker::beginJobs(Share& share)
{
    const bool wasIdle = share.running.empty();
    while (!share.waiting.empty() && share.load.take(*share.waiting.front(), share.limits.rows)) {
        share.running.push_back(std::move(share.waiting.front()));
        share.waiting.pop_front();
    }
    share.countRunning();
    if (wasIdle) // nobody saves up time for later
        share.seconds = std::max(share.seconds, now_);
}

Runs GenerationService::Worker::takeCancelledWaiting(Share& share)
{
    Runs cancelled;
    for (auto& run : share.waiting)
        if (run->isCancelled())
            cancelled.push_back(std::move(run));
    std::erase(share.waiting, nullptr);
    return cancelled;
}

// Who has had least, and whoever is served beside it.
std::vector<GenerationService::Worker::Share*> GenerationService::Worker::nextRiders()
{
    std::vector<Share*> riders;
    for (const auto& share : active_)
        if (!share->running.empty()) // all may have been cancelled since
            riders.push_back(share.get());
    if (riders.empty())
        return riders;
    const auto& poorest = **std::ranges::min_element(riders, {}, &Share::seconds);
    now_ = poorest.seconds;
    const auto* model = poorest.running.front()->model();
    const int rows = poorest.rowsInBatch();
    std::erase_if(riders, [&](const Share* share) {
        const bool isAhead = share->seconds > poorest.seconds + patience;
        const bool isLarge = share->rowsInBatch() > rows || share->nextToRead();
        return share->running.front()->model() != model || (isAhead && isLarge);
    });
    return riders;
}

// Of those that have something to read, who has had least.
void GenerationService::Worker::readTexts(std::span<Share* const> riders)
{
    for (int left = promptPiece; left > 0;) {
        Share* owner = nullptr;
        for (auto* share : riders)
            if (share->nextToRead() && (!owner || share->seconds < owner->seconds))
                owner = share;
        auto* next = owner ? owner->nextToRead() : nullptr;
        if (!next) // cancelled just now
            return;
        const Stopwatch watch;
        left -= next->read(left, batch_, owner->cache);
        owner->seconds += watch.seconds();
    }
}

JobRun* GenerationService::Worker::ownerOf(int row, Share** owner) const
{
    for (const auto& share : active_) {
        for (const auto& run : share->running) {
            if (run->rows().contains(row)) {
                *owner = share.get();
                return run.get();
            }
        }
    }
    return nullptr;
}

void GenerationService::Worker::step(std::span<Share* const> riders)
{
    std::vector<std::pair<Share*, std::uint64_t>> drawn; // tokens
    Share* owner = nullptr;
    const BatchEvents events{.stepped =
                                 [&](int row, const Step& step, std::span<const float> logits) {
                                     if (auto* run = ownerOf(row, &owner))
                                         run->stepped(row, step, logits);
                                 },
                             .ended =
                                 [&](int row, StopReason reason, Continuation continuation) {
                                     if (auto* run = ownerOf(row, &owner))
                                         run->ended(row, reason, std::move(continuation),
                                                    owner->cache);
                                 },
                             .failed =
                                 [&](int row, const Error& error) {
                                     if (auto* run = ownerOf(row, &owner))
                                         run->fail(error);
                                 }};
    batch_.removeEnded(events); // rows that were to have no token at all
    std::vector<int> rows;
    for (auto* share : riders) {
        drawn.emplace_back(share, rows.size());
        for (const auto& run : share->running)
            for (const auto& [row, own] : run->rows())
                rows.push_back(row);
        drawn.back().second = rows.size() - drawn.back().second;
    }
    if (rows.empty())
        return;
    std::ranges::sort(rows);
    const Stopwatch watch;
    if (const auto read = batch_.step(rows, events); !read) {
        for (auto* share : riders)
            for (const auto& run : share->running)
                run->fail(read.error());
        drawn.clear();
    }
    batch_.removeEnded(events);
    const double seconds = watch.seconds() / static_cast<double>(rows.size());
    const std::lock_guard lock(mutex_);
    for (const auto& [share, tokens] : drawn) {
        share->generatedTokens += tokens;
        share->seconds += seconds * static_cast<double>(tokens);
    }
}

// Lets go of the jobs of which nothing follows. The counters change first, so that who hears of the
// end doesn't see itself running.
void GenerationService::Worker::settle()
{
    Runs done;
    std::size_t count = 0;
    for (const auto& share : active_)
        count += share->running.size();
    done.reserve(count); // from here on nothing may throw that loses one
    for (const auto& share : active_) {
        for (auto& run : share->running) {
            if (run->isDone()) {
                run->leave(batch_, share->cache);
                done.push_back(std::move(run));
            }
        }
        std::erase(share->running, nullptr);
    }
    tellEnds(std::move(done));
}

void GenerationService::Worker::endAll(const Error& error)
{
    Runs over;
    for (const auto& share : active_) {
        for (auto& run : share->running) {
            run->fail(error);
            over.push_back(std::move(run));
        }
        share->running.clear();
        share->cache.clear();
    }
    batch_ = Batch();
    tellEnds(std::move(over));
}

void GenerationService::Worker::tellEnds(Runs ended)
{
    if (ended.empty())
        return;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& share : shares_)
            share->countRunning();
    }
    for (const auto& run : ended)
        run->finish();
}

GenerationService::GenerationService()
{
    giveBackLargeBlocks(); // before the worker's thread allocates any
    worker_ = std::make_unique<Worker>();
}

GenerationService::~GenerationService() = default;

GenerationClient::GenerationClient(GenerationService& service, const ClientLimits& limits)
    : service_(service)
    , share_(std::make_shared<Share>(limits))
{
    service_.worker_->add(share_);
}

GenerationClient::~GenerationClient()
{
    service_.worker_->remove(*share_);
}

std::shared_ptr<JobTicket> GenerationClient::submit(GenerationJob job, JobEvents events,
                                                    std::shared_ptr<JobTicket> ticket)
{
    if (!ticket)
        ticket = std::make_shared<JobTicket>();
    auto run = std::make_unique<JobRun>(std::move(job), std::move(events), ticket);
    return service_.worker_->submit(*share_, std::move(run)) ? ticket : nullptr;
}

Result<void> GenerationClient::run(GenerationJob job, JobEvents events,
                                   const std::function<bool()>& stopRequested)
{
    const auto ticket = std::make_shared<JobTicket>();
    const auto finished = std::make_shared<std::promise<std::optional<Error>>>();
    if (stopRequested)
        events.stepped = [&, stepped = std::move(events.stepped)](int row, const Step& step,
                                                                  std::span<const float> logits) {
            if (stepped)
                stepped(row, step, logits);
            if (stopRequested())
                ticket->cancel();
        };
    events.finished = [finished,
                       told = std::move(events.finished)](const std::optional<Error>& error) {
        if (told)
            told(error);
        finished->set_value(error);
    };
    auto end = finished->get_future();
    if (!submit(std::move(job), std::move(events), ticket))
        return fail("too many jobs wait already; try again in a moment");
    if (const auto error = end.get())
        return tl::unexpected(*error);
    return {};
}

void GenerationClient::forgetTexts()
{
    service_.worker_->forgetTexts(*share_);
}

ClientCounters GenerationClient::counters() const
{
    return service_.worker_->counters(*share_);
}

} // namespace logitscope
