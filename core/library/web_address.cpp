#include "core/library/web_address.h"

#include <curl/curl.h>
#include <memory>

namespace logitscope
{

namespace
{

struct FreeUrl
{
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

using UrlHandle = std::unique_ptr<CURLU, FreeUrl>;

std::string partOf(CURLU* url, CURLUPart part, unsigned int flags = 0)
{
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK)
        return {};
    std::string copy = text;
    curl_free(text);
    return copy;
}

// An empty one, too: https://@host.
bool hasUser(CURLU* url)
{
    char* user = nullptr;
    const bool isThere = curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_OK;
    curl_free(user);
    return isThere;
}

std::optional<WebAddress> addressOf(CURLU* url)
{
    WebAddress address{.url = partOf(url, CURLUPART_URL),
                       .scheme = partOf(url, CURLUPART_SCHEME),
                       .host = partOf(url, CURLUPART_HOST),
                       .port = partOf(url, CURLUPART_PORT, CURLU_DEFAULT_PORT)};
    const bool isWeb = address.scheme == "http" || address.scheme == "https";
    if (!isWeb || hasUser(url) || address.host.empty())
        return std::nullopt;
    for (auto& letter : address.host) // hosts don't tell capitals
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    return address;
}

} // namespace

std::optional<WebAddress> WebAddress::parse(const std::string& text)
{
    const UrlHandle url(curl_url());
    if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
        return std::nullopt;
    return addressOf(url.get());
}

std::optional<WebAddress> WebAddress::redirectedTo(const std::string& location) const
{
    const UrlHandle target(curl_url());
    if (!target || curl_url_set(target.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
        curl_url_set(target.get(), CURLUPART_URL, location.c_str(), CURLU_URLENCODE) != CURLUE_OK)
        return std::nullopt;
    return addressOf(target.get());
}

std::string WebAddress::authority() const
{
    const bool usual = port == (scheme == "https" ? "443" : "80");
    return usual ? host : host + ":" + port;
}

std::string percentEncoded(std::string_view text)
{
    char* escaped = curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size()));
    if (escaped == nullptr)
        return {};
    std::string copy = escaped;
    curl_free(escaped);
    return copy;
}

} // namespace logitscope
