#include "core/remote/transfers.h"

#include "core/curl.h"

#include <algorithm>

namespace logitscope
{

namespace
{

using Clock = std::chrono::steady_clock;

constexpr std::size_t mostAtOnce = 32;
constexpr int pollMilliseconds = 100;

HeaderLines headerLines(const std::string& key)
{
    HeaderLines lines;
    lines.add("Content-Type: application/json");
    lines.add("Expect:"); // a long prompt doesn't wait for permission
    if (!key.empty())
        lines.add("Authorization: Bearer " + key);
    return lines;
}

// One request and what came of it so far. Its address is known to libcurl.
struct Transfer
{
    Transfer(CURLM* all, std::size_t number) : multi(all), call(number) {}

    ~Transfer() { curl_multi_remove_handle(multi, easy.get()); }

    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    CURLM* multi;
    CurlEasy easy{curl_easy_init()};
    std::size_t call; // its number
    std::size_t mostBytes = 0;
    std::string body = {};
    bool isTooLong = false;
    Clock::time_point lastByte = Clock::now();
    CurlDetails details = {};
};

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

struct Transfers::Handle
{
    CurlMulti multi = newCurlMulti();
};

Transfers::Transfers() : handle_(std::make_unique<Handle>()) {}

Transfers::~Transfers() = default;

std::vector<TransferResult> Transfers::run(const RemoteAddress& server, const std::string& key,
                                           std::span<const ServerCall> calls,
                                           const RemoteTimes& times, const std::stop_token& stop)
{
    const TransferFailure failed{false,
                                 Error::of("{}: no memory for a connection", server.authority)};
    std::vector<TransferResult> results(calls.size(), tl::unexpected(failed));
    auto* multi = handle_->multi.get();
    if (multi == nullptr)
        return results;
    const auto lines = headerLines(key);
    const auto begin = [&](std::size_t number) {
        const auto& call = calls[number];
        auto transfer = std::make_unique<Transfer>(multi, number);
        transfer->mostBytes = call.mostBytes;
        auto* easy = transfer->easy.get();
        if (easy == nullptr)
            return std::unique_ptr<Transfer>();
        prepare(easy, server.url + call.path, lines, times.connect, transfer->details);
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(times.answer.count()));
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, takeBytes);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer.get());
        curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer.get());
        if (!call.body.empty()) {
            curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                             static_cast<curl_off_t>(call.body.size()));
            curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call.body.c_str());
        }
        curl_multi_add_handle(multi, easy);
        return transfer;
    };

    const std::stop_callback wake(stop, [multi] { curl_multi_wakeup(multi); });
    std::vector<std::unique_ptr<Transfer>> active;
    std::size_t begun = 0;
    while (!stop.stop_requested() && (begun < calls.size() || !active.empty())) {
        while (begun < calls.size() && active.size() < mostAtOnce)
            if (auto transfer = begin(begun++))
                active.push_back(std::move(transfer));
        int running = 0;
        if (curl_multi_perform(multi, &running) != CURLM_OK)
            break;
        const auto end = [&](Transfer& transfer, CURLcode code) {
            results[transfer.call] = resultOf(transfer, code, server.authority);
            std::erase_if(active, [&](const auto& other) { return other.get() == &transfer; });
        };
        int left = 0;
        while (const auto* message = curl_multi_info_read(multi, &left)) {
            Transfer* transfer = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
            end(*transfer, message->data.result);
        }
        // libcurl's own limit is of a mean over seconds, and comes late.
        while (true) {
            const auto stalls = std::ranges::find_if(active, [&](const auto& transfer) {
                return Clock::now() - transfer->lastByte > times.stall;
            });
            if (stalls == active.end())
                break;
            end(**stalls, CURLE_OPERATION_TIMEDOUT);
        }
        if (running > 0)
            curl_multi_poll(multi, nullptr, 0, pollMilliseconds, nullptr);
    }
    if (stop.stop_requested()) {
        const TransferFailure stopped{false,
                                      Error::of("{}: the request was stopped", server.authority)};
        for (const auto& transfer : active)
            results[transfer->call] = tl::unexpected(stopped);
        std::fill(results.begin() + static_cast<std::ptrdiff_t>(begun), results.end(),
                  TransferResult(tl::unexpected(stopped)));
    }
    return results;
}

} // namespace logitscope
