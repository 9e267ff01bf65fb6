#include "core/remote/remote_address.h"

#include "core/curl.h"

#include <algorithm>

namespace logitscope
{

namespace
{

void removeSuffix(std::string& text, std::string_view suffix)
{
    if (text.ends_with(suffix))
        text.resize(text.size() - suffix.size());
}

} // namespace

Result<RemoteAddress> RemoteAddress::parse(const std::string& text)
{
    const auto hash = std::min(text.find('#'), text.size());
    const CurlUrl url(curl_url());
    if (!isRemoteAddress(text) || !url ||
        curl_url_set(url.get(), CURLUPART_URL, text.substr(0, hash).c_str(), 0) != CURLUE_OK)
        return fail("this is no server's address; write it as http://HOST:PORT, and #MODEL after "
                    "it where the server has several models");
    if (partOf(url.get(), CURLUPART_USER) || partOf(url.get(), CURLUPART_PASSWORD))
        return fail("the server's address has a user or a password in it; leave them out, and give "
                    "the server's key by itself");
    if (partOf(url.get(), CURLUPART_QUERY))
        return fail("the server's address has a ? in it; write it as http://HOST:PORT, and #MODEL "
                    "after it where the server has several models");

    RemoteAddress address;
    address.authority = partOf(url.get(), CURLUPART_HOST).value_or("");
    if (const auto port = partOf(url.get(), CURLUPART_PORT))
        address.authority += ":" + *port;
    auto path = partOf(url.get(), CURLUPART_PATH).value_or("");
    removeSuffix(path, "/");
    removeSuffix(path, "/v1");
    removeSuffix(path, "/");
    address.url =
        partOf(url.get(), CURLUPART_SCHEME).value_or("") + "://" + address.authority + path;
    address.model = text.substr(std::min(hash + 1, text.size()));
    return address;
}

bool isRemoteAddress(std::string_view text)
{
    return text.starts_with("http://") || text.starts_with("https://");
}

} // namespace logitscope
