#include "core/remote/transfer.h"

namespace logitscope
{

Transfer::Transfer(const RemoteAddress& server, const ServerCall& call, const HeaderLines& lines,
                   const RemoteTimes& times)
    : server_(server.authority)
    , mostBytes_(call.mostBytes)
{
    auto* easy = easy_.get();
    if (easy == nullptr) {
        code = CURLE_FAILED_INIT;
        return;
    }
    prepare(easy, server.url + call.path, lines, times.connect, details_);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(times.answer.count()));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, takeBytes);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    if (!call.body.empty()) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(call.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call.body.c_str());
    }
}

// No exception may go through libcurl: a body that finds no memory is too long, too.
std::size_t Transfer::takeBytes(char* bytes, std::size_t size, std::size_t count, void* data)
{
    auto& transfer = *static_cast<Transfer*>(data);
    transfer.lastByte = std::chrono::steady_clock::now();
    const auto length = size * count;
    transfer.isTooLong_ = length > transfer.mostBytes_ - transfer.body_.size();
    if (!transfer.isTooLong_) {
        try {
            transfer.body_.append(bytes, length);
        } catch (const std::bad_alloc&) {
            transfer.isTooLong_ = true;
        }
    }
    return transfer.isTooLong_ ? 0 : length; // 0 ends it
}

TransferFailure Transfer::failure() const
{
    if (code == CURLE_FAILED_INIT)
        return {false, Error::of("{}: no memory for a connection", server_)};
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return {false, Error::of("{}: the request was stopped", server_)};
    const auto what = wordsFor(*code, details_);
    if (isTooLong_)
        return {false, Error::of("{}: sends more than {} bytes, far more than was asked for; check "
                                 "that the address is a language model's server",
                                 server_, mostBytes_)};
    switch (faultOf(easy_.get(), *code)) {
    case ConnectionFault::ProxyRefuses:
        return {false, Error::of("{}: {}", server_, wordsOfProxy(easy_.get()))};
    case ConnectionFault::NotFound:
        return {false, Error::of("{}: its address can't be found ({}); check the server's name",
                                 server_, what)};
    case ConnectionFault::NotReached:
        return {true,
                Error::of("{}: can't be reached ({}); check that the server runs, its address "
                          "and the network",
                          server_, what)};
    case ConnectionFault::NotSafe:
        return {
            false,
            Error::of("{}: no safe connection ({}); check the address, this machine's clock and "
                      "the server's certificate",
                      server_, what)};
    case ConnectionFault::TooSlow:
        return {false, Error::of("{}: its answer takes too long; check how busy the server is, and "
                                 "try again",
                                 server_)};
    case ConnectionFault::Lost:
        return {true,
                Error::of("{}: the connection was lost ({}); check that the server still runs",
                          server_, what)};
    default:
        return {false, Error::of("{}: {}; check the server's address", server_, what)};
    }
}

TransferResult Transfer::result() &&
{
    if (code != CURLE_OK)
        return tl::unexpected(failure());
    long status = 0;
    char* redirect = nullptr;
    curl_off_t pause = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy_.get(), CURLINFO_REDIRECT_URL, &redirect);
    curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &pause);
    ServerAnswer answer{.status = static_cast<int>(status), .body = std::move(body_)};
    if (redirect)
        answer.redirect = redirect;
    if (pause > 0)
        answer.retryAfter = std::chrono::seconds(pause);
    return answer;
}

} // namespace logitscope
