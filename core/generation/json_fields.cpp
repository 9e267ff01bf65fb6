#include "core/generation/json_fields.h"

#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <utility>

namespace logitscope
{

namespace
{

const nlohmann::json& missing()
{
    static const nlohmann::json value(nlohmann::json::value_t::discarded); // no file can hold it
    return value;
}

const nlohmann::json& emptyArray()
{
    static const auto value = nlohmann::json::array();
    return value;
}

std::string shortened(const std::string& text)
{
    constexpr std::size_t longest = 40;
    auto shown = nlohmann::json(text.substr(0, longest))
                     .dump(-1, ' ', false, nlohmann::json::error_handler_t::ignore);
    if (text.size() > longest)
        shown.insert(shown.size() - 1, "…");
    return shown;
}

} // namespace

JsonFields::JsonFields(const nlohmann::json& value, std::string place)
    : value_(value)
    , place_(std::move(place))
{
    if (!value_.is_object())
        fail({fmt::format("{} is {}, expected an object", place_.empty() ? "the run" : place_,
                          describe(value_))});
}

const nlohmann::json& JsonFields::value(const char* name)
{
    if (!value_.is_object())
        return missing();
    const auto found = value_.find(name);
    if (found != value_.end())
        return *found;
    failAt(name, "is missing");
    return missing();
}

bool JsonFields::has(const char* name) const
{
    return value_.is_object() && value_.contains(name);
}

std::string JsonFields::text(const char* name)
{
    const auto& found = value(name);
    if (found.is_string())
        return validUtf8(found.get_ref<const std::string&>());
    failAt(name, fmt::format("is {}, expected a text", describe(found)));
    return {};
}

double JsonFields::number(const char* name, double least, double most, const char* expected)
{
    const auto& found = value(name);
    if (found.is_number()) {
        const auto number = found.get<double>();
        if (number >= least && number <= most) // not NaN either
            return number;
    }
    failAt(name, fmt::format("is {}, expected {}", describe(found), expected));
    return 0.0;
}

int JsonFields::wholeNumber(const char* name, int least)
{
    const auto& found = value(name);
    if (const auto number = wholeNumberIn(found, least))
        return *number;
    failAt(name, found.is_number_integer()
                     ? fmt::format("is {}, expected {} to {}", describe(found), least,
                                   std::numeric_limits<int>::max())
                     : fmt::format("is {}, expected a whole number", describe(found)));
    return 0;
}

std::uint64_t JsonFields::unsignedNumber(const char* name)
{
    const auto& found = value(name);
    if (found.is_number_unsigned() || (found.is_number_integer() && found.get<std::int64_t>() >= 0))
        return found.get<std::uint64_t>();
    failAt(name, fmt::format("is {}, expected a whole number from 0 to {}", describe(found),
                             std::numeric_limits<std::uint64_t>::max()));
    return 0;
}

const nlohmann::json& JsonFields::array(const char* name)
{
    const auto& found = value(name);
    if (found.is_array())
        return found;
    failAt(name, fmt::format("is {}, expected an array", describe(found)));
    return emptyArray();
}

void JsonFields::fail(Error error)
{
    if (!error_)
        error_ = std::move(error);
}

void JsonFields::failAt(const char* name, const std::string& message)
{
    fail({fmt::format("{}{}{} {}", place_, place_.empty() ? "" : ": ", name, message)});
}

std::string JsonFields::placeOf(const std::string& part) const
{
    return place_.empty() ? part : place_ + ", " + part;
}

std::optional<int> wholeNumberIn(const nlohmann::json& value, int least)
{
    constexpr auto most = std::numeric_limits<int>::max();
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        if (number > static_cast<std::uint64_t>(most))
            return std::nullopt;
    } else if (!value.is_number_integer()) {
        return std::nullopt;
    }
    const auto number = value.get<std::int64_t>();
    if (number < least || number > most)
        return std::nullopt;
    return static_cast<int>(number);
}

std::string describe(const nlohmann::json& value)
{
    switch (value.type()) {
    case nlohmann::json::value_t::object:
        return "an object";
    case nlohmann::json::value_t::array:
        return "an array";
    case nlohmann::json::value_t::binary:
        return "binary";
    case nlohmann::json::value_t::discarded:
        return "no JSON";
    case nlohmann::json::value_t::string:
        return shortened(value.get_ref<const std::string&>());
    default:
        return value.dump();
    }
}

} // namespace logitscope
