#include "core/api/json_body.h"

#include "core/json_fields.h"
#include "core/text/utf8.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace logitscope
{

namespace
{

using nlohmann::json;

constexpr std::size_t mostLevels = 64;

// "line 2, column 7" of the byte at `position`.
std::string placeIn(std::string_view body, std::size_t position)
{
    const auto before = body.substr(0, position);
    const auto lineBegin = before.rfind('\n') + 1; // 0 where there is none: npos + 1
    return fmt::format("line {}, column {}", std::ranges::count(before, '\n') + 1,
                       before.size() - lineBegin + 1);
}

// What a person recognises the place by.
std::string endOf(std::string_view validUtf8)
{
    constexpr std::size_t most = 20;
    if (validUtf8.size() <= most)
        return std::string(validUtf8);
    auto shown = validUtf8.substr(validUtf8.size() - most);
    while ((static_cast<unsigned char>(shown.front()) & 0xC0) == 0x80)
        shown.remove_prefix(1);
    return fmt::format("…{}", shown);
}

std::optional<std::string> findIllFormedUtf8(std::string_view body)
{
    for (std::size_t position = 0; position < body.size();) {
        const auto next = firstUtf8Sequence(body.substr(position));
        if (next.kind != Utf8Kind::Character)
            return fmt::format("the body is no UTF-8 at byte {} ({})", position + 1,
                               placeIn(body, position));
        position += next.length;
    }
    return std::nullopt;
}

// Reads without keeping anything but the keys of the objects that are open, so that what a parser
// would build is known to be sound before it is built.
class BodyCheck final : public nlohmann::json_sax<json>
{
public:
    explicit BodyCheck(std::string_view body) : body_(body) {}

    const std::string& error() const { return error_; }

    bool null() override { return true; }

    bool boolean(bool) override { return true; }

    bool number_integer(number_integer_t) override { return true; }

    bool number_unsigned(number_unsigned_t) override { return true; }

    bool number_float(number_float_t, const string_t&) override { return true; }

    bool string(string_t&) override { return true; }

    bool binary(binary_t&) override { return true; }

    bool start_object(std::size_t) override { return open(); }

    bool start_array(std::size_t) override { return open(); }

    bool end_object() override { return close(); }

    bool end_array() override { return close(); }

    bool key(string_t& name) override
    {
        return keys_.back().insert(name).second ||
               fail(fmt::format("{} stands twice in one object of the body", describe(name)));
    }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception& exception) override
    {
        constexpr int numberOverflow = 406;
        const auto place = placeIn(body_, position > 0 ? position - 1 : 0);
        if (exception.id == numberOverflow)
            return fail(fmt::format("the number that ends at {} is too large", place));
        if (position > body_.size())
            return fail(body_.empty() ? "the body is empty, expected a JSON object"
                                      : "the body is not valid JSON: it ends too early");
        return fail(
            fmt::format("the body is no JSON at {}: {}", place, endOf(body_.substr(0, position))));
    }

private:
    bool open()
    {
        keys_.emplace_back();
        return keys_.size() <= mostLevels ||
               fail(fmt::format("the body's JSON has more than {} levels", mostLevels));
    }

    bool close()
    {
        keys_.pop_back();
        return true;
    }

    bool fail(std::string message)
    {
        error_ = std::move(message);
        return false;
    }

    std::string_view body_;
    std::vector<std::set<std::string>> keys_; // of what is open; none in an array
    std::string error_;
};

} // namespace

ApiResult<json> parseJsonBody(std::string_view body)
{
    if (auto error = findIllFormedUtf8(body))
        return tl::unexpected(ApiError{.message = *std::move(error)});
    BodyCheck check(body);
    if (!json::sax_parse(body, &check))
        return tl::unexpected(ApiError{.message = check.error()});
    auto value = json::parse(body, nullptr, false);
    if (!value.is_object())
        return tl::unexpected(ApiError{
            .message = fmt::format("the body is {}, expected a JSON object", describe(value))});
    return value;
}

} // namespace logitscope
