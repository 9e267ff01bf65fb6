#include "core/generation/service_worker.h"

#include "core/byte_count.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

namespace logitscope
{

namespace
{

// Tokens of prompts that are read between two steps: a long prompt shouldn't stop the others'
// streams.
constexpr int promptPiece = 64;
constexpr int turn = promptPiece / 4; // of one job, where others wait to be read

// Texts of so few tokens go before long ones and running rows, though not for ever: more may come.
constexpr int shortText = turn;
constexpr int mostPassesWaited = 16; // of rows: about a second

// How far a client may lag behind the others before it is served alone: less than this nobody sees,
// and rows that step together are cheaper.
constexpr double patience = 0.05; // seconds

// For a job that waits for memory: how long others may go before it, and how often it is looked
// whether there is enough by now.
constexpr auto longWait = std::chrono::seconds(5);
constexpr auto pauseBetweenLooks = std::chrono::milliseconds(50);

bool isShort(const std::unique_ptr<JobRun>& run)
{
    return !run->isCancelled() && run->hasShortTextLeft(shortText);
}

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

GenerationService::Worker::~Worker()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void GenerationService::Worker::add(std::shared_ptr<Share> share)
{
    const std::lock_guard lock(mutex_);
    shares_.push_back(std::move(share));
}

void GenerationService::Worker::remove(Share& share)
{
    std::unique_lock lock(mutex_);
    share.leaves = true;
    pass_.interrupt();
    changed_.notify_one();
    left_.wait(lock, [&] { return !std::ranges::count(shares_, &share, &Ptr::get); });
}

bool GenerationService::Worker::submit(Share& share, std::unique_ptr<JobRun> run)
{
    run->waitFor(pass_);
    const std::lock_guard lock(mutex_);
    if (!share.hasPlaceFor(*run))
        return false;
    share.waiting.push_back(std::move(run));
    changed_.notify_one();
    return true;
}

void GenerationService::Worker::forgetTexts(Share& share)
{
    const std::lock_guard lock(mutex_);
    share.forgets = true;
    changed_.notify_one();
}

ClientCounters GenerationService::Worker::counters(const Share& share) const
{
    const std::lock_guard lock(mutex_);
    return {share.runningCount, static_cast<int>(share.waiting.size()), share.generatedTokens};
}

void GenerationService::Worker::run()
{
    while (admit()) {
        try {
            settle(); // of the cancelled, before another goes on with what they read
            const auto riders = nextRiders();
            if (!riders.empty())
                pass_.begin(riders.front()->running.front()->model());
            readTexts(riders);
            settle(); // a cancelled one is not in the step
            step(riders, Rows::New);
            settle();
            if (passesWaited_ == 0)
                step(riders, Rows::All);
            settle();
        } catch (const std::exception& exception) { // memory: other jobs may need less
            endAll({fmt::format("the run was given up: {}", firstLine(exception))});
        }
        pass_.end();
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
        if (!isBusy()) // whoever had the machine alone took nothing from the others
            for (const auto& share : shares_)
                now_ = std::max(now_, share->seconds);
        for (const auto& share : shares_) {
            std::ranges::move(takeCancelledWaiting(*share), std::back_inserter(over));
            if (share->forgets)
                share->cache.clear();
            share->forgets = share->forgets && !share->running.empty(); // they may keep more
            if (share->leaves)
                leaving.push_back(share);
            else
                beginJobs(*share, over);
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

// What is free beyond what the running jobs may still take. Nothing where nobody can tell.
std::optional<std::uint64_t> GenerationService::Worker::bytesLeft() const
{
    const auto free = freeBytes_();
    if (!free)
        return std::nullopt;
    auto left = *free - *free / 16; // other programs live here too
    for (const auto& share : shares_)
        for (const auto& run : share->running)
            left -= std::min(left, run->bytesToCome());
    return left;
}

bool GenerationService::Worker::isBusy() const
{
    return std::ranges::any_of(shares_, [](const Ptr& share) { return !share->running.empty(); });
}

// Texts that are merely kept make room, where that is of use. What has waited for long goes first:
// otherwise small jobs of others could hold up a large one for ever.
bool GenerationService::Worker::hasMemoryFor(const JobRun& run, const Share& owner)
{
    const auto now = std::chrono::steady_clock::now();
    auto needed = run.bytesToCome();
    std::uint64_t kept = 0;
    for (const auto& share : shares_) {
        kept += share->cache.bytes();
        if (isBusy() && share.get() != &owner && share->waitsForMemory && !share->waiting.empty() &&
            now - *share->waitsForMemory > longWait)
            needed += share->waiting.front()->bytesToCome();
    }
    const auto left = bytesLeft();
    if (!left || needed <= *left)
        return true;
    if (needed > *left + kept)
        return false;
    for (const auto& share : shares_)
        share->cache.clear();
    return needed <= bytesLeft().value_or(needed);
}

// A job for whose keys and values there is no memory waits for others to end; where there are none
// it is refused.
void GenerationService::Worker::beginJobs(Share& share, Runs& refused)
{
    const auto now = std::chrono::steady_clock::now();
    const bool wasIdle = share.running.empty();
    while (!share.waiting.empty()) {
        if (share.waitsForMemory && now < share.looksAgain && isBusy())
            break;
        auto& run = share.waiting.front();
        auto load = share.load;
        if (!load.take(*run, share.limits.rows))
            break;
        if (hasMemoryFor(*run, share)) {
            share.load = load;
            share.running.push_back(std::move(run));
        } else if (isBusy()) {
            share.waitsForMemory = share.waitsForMemory.value_or(now);
            share.looksAgain = now + pauseBetweenLooks;
            break;
        } else {
            run->fail(Error::of("this needs {} for keys and values, but {} are free; ask for fewer "
                                "texts or fewer tokens",
                                byteCount(run->bytesToCome()), byteCount(bytesLeft().value_or(0))));
            refused.push_back(std::move(run));
        }
        share.waiting.pop_front();
        share.waitsForMemory.reset();
    }
    if (share.waiting.empty())
        share.waitsForMemory.reset();
    share.countRunning();
    if (wasIdle) // nobody saves up time for later
        share.seconds = std::max(share.seconds, now_);
}

GenerationService::Worker::Runs GenerationService::Worker::takeCancelledWaiting(Share& share)
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
    const auto& model = poorest.running.front()->model();
    const int rows = poorest.rowsInBatch();
    std::erase_if(riders, [&](const Share* share) {
        const bool isAhead = share->seconds > poorest.seconds + patience;
        const bool isLarge = share->rowsInBatch() > rows || share->nextToRead();
        return share->running.front()->model() != model || (isAhead && isLarge);
    });
    return riders;
}

bool GenerationService::Worker::hasShortText(std::span<Share* const> riders)
{
    return std::ranges::any_of(
        riders, [](const Share* share) { return std::ranges::any_of(share->running, isShort); });
}

// What one pass reads: first of those who have had least, then of each job in turn. While there are
// short texts, every other pass is theirs alone.
std::vector<GenerationService::Worker::Reader>
GenerationService::Worker::planReading(std::span<Share* const> riders)
{
    std::vector<Reader> readers;
    std::vector<JobRun*> others; // which read nothing more in this pass
    onlyShort_ = hasShortText(riders) && !onlyShort_;
    for (auto* share : riders)
        for (const auto& run : share->running)
            if (onlyShort_ && !isShort(run))
                others.push_back(run.get());
    std::map<const Share*, int> tokens;
    for (int room = promptPiece; room > 0;) {
        Share* owner = nullptr;
        const auto had = [&](const Share* share) {
            return share->seconds + tokens[share] * secondsOfToken_;
        };
        for (auto* share : riders)
            if (share->nextToRead(others) && (!owner || had(share) < had(owner)))
                owner = share;
        auto* run = owner ? owner->nextToRead(others) : nullptr;
        if (!run) // one may have been cancelled just now
            break;
        const int longest = onlyShort_ ? shortText : std::numeric_limits<int>::max();
        const int count = run->plan(std::min(room, turn), longest, batch_, owner->cache);
        if (count == 0) {
            others.push_back(run);
            continue;
        }
        room -= count;
        tokens[owner] += count;
        if (room > 0) // else its turn may have been cut short
            owner->tookTurn(*run);
        const auto reader = std::ranges::find(readers, run, &Reader::run);
        if (reader == readers.end())
            readers.push_back({owner, run, count});
        else
            reader->tokens += count;
    }
    return readers;
}

// In one pass over the weights. Where that fails each alone, so that it fails for one only.
void GenerationService::Worker::readTexts(std::span<Share* const> riders)
{
    const auto readers = planReading(riders);
    std::vector<NextTokens> texts;
    for (const auto& reader : readers) {
        if (!reader.run->readsAlone())
            reader.run->addPieces(texts);
    }
    std::size_t tokens = 0;
    for (const auto& text : texts)
        tokens += text.tokens.size();
    const Stopwatch watch;
    const bool wereRead = texts.size() > 1 && readers.front().run->model()->model->read(texts);
    if (wereRead)
        secondsOfToken_ = watch.seconds() / static_cast<double>(tokens);
    for (const auto& [owner, run, count] : readers) {
        if (wereRead && !run->readsAlone()) {
            run->wasRead(batch_, owner->cache);
            owner->seconds += count * secondsOfToken_;
        } else if (pass_.isInterrupted()) {
            run->planAgain(owner->cache);
        } else if (!run->isCancelled()) { // nobody waits for a pass that nobody wants
            const Stopwatch alone;
            const int read = run->read(batch_, owner->cache);
            owner->seconds += alone.seconds();
            if (read > 0)
                secondsOfToken_ = alone.seconds() / read;
            else
                run->planAgain(owner->cache);
        }
    }
    const bool wait = hasShortText(riders) && !readers.empty() && passesWaited_ < mostPassesWaited;
    passesWaited_ = wait ? passesWaited_ + 1 : 0;
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

// New rows have their first token at once: it takes no pass over the weights.
void GenerationService::Worker::step(std::span<Share* const> riders, Rows which)
{
    std::vector<std::pair<Share*, std::size_t>> stepped; // rows
    std::map<Share*, std::uint64_t> drawn;               // tokens
    Share* owner = nullptr;
    const BatchEvents events{.stepped =
                                 [&](int row, const Step& step, KnownLogits logits) {
                                     if (auto* run = ownerOf(row, &owner)) {
                                         ++drawn[owner];
                                         run->stepped(row, step, logits);
                                     }
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
                                         run->failed(row, error);
                                 },
                             .interrupted = [&] { return pass_.isInterrupted(); }};
    batch_.removeEnded(events); // rows that were to have no token at all
    std::vector<int> rows;
    for (auto* share : riders) {
        stepped.emplace_back(share, rows.size());
        for (const auto& run : share->running)
            for (const auto& [row, own] : run->rows())
                if (which == Rows::All || run->isNew(row))
                    rows.push_back(row);
        stepped.back().second = rows.size() - stepped.back().second;
    }
    if (rows.empty())
        return;
    const Stopwatch watch;
    if (const auto read = batch_.step(rows, events); !read) {
        if (!pass_.isInterrupted()) // else the others are stepped again
            for (auto* share : riders)
                for (const auto& run : share->running)
                    run->fail(read.error());
        stepped.clear();
    }
    batch_.removeEnded(events);
    const double seconds = watch.seconds() / static_cast<double>(rows.size());
    const std::lock_guard lock(mutex_);
    for (const auto& [share, count] : stepped) {
        share->generatedTokens += drawn[share];
        share->seconds += seconds * static_cast<double>(count);
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

} // namespace logitscope
