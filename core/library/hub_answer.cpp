#include "core/library/hub_answer.h"

#include "core/trimmed.h"

#include <algorithm>
#include <charconv>
#include <curl/curl.h>

namespace logitscope
{

namespace
{

constexpr std::size_t longestEtag = 128;
constexpr std::size_t mostHeaders = 1000;
constexpr std::size_t mostHeaderBytes = 300'000;

bool isHexadecimal(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool isBlobCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

} // namespace

void WebHeaders::addLine(std::string_view line)
{
    const auto colon = line.find(':');
    bytes_ += line.size();
    if (colon == std::string_view::npos || bytes_ > mostHeaderBytes ||
        values_.size() >= mostHeaders)
        return;
    std::string name(trimmed(line.substr(0, colon)));
    for (auto& letter : name)
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    values_[name] = trimmed(line.substr(colon + 1));
}

std::string_view WebHeaders::find(std::string_view name) const
{
    const auto found = values_.find(name);
    return found == values_.end() ? std::string_view() : found->second;
}

WebHeaders WebHeaders::extensions() const
{
    WebHeaders kept;
    kept.bytes_ = bytes_;
    for (const auto& [name, value] : values_)
        if (name.starts_with("x-"))
            kept.values_[name] = value;
    return kept;
}

bool isCommitName(std::string_view text)
{
    return text.size() == 40 && std::ranges::all_of(text, isHexadecimal);
}

EtagSum sumOfEtag(std::string_view etag)
{
    if (!std::ranges::all_of(etag, isHexadecimal))
        return EtagSum::None;
    return etag.size() == 64   ? EtagSum::Sha256
           : etag.size() == 40 ? EtagSum::GitBlob
                               : EtagSum::None;
}

std::string plainEtag(std::string_view etag)
{
    if (etag.starts_with("W/"))
        etag.remove_prefix(2);
    if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"')
        etag = etag.substr(1, etag.size() - 2);
    const bool isName = etag.size() <= longestEtag && std::ranges::all_of(etag, isBlobCharacter);
    return isName ? std::string(etag) : std::string();
}

std::optional<std::int64_t> parseBytes(std::string_view text)
{
    std::int64_t bytes = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, bytes);
    const bool isNumber = error == std::errc() && rest == end && text.front() != '-';
    return isNumber ? std::optional(bytes) : std::nullopt;
}

Result<RemoteFile> remoteFileFrom(const std::string& name, const WebHeaders& headers,
                                  bool redirects)
{
    RemoteFile file{.name = name, .commit = std::string(headers.find("x-repo-commit"))};
    if (!isCommitName(file.commit))
        return fail("names no commit, so that it isn't a hub's; log in to the network if it asks "
                    "for that, and check HF_ENDPOINT");
    const auto linked = headers.find("x-linked-etag");
    file.etag = plainEtag(linked.empty() ? headers.find("etag") : linked);
    if (file.etag.empty())
        return fail("has no ETag that a file can be called by; try again later");
    const auto size = headers.find("x-linked-size");
    file.size = parseBytes(size.empty() && !redirects ? headers.find("content-length") : size);
    return file;
}

std::optional<ContentRange> parseContentRange(std::string_view text)
{
    constexpr std::string_view unit = "bytes ";
    const auto dash = text.find('-');
    const auto slash = text.find('/');
    if (!text.starts_with(unit) || dash == std::string_view::npos ||
        slash == std::string_view::npos || dash > slash)
        return std::nullopt;
    const auto first = parseBytes(text.substr(unit.size(), dash - unit.size()));
    const auto last = parseBytes(text.substr(dash + 1, slash - dash - 1));
    const auto rest = text.substr(slash + 1);
    const auto whole = parseBytes(rest);
    if (!first || !last || *first > *last || (!whole && rest != "*") || (whole && *last >= *whole))
        return std::nullopt;
    return ContentRange{*first, *last, whole};
}

std::optional<std::chrono::seconds> parseRetryAfter(const std::string& text, std::time_t now)
{
    if (const auto seconds = parseBytes(text))
        return std::chrono::seconds(*seconds);
    const auto date = text.empty() ? -1 : curl_getdate(text.c_str(), nullptr);
    if (date == -1)
        return std::nullopt;
    return std::chrono::seconds(std::max<std::int64_t>(0, date - now));
}

} // namespace logitscope
