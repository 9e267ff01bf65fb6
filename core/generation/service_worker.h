// The service's thread: whose jobs it serves next, and the batch that they share.
#pragma once

#include "core/generation/batch.h"
#include "core/generation/client_share.h"
#include "core/generation/current_pass.h"

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace logitscope
{

class GenerationService::Worker
{
public:
    using Share = GenerationClient::Share;

    explicit Worker(FreeBytes freeBytes) : freeBytes_(std::move(freeBytes)) {}

    ~Worker();

    // From any thread. None of a client's events comes after it was removed; submit() is false
    // where its queue is full.
    void add(std::shared_ptr<Share> share);
    void remove(Share& share);
    bool submit(Share& share, std::unique_ptr<JobRun> run);
    void forgetTexts(Share& share);
    ClientCounters counters(const Share& share) const;

private:
    using Ptr = std::shared_ptr<Share>;
    using Runs = std::vector<std::unique_ptr<JobRun>>;

    void run();
    bool admit();
    bool hasWork() const;
    void beginJobs(Share& share, Runs& refused);
    std::optional<std::uint64_t> bytesLeft() const;
    bool isBusy() const;
    bool hasMemoryFor(const JobRun& run, const Share& owner);
    static Runs takeCancelledWaiting(Share& share);
    std::vector<Share*> nextRiders();

    // A job, and how many tokens of its texts the next pass reads.
    struct Reader
    {
        Share* owner;
        JobRun* run;
        int tokens;
    };

    static bool hasShortText(std::span<Share* const> riders);
    std::vector<Reader> planReading(std::span<Share* const> riders);
    void readTexts(std::span<Share* const> riders);

    enum class Rows
    {
        New, // that have drawn nothing yet
        All
    };

    void step(std::span<Share* const> riders, Rows which);
    JobRun* ownerOf(int row, Share** owner) const;
    void settle();
    void endAll(const Error& error);
    void tellEnds(Runs ended);

    const FreeBytes freeBytes_;
    CurrentPass pass_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::condition_variable left_; // a client has
    std::vector<Ptr> shares_;
    bool stopping_ = false;

    // The thread's own.
    std::vector<Ptr> active_; // clients whose jobs run
    Batch batch_;
    double now_ = 0.0;            // seconds of who has had least, of those that run; it only grows
    double secondsOfToken_ = 0.0; // of a text that is read, as the last ones took
    bool onlyShort_ = false;      // texts are in this pass
    int passesWaited_ = 0;        // for which rows have waited since their last step
    std::thread thread_{[this] { run(); }}; // last: it uses all the others
};

} // namespace logitscope
