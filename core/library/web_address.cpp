#include "core/library/web_address.h"

#include "core/curl.h"

namespace logitscope
{

namespace
{

std::optional<WebAddress> addressOf(CURLU* url)
{
    WebAddress address{.url = partOf(url, CURLUPART_URL).value_or(""),
                       .scheme = partOf(url, CURLUPART_SCHEME).value_or(""),
                       .host = partOf(url, CURLUPART_HOST).value_or(""),
                       .port = partOf(url, CURLUPART_PORT, CURLU_DEFAULT_PORT).value_or("")};
    const bool isWeb = address.scheme == "http" || address.scheme == "https";
    if (!isWeb || partOf(url, CURLUPART_USER) || address.host.empty())
        return std::nullopt;
    for (auto& letter : address.host) // hosts don't tell capitals
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    return address;
}

} // namespace

std::optional<WebAddress> WebAddress::parse(const std::string& text)
{
    const CurlUrl url(curl_url());
    if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
        return std::nullopt;
    return addressOf(url.get());
}

std::optional<WebAddress> WebAddress::redirectedTo(const std::string& location) const
{
    const CurlUrl target(curl_url());
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
