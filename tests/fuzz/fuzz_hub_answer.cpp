#include "core/library/hub_answer.h"
#include "core/library/web_address.h"
#include "core/model/weight_index.h"
#include "tests/fuzz/fuzzers.h"
#include "tests/fuzz/require.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace logitscope::fuzz
{

namespace
{

bool isPlain(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

bool isVisible(char c)
{
    return static_cast<unsigned char>(c) > ' ' && c != '\x7f';
}

std::string inSmallLetters(std::string text)
{
    for (auto& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

// What stands between "//" and the path, read by itself.
std::string authorityIn(const std::string& url)
{
    const auto begin = url.find("//") + 2;
    return inSmallLetters(url.substr(begin, url.find_first_of("/?#\\", begin) - begin));
}

void requireWholeNumber(std::string_view text)
{
    const auto bytes = parseBytes(text);
    const bool isNumber =
        !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    const auto digits = text.substr(std::min(text.find_first_not_of('0'), text.size()));
    const auto largest = std::string_view("9223372036854775807");
    const bool fits =
        digits.size() < largest.size() || (digits.size() == largest.size() && digits <= largest);
    require(bytes.has_value() == (isNumber && fits), "digits are a number, nothing else is");
    require(!bytes || std::to_string(*bytes) == (digits.empty() ? "0" : digits),
            "a number is what its digits say");
}

void requireSafeFile(const Result<RemoteFile>& file)
{
    if (!file)
        return;
    require(isCommitName(file->commit), "a file has a commit");
    require(!file->etag.empty() && file->etag.size() <= 128 &&
                std::ranges::all_of(file->etag, isPlain),
            "an etag is a file's name");
    require(file->size.value_or(0) >= 0, "no file is smaller than nothing");
}

void requireInside(const std::optional<ContentRange>& range)
{
    require(!range || (range->first >= 0 && range->first <= range->last), "a range has a byte");
    require(!range || !range->whole || range->last < *range->whole, "a range ends in the file");
}

// The address is parsed again when it is asked for, and has to be the same one then.
void requireSound(const WebAddress& address)
{
    require(address.scheme == "http" || address.scheme == "https", "an address is of the web");
    require(!address.host.empty() && !address.port.empty(), "an address has a host and a port");
    require(std::ranges::all_of(address.url, isVisible), "an address has no blank");
    require(authorityIn(address.url).find('@') == std::string::npos, "an address has no user");
    const auto again = WebAddress::parse(address.url);
    require(again && again->isSameOrigin(address), "an address is the same when read again");
}

void redirect(const std::string& location)
{
    static const auto hub = WebAddress::parse("https://hub.example/gpt2/resolve/main/a").value();
    if (const auto address = WebAddress::parse(location))
        requireSound(*address);
    const auto target = hub.redirectedTo(location);
    if (!target)
        return;
    requireSound(*target);
    const auto authority = authorityIn(target->url);
    const bool isHub = target->url.starts_with("https://") &&
                       (authority == "hub.example" || authority == "hub.example:443");
    require(isHub || !target->isSameOrigin(hub), "another host doesn't get the token");
    require(hub.allowsRedirectTo(*target) == target->url.starts_with("https://"),
            "https stays https");
}

void requirePlainNames(const Result<std::vector<std::string>>& files)
{
    if (!files)
        return;
    require(!files->empty() && std::ranges::is_sorted(*files), "files are in order");
    require(std::ranges::adjacent_find(*files) == files->end(), "each file is there once");
    for (const auto& file : *files) {
        require(file.ends_with(".safetensors"), "no other file is asked for");
        require(std::ranges::none_of(file, [](unsigned char c) { return c < ' ' || c == '/'; }),
                "a file is in the folder");
        require(std::ranges::all_of(
                    percentEncoded(file),
                    [](char c) { return isPlain(c) || c == '.' || c == '~' || c == '%'; }),
                "a name is one part of an address");
    }
}

} // namespace

void hubAnswer(std::string_view bytes)
{
    WebHeaders headers;
    while (!bytes.empty()) {
        const auto line = bytes.substr(0, std::min(bytes.find('\n'), bytes.size() - 1) + 1);
        bytes.remove_prefix(line.size());
        if (line == "\r\n" || line == "\n")
            break;
        headers.addLine(line);
    }
    for (const bool redirects : {false, true}) {
        requireSafeFile(remoteFileFrom("a", headers, redirects));
        requireSafeFile(remoteFileFrom("a", headers.extensions(), redirects));
    }
    requireWholeNumber(headers.find("content-length"));
    requireInside(parseContentRange(headers.find("content-range")));
    const auto pause = parseRetryAfter(std::string(headers.find("retry-after")), 1'700'000'000);
    require(!pause || pause->count() >= 0, "nobody waits for the past");
    redirect(std::string(headers.find("location")));
    requirePlainNames(filesOfIndex(bytes));
}

} // namespace logitscope::fuzz
