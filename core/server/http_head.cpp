#include "core/server/http_head.h"

#include "core/text/utf8_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace logitscope
{

namespace
{

tl::unexpected<ApiError> refuse(int status, std::string message)
{
    return tl::unexpected(ApiError{.status = status, .message = std::move(message)});
}

// What came, for a sentence: short, and without control characters.
std::string quoted(std::string_view text)
{
    std::string shown;
    for (const char c : text.substr(0, 40))
        shown += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    return '"' + validUtf8(shown) + (text.size() > 40 ? "...\"" : "\"");
}

char lower(char c)
{
    return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), lower);
    return result;
}

bool isTokenCharacter(char c)
{
    const char l = lower(c);
    return ('a' <= l && l <= 'z') || ('0' <= c && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool isToken(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, isTokenCharacter);
}

bool hasControlCharacters(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// The next line, without its end, taken off `rest`.
std::string_view takeLine(std::string_view& rest)
{
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

ApiResult<HttpHead> parseFirstLine(std::string_view line, const HttpLimits& limits)
{
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == line.npos || first == last || hasControlCharacters(line))
        return refuse(400,
                      "the first line is " + quoted(line) + ", expected method, path and HTTP/1.1");
    const auto method = line.substr(0, first);
    auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);

    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return refuse(version.starts_with("HTTP/") ? 505 : 400,
                      "the protocol is " + quoted(version) + ", expected HTTP/1.1");
    if (target.size() > limits.targetBytes)
        return refuse(414, fmt::format("the path has {} bytes, at most {} are read", target.size(),
                                       limits.targetBytes));
    constexpr std::array methods = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"};
    if (std::ranges::find(methods, method) == methods.end())
        return refuse(isToken(method) ? 405 : 400,
                      "the method is " + quoted(method) + ", expected GET or POST");

    if (target.starts_with("http://")) { // as proxies are asked
        const auto path = target.find('/', 7);
        target = path == target.npos ? std::string_view("/") : target.substr(path);
    }
    if (!target.starts_with('/') && !(target == "*" && method == "OPTIONS"))
        return refuse(400, "the path is " + quoted(target) + ", expected one that begins with /");
    if (target.find(' ') != target.npos)
        return refuse(400, "the path is " + quoted(target) + ", expected one without spaces");
    target = target.substr(0, target.find_first_of("?#"));

    return HttpHead{.method = std::string(method),
                    .path = std::string(target),
                    .minorVersion = version == "HTTP/1.1" ? 1 : 0,
                    .keepAlive = version == "HTTP/1.1"};
}

// Sets what the header means for the rest of the request.
ApiResult<void> understand(HttpHead& head, std::string_view name, std::string_view value,
                           const HttpLimits& limits)
{
    if (name == "content-length") {
        std::size_t length = 0;
        const auto [end, error] =
            std::from_chars(value.data(), value.data() + value.size(), length);
        if (error == std::errc::result_out_of_range ||
            (error == std::errc() && length > limits.bodyBytes))
            return refuse(413, fmt::format("the body is longer than {} bytes, the most that is "
                                           "read; shorten it",
                                           limits.bodyBytes));
        if (error != std::errc() || end != value.data() + value.size())
            return refuse(400, "Content-Length is " + quoted(value) + ", expected a number");
        if (const auto before = head.header(name); before && *before != value)
            return refuse(400, "Content-Length is there twice");
        head.contentLength = length;
    } else if (name == "transfer-encoding") {
        if (lowered(value) != "chunked" || head.chunked || head.minorVersion == 0)
            return refuse(400,
                          "Transfer-Encoding is " + quoted(value) + ", expected chunked or none");
        head.chunked = true;
    } else if (name == "content-encoding") {
        if (lowered(value) != "identity")
            return refuse(415, "Content-Encoding is " + quoted(value) +
                                   ", expected none: the body is read as it comes");
    } else if (name == "expect") {
        if (lowered(value) != "100-continue")
            return refuse(417, "Expect is " + quoted(value) + ", expected 100-continue or none");
        head.expectsContinue = head.minorVersion == 1;
    } else if (name == "connection") {
        if (lowered(value).find("close") != std::string::npos)
            head.keepAlive = false;
    }
    return {};
}

} // namespace

std::optional<std::string_view> HttpHead::header(std::string_view lowerCaseName) const
{
    const auto found =
        std::ranges::find(headers, lowerCaseName, &std::pair<std::string, std::string>::first);
    if (found == headers.end())
        return {};
    return found->second;
}

ApiResult<HttpHead> parseHttpHead(std::string_view text, const HttpLimits& limits)
{
    auto head = parseFirstLine(takeLine(text), limits);
    if (!head)
        return head;
    while (!text.empty()) {
        const auto line = takeLine(text);
        const auto colon = line.find(':');
        const auto name = line.substr(0, colon);
        if (colon == line.npos || !isToken(name) || hasControlCharacters(line))
            return refuse(400, "a header is " + quoted(line) + ", expected a name, : and a value");
        if (head->headers.size() == limits.headers)
            return refuse(431, fmt::format("there are more than {} headers", limits.headers));
        const auto known = lowered(name);
        const auto value = trimmed(line.substr(colon + 1));
        if (const auto understood = understand(*head, known, value, limits); !understood)
            return tl::unexpected(understood.error());
        head->headers.emplace_back(known, value);
    }
    // Whoever stands between might read the body by the one, and we by the other.
    if (head->chunked && head->header("content-length"))
        return refuse(400, "Content-Length and Transfer-Encoding are both there");
    return head;
}

} // namespace logitscope
