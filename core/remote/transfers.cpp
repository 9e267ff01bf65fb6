#include "core/remote/transfers.h"

#include "core/curl.h"

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

using Clock = std::chrono::steady_clock;

// One request and what came of it so far. Its address is known to libcurl.
struct Transfer
{
    CurlEasy easy{curl_easy_init()};
    std::size_t mostBytes = 0;
    std::string body = {};
    bool isTooLong = false;
    Clock::time_point lastByte = {};
    CurlDetails details = {};
    bool isGivenUp = false;            // nobody waits for it
    std::optional<CURLcode> code = {}; // once it is over
};

namespace
{

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

// No exception may go through libcurl: a body that finds no memory is too long, too.
std::size_t takeBytes(char* bytes, std::size_t size, std::size_t count, void* data)
{
    auto& transfer = *static_cast<Transfer*>(data);
    transfer.lastByte = Clock::now();
    const auto length = size * count;
    transfer.isTooLong = length > transfer.mostBytes - transfer.body.size();
    if (!transfer.isTooLong) {
        try {
            transfer.body.append(bytes, length);
        } catch (const std::bad_alloc&) {
            transfer.isTooLong = true;
        }
    }
    return transfer.isTooLong ? 0 : length; // 0 ends it
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

TransferFailure failureOf(const Transfer& transfer, CURLcode code, const std::string& server)
{
    const auto what = wordsFor(code, transfer.details);
    if (transfer.isTooLong)
        return {false, Error::of("{}: sends more than {} bytes, far more than was asked for; check "
                                 "that the address is a language model's server",
                                 server, transfer.mostBytes)};
    switch (faultOf(transfer.easy.get(), code)) {
    case ConnectionFault::ProxyRefuses:
        return {false, Error::of("{}: {}", server, wordsOfProxy(transfer.easy.get()))};
    case ConnectionFault::NotFound:
        return {false, Error::of("{}: its address can't be found ({}); check the server's name",
                                 server, what)};
    case ConnectionFault::NotReached:
        return {true,
                Error::of("{}: can't be reached ({}); check that the server runs, its address "
                          "and the network",
                          server, what)};
    case ConnectionFault::NotSafe:
        return {
            false,
            Error::of("{}: no safe connection ({}); check the address, this machine's clock and "
                      "the server's certificate",
                      server, what)};
    case ConnectionFault::TooSlow:
        return {false, Error::of("{}: its answer takes too long; check how busy the server is, and "
                                 "try again",
                                 server)};
    case ConnectionFault::Lost:
        return {true,
                Error::of("{}: the connection was lost ({}); check that the server still runs",
                          server, what)};
    default:
        return {false, Error::of("{}: {}; check the server's address", server, what)};
    }
}

TransferResult resultOf(Transfer& transfer, CURLcode code, const std::string& server)
{
    if (code != CURLE_OK)
        return tl::unexpected(failureOf(transfer, code, server));
    long status = 0;
    char* redirect = nullptr;
    curl_off_t pause = 0;
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_REDIRECT_URL, &redirect);
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_RETRY_AFTER, &pause);
    ServerAnswer answer{.status = static_cast<int>(status), .body = std::move(transfer.body)};
    if (redirect)
        answer.redirect = redirect;
    if (pause > 0)
        answer.retryAfter = std::chrono::seconds(pause);
    return answer;
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
    std::deque<Transfer*> waiting; // the oldest first
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
            end(0, CURLE_OUT_OF_MEMORY);
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
        waiting.pop_front();
        transfer->lastByte = Clock::now();
        active.push_back(transfer);
        curl_multi_add_handle(multi.get(), transfer->easy.get());
    }
}

void Transfers::Work::end(std::size_t number, CURLcode code)
{
    auto* transfer = active[number];
    curl_multi_remove_handle(multi.get(), transfer->easy.get());
    active.erase(active.begin() + static_cast<std::ptrdiff_t>(number));
    transfer->code = code;
}

void Transfers::Work::endWhatIsOver()
{
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi.get(), &left)) {
        const auto isIt = [&](const Transfer* transfer) {
            return transfer->easy.get() == message->easy_handle;
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
    const auto& server = work_->server;
    const TransferFailure failed{false,
                                 Error::of("{}: no memory for a connection", server.authority)};
    std::vector<TransferResult> results(calls.size(), tl::unexpected(failed));
    std::vector<Transfer> transfers(calls.size());
    if (work_->multi == nullptr ||
        std::ranges::any_of(transfers, [](const auto& each) { return each.easy == nullptr; }))
        return results;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const auto& call = calls[i];
        auto& transfer = transfers[i];
        transfer.mostBytes = call.mostBytes;
        auto* easy = transfer.easy.get();
        prepare(easy, server.url + call.path, work_->lines, work_->times.connect, transfer.details);
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(work_->times.answer.count()));
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, takeBytes);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
        if (!call.body.empty()) {
            curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                             static_cast<curl_off_t>(call.body.size()));
            curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call.body.c_str());
        }
    }

    const auto areOver = [&] {
        return std::ranges::all_of(transfers,
                                   [](const auto& each) { return each.code.has_value(); });
    };
    std::unique_lock lock(work_->mutex);
    for (auto& transfer : transfers)
        work_->waiting.push_back(&transfer);
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

    const TransferFailure stopped{false,
                                  Error::of("{}: the request was stopped", server.authority)};
    for (std::size_t i = 0; i < calls.size(); ++i)
        results[i] = transfers[i].code == CURLE_ABORTED_BY_CALLBACK
                         ? TransferResult(tl::unexpected(stopped))
                         : resultOf(transfers[i], *transfers[i].code, server.authority);
    return results;
}

} // namespace logitscope
