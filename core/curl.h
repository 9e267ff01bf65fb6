// What everybody needs of libcurl who asks a server: its handles, addresses and header lines, and
// what went wrong with a connection.
#pragma once

#include <array>
#include <chrono>
#include <curl/curl.h>
#include <memory>
#include <optional>
#include <string>

namespace logitscope
{

struct CleanCurl
{
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

struct CleanEasyCurl
{
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};

using CurlMulti = std::unique_ptr<CURLM, CleanCurl>;
using CurlEasy = std::unique_ptr<CURL, CleanEasyCurl>;

// With libcurl ready to be used. Null: no memory.
CurlMulti newCurlMulti();

struct CleanCurlUrl
{
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

using CurlUrl = std::unique_ptr<CURLU, CleanCurlUrl>;

// Nothing where the address lacks it.
std::optional<std::string> partOf(CURLU* url, CURLUPart part, unsigned int flags = 0);

using CurlDetails = std::array<char, CURL_ERROR_SIZE>; // libcurl's own words for what went wrong

class HeaderLines
{
public:
    void add(const std::string& line);

    curl_slist* get() const { return lines_.get(); }

private:
    struct Free
    {
        void operator()(curl_slist* lines) const { curl_slist_free_all(lines); }
    };

    std::unique_ptr<curl_slist, Free> lines_;
};

// HTTP and HTTPS alone, no redirects, no signals, this program's name. The lines and the details
// have to live until the transfer ends.
void prepare(CURL* easy, const std::string& url, const HeaderLines& lines,
             std::chrono::milliseconds connectTime, CurlDetails& details);

enum class ConnectionFault
{
    NotFound,   // the name has no address
    NotReached, // nobody answers there, or not in time
    NotSafe,    // TLS
    ProxyRefuses,
    TooSlow, // connected, then too long without an end
    Lost,
    Other,
};

// Of a transfer that ended with this code, which is not CURLE_OK.
ConnectionFault faultOf(CURL* easy, CURLcode code);

// What a proxy said that refuses.
std::string wordsOfProxy(CURL* easy);

std::string wordsFor(CURLcode code, const CurlDetails& details);

} // namespace logitscope
