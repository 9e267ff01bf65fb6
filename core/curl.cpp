#include "core/curl.h"

namespace logitscope
{

CurlMulti newCurlMulti()
{
    static const auto begun = curl_global_init(CURL_GLOBAL_DEFAULT);
    static_cast<void>(begun);
    return CurlMulti(curl_multi_init());
}

std::optional<std::string> partOf(CURLU* url, CURLUPart part, unsigned int flags)
{
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK)
        return std::nullopt;
    std::string copy = text;
    curl_free(text);
    return copy;
}

void HeaderLines::add(const std::string& line)
{
    if (auto* longer = curl_slist_append(lines_.get(), line.c_str())) {
        static_cast<void>(lines_.release()); // it is part of the longer one
        lines_.reset(longer);
    }
}

void prepare(CURL* easy, const std::string& url, const HeaderLines& lines,
             std::chrono::milliseconds connectTime, CurlDetails& details)
{
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines.get());
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "logitscope/" LOGITSCOPE_VERSION);
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connectTime.count()));
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, details.data());
}

namespace
{

// When it was asked for a connection to the host; 0: it wasn't.
long statusOfProxy(CURL* easy)
{
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status);
    return status;
}

} // namespace

std::string wordsOfProxy(CURL* easy)
{
    return "the proxy refuses the connection with HTTP status " +
           std::to_string(statusOfProxy(easy)) +
           "; check the proxy's address and password, as https_proxy has them";
}

ConnectionFault faultOf(CURL* easy, CURLcode code)
{
    if (statusOfProxy(easy) / 100 == 4)
        return ConnectionFault::ProxyRefuses;
    curl_off_t connected = 0; // after so many microseconds
    curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return ConnectionFault::NotFound;
    case CURLE_COULDNT_CONNECT:
        return ConnectionFault::NotReached;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CONNECT_ERROR:
        return ConnectionFault::NotSafe;
    case CURLE_OPERATION_TIMEDOUT:
        return connected == 0 ? ConnectionFault::NotReached : ConnectionFault::TooSlow;
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return ConnectionFault::Lost;
    default:
        return ConnectionFault::Other;
    }
}

std::string wordsFor(CURLcode code, const CurlDetails& details)
{
    return details.front() ? details.data() : curl_easy_strerror(code);
}

} // namespace logitscope
