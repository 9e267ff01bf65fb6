#include "core/server/http_message.h"

#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <boost/beast/http/status.hpp>

namespace logitscope
{

namespace
{

constexpr int noContent = 204;

char lowerCase(char c)
{
    return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

bool equalInAnyCase(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, {}, lowerCase, lowerCase);
}

std::string_view headerIn(const HeaderList& headers, std::string_view name)
{
    const auto found = std::ranges::find_if(
        headers, [&](const auto& header) { return equalInAnyCase(header.first, name); });
    return found == headers.end() ? std::string_view() : found->second;
}

std::string HttpRequest::what() const
{
    return method.empty() ? "a request" : method + " " + validUtf8(path);
}

std::string textOf(const nlohmann::ordered_json& json)
{
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

HttpAnswer jsonAnswer(int status, const nlohmann::ordered_json& json)
{
    return {.status = status, .body = textOf(json)};
}

HttpAnswer errorAnswer(const ApiError& error, HeaderList headers)
{
    return {.status = error.status,
            .headers = std::move(headers),
            .body = textOf(toJson(error)),
            .error = error.message};
}

std::string headText(const HttpAnswer& answer, const HeaderList& more)
{
    namespace http = boost::beast::http;
    const auto reason =
        http::obsolete_reason(http::int_to_status(static_cast<unsigned>(answer.status)));
    auto text = fmt::format("HTTP/1.1 {} {}\r\n", answer.status,
                            std::string_view(reason.data(), reason.size()));
    const auto add = [&](std::string_view name, std::string_view value) {
        text.append(name).append(": ").append(value).append("\r\n");
    };
    if (answer.status != noContent)
        add("Content-Type", answer.type);
    for (const auto* const headers : {&answer.headers, &more}) {
        for (const auto& [name, value] : *headers)
            add(name, value);
    }
    return text.append("\r\n");
}

std::string answerText(const HttpAnswer& answer, HeaderList more, bool withBody)
{
    if (answer.status != noContent)
        more.emplace_back("Content-Length", std::to_string(answer.body.size()));
    auto text = headText(answer, more);
    return withBody ? text.append(answer.body) : text;
}

} // namespace logitscope
