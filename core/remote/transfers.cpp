#include "core/remote/transfers.h"

#include "core/curl.h"
#include "core/remote/transfer.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <thread>
#include <utility>

namespace logitscope
{

namespace
{

using Clock = std::chrono::steady_clock;

constexpr std::size_t mostConnections = 32;
constexpr int pollMilliseconds = 100; // between looks for what stalls
constexpr int idleMilliseconds = 60'000;

HeaderLines headerLines(const std::string& key)
{
    HeaderLines lines;
    lines.add("Content-Type: application/json");
    lines.add("Expect:"); // a long prompt doesn't wait for permission
    if (!key.empty())
        lines.add("Authorization: Bearer " + key);
    return lines;
}

// A server whose system holds a piece of the answer back until the one before it is acknowledged
// (Nagle's algorithm), as llama.cpp's did until 2025, would wait 40 ms for it. Linux forgets this
// with the next bytes.
void acknowledgeAtOnce(CURLM* multi)
{
    fd_set reading, writing, failing;
    for (auto* sockets : {&reading, &writing, &failing})
        FD_ZERO(sockets);
    int last = -1;
    curl_multi_fdset(multi, &reading, &writing, &failing, &last);
    const int atOnce = 1;
    for (int socket = 0; socket <= last; ++socket)
        if (FD_ISSET(socket, &reading))
            ::setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &atOnce, sizeof atOnce);
}

} // namespace

// Only its thread calls libcurl with what is in `multi`, and wakes who waits for that.
struct Transfers::Work
{
    Work(RemoteAddress address, const std::string& key, const RemoteTimes& allowed)
        : server(std::move(address))
        , lines(headerLines(key))
        , times(allowed)
    {
        active.reserve(mostConnections);
        if (multi == nullptr)
            return;
        // Otherwise it closes some whenever fewer transfers are left.
        curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(mostConnections));
        thread = std::thread([this] { run(); });
    }

    ~Work()
    {
        if (!thread.joinable())
            return;
        {
            const std::lock_guard lock(mutex);
            ends = true;
        }
        curl_multi_wakeup(multi.get());
        thread.join();
    }

    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;

    void run();
    void begin();
    void end(std::size_t number, CURLcode code); // of the active ones
    void endWhatIsOver();

    bool hasToBegin() const { return !waiting.empty() && active.size() < mostAtOnce; }

    const RemoteAddress server;
    const HeaderLines lines;
    const RemoteTimes times;
    CurlMulti multi = newCurlMulti();

    std::mutex mutex;
    std::condition_variable_any over; // at least one
    std::size_t mostAtOnce = mostConnections;
    std::vector<Transfer*> waiting; // the oldest first
    std::vector<Transfer*> active;
    bool ends = false;
    std::thread thread;
};

void Transfers::Work::run()
{
    for (std::unique_lock lock(mutex); !ends; lock.lock()) {
        begin();
        lock.unlock();
        int running = 0;
        const auto done = curl_multi_perform(multi.get(), &running);
        lock.lock();
        endWhatIsOver();
        while (done != CURLM_OK && !active.empty())
            end(0, CURLE_FAILED_INIT);
        const int wait = hasToBegin() ? 0 : active.empty() ? idleMilliseconds : pollMilliseconds;
        lock.unlock();
        over.notify_all();
        acknowledgeAtOnce(multi.get());
        curl_multi_poll(multi.get(), nullptr, 0, wait, nullptr);
    }
}

void Transfers::Work::begin()
{
    while (hasToBegin()) {
        auto* transfer = waiting.front();
        waiting.erase(waiting.begin());
        transfer->lastByte = Clock::now();
        active.push_back(transfer);
        if (curl_multi_add_handle(multi.get(), transfer->easy()) != CURLM_OK)
            end(active.size() - 1, CURLE_FAILED_INIT);
    }
}

void Transfers::Work::end(std::size_t number, CURLcode code)
{
    auto* transfer = active[number];
    curl_multi_remove_handle(multi.get(), transfer->easy());
    active.erase(active.begin() + static_cast<std::ptrdiff_t>(number));
    transfer->code = code;
}

void Transfers::Work::endWhatIsOver()
{
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi.get(), &left)) {
        const auto isIt = [&](const Transfer* transfer) {
            return transfer->easy() == message->easy_handle;
        };
        const auto code = message->data.result; // is gone with the handle
        end(static_cast<std::size_t>(std::ranges::find_if(active, isIt) - active.begin()), code);
    }
    for (auto i = active.size(); i-- > 0;) {
        if (active[i]->isGivenUp)
            end(i, CURLE_ABORTED_BY_CALLBACK);
        else if (Clock::now() - active[i]->lastByte > times.stall) // libcurl's own limit is of a
            end(i, CURLE_OPERATION_TIMEDOUT); // mean over seconds, and comes late
    }
}

Transfers::Transfers(RemoteAddress server, const std::string& key, const RemoteTimes& times)
    : work_(std::make_unique<Work>(std::move(server), key, times))
{
}

Transfers::~Transfers() = default;

void Transfers::setMostAtOnce(std::size_t calls)
{
    const std::lock_guard lock(work_->mutex);
    work_->mostAtOnce = std::min(calls, mostConnections);
}

std::vector<TransferResult> Transfers::run(std::span<const ServerCall> calls,
                                           const std::stop_token& stop) const
{
    std::deque<Transfer> transfers; // each stays where it is
    for (const auto& call : calls)
        transfers.emplace_back(work_->server, call, work_->lines, work_->times);
    const auto areOver = [&] {
        return std::ranges::all_of(transfers,
                                   [](const auto& each) { return each.code.has_value(); });
    };
    std::unique_lock lock(work_->mutex);
    work_->waiting.reserve(work_->waiting.size() + transfers.size()); // all of them or none
    for (auto& transfer : transfers) {
        if (work_->multi == nullptr)
            transfer.code = CURLE_FAILED_INIT;
        if (!transfer.code)
            work_->waiting.push_back(&transfer);
    }
    curl_multi_wakeup(work_->multi.get());
    if (!work_->over.wait(lock, stop, areOver)) {
        for (auto& transfer : transfers) {
            transfer.isGivenUp = true;
            if (std::erase(work_->waiting, &transfer) > 0)
                transfer.code = CURLE_ABORTED_BY_CALLBACK;
        }
        curl_multi_wakeup(work_->multi.get());
        work_->over.wait(lock, areOver);
    }
    lock.unlock();

    std::vector<TransferResult> results;
    for (auto& transfer : transfers)
        results.push_back(std::move(transfer).result());
    return results;
}

} // namespace logitscope
