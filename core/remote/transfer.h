// One request of those that Transfers runs: its handle of libcurl, and what came of it so far.
#pragma once

#include "core/curl.h"
#include "core/remote/transfers.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace logitscope
{

class Transfer
{
public:
    // The call and the lines outlive it. Without memory it is over at once.
    Transfer(const RemoteAddress& server, const ServerCall& call, const HeaderLines& lines,
             const RemoteTimes& times);

    Transfer(const Transfer&) = delete; // libcurl has its address
    Transfer& operator=(const Transfer&) = delete;

    CURL* easy() const { return easy_.get(); }

    // Once it is over.
    TransferResult result() &&;

    std::chrono::steady_clock::time_point lastByte = {};
    bool isGivenUp = false;            // nobody waits for it
    std::optional<CURLcode> code = {}; // once it is over; ABORTED_BY_CALLBACK: it was given up

private:
    static std::size_t takeBytes(char* bytes, std::size_t size, std::size_t count, void* data);
    TransferFailure failure() const;

    const std::string& server_;
    CurlEasy easy_{curl_easy_init()};
    CurlDetails details_ = {};
    std::size_t mostBytes_;
    std::string body_ = {};
    bool isTooLong_ = false;
};

} // namespace logitscope
