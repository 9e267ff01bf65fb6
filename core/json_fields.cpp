#include "core/json_fields.h"

#include "core/shortened.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <utility>

namespace logitscope
{

using nlohmann::json;

namespace
{

bool isNotNegative(const json& value)
{
    const auto whole = wholeOf(value);
    return whole.is_number_unsigned() ||
           (whole.is_number_integer() && whole.get<std::int64_t>() >= 0);
}

} // namespace

JsonFields::JsonFields(const json& object, std::string prefix, Missing missing)
    : object_(object)
    , prefix_(std::move(prefix))
    , missing_(missing)
{
}

const json* JsonFields::find(const std::string& name)
{
    const auto found = object_.find(name);
    if (found == object_.end()) {
        if (missing_ == Missing::IsWrong)
            failAt(name, "is missing");
        return nullptr;
    }
    return found->is_null() && missing_ == Missing::IsFine ? nullptr : &*found;
}

bool JsonFields::has(const std::string& name) const
{
    return object_.contains(name);
}

const json* JsonFields::findIf(const std::string& name, const Test& isRight,
                               const std::string& expected)
{
    const auto* value = find(name);
    if (value == nullptr || isRight(*value))
        return value;
    failAt(name, *value, expected);
    return nullptr;
}

std::optional<std::string> JsonFields::text(const std::string& name)
{
    const auto* value = findIf(name, &json::is_string, "a string");
    return value ? std::optional(value->get<std::string>()) : std::nullopt;
}

std::optional<double> JsonFields::number(const std::string& name, double least, double most,
                                         const std::string& expected)
{
    const auto isInRange = [&](const json& found) { // not NaN either
        return found.is_number() && found.get<double>() >= least && found.get<double>() <= most;
    };
    const auto* value = findIf(name, isInRange, expected);
    return value ? std::optional(value->get<double>()) : std::nullopt;
}

std::optional<int> JsonFields::wholeNumber(const std::string& name, int least, int most)
{
    const auto* value = findIf(
        name, [&](const json& found) { return wholeNumberIn(found, least, most).has_value(); },
        most == anyInt ? fmt::format("a whole number, {} or more", least)
                       : fmt::format("a whole number from {} to {}", least, most));
    return value ? std::optional(value->get<int>()) : std::nullopt;
}

std::optional<std::uint64_t> JsonFields::unsignedNumber(const std::string& name)
{
    const auto* value = findIf(
        name, isNotNegative,
        fmt::format("a whole number from 0 to {}", std::numeric_limits<std::uint64_t>::max()));
    return value ? std::optional(value->get<std::uint64_t>()) : std::nullopt;
}

bool JsonFields::flag(const std::string& name)
{
    const auto* value = findIf(name, &json::is_boolean, "true or false");
    return value && value->get<bool>();
}

const json* JsonFields::object(const std::string& name)
{
    return findIf(name, &json::is_object, "an object");
}

const json* JsonFields::array(const std::string& name)
{
    return findIf(name, &json::is_array, "an array");
}

void JsonFields::failAt(const std::string& name, const std::string& message)
{
    const auto whole = prefix_ + name;
    fail({whole, fmt::format("{} {}", whole, message)});
}

void JsonFields::failAt(const std::string& name, const json& value, const std::string& expected)
{
    failAt(name, fmt::format("is {}, expected {}", describe(value), expected));
}

void JsonFields::fail(const FieldError& error)
{
    if (!error_)
        error_ = error;
}

json wholeOf(const json& value)
{
    constexpr double exact = 9007199254740992.0; // 2^53: up to here a double has every whole number
    if (!value.is_number_float())
        return value;
    const auto number = value.get<double>();
    return std::trunc(number) == number && std::fabs(number) <= exact
               ? json(static_cast<std::int64_t>(number))
               : value;
}

std::optional<int> wholeNumberIn(const json& value, int least, int most)
{
    const auto whole = wholeOf(value);
    if (!whole.is_number_integer() || // an unsigned one is, too
        (whole.is_number_unsigned() && std::cmp_greater(whole.get<std::uint64_t>(), most)))
        return std::nullopt;
    const auto number = whole.get<std::int64_t>();
    if (number < least || number > most)
        return std::nullopt;
    return static_cast<int>(number);
}

std::string describe(const json& value)
{
    switch (value.type()) {
    case json::value_t::object:
        return "an object";
    case json::value_t::array:
        return "an array";
    case json::value_t::binary:
        return "binary";
    case json::value_t::discarded:
        return "no JSON";
    case json::value_t::string:
        return json(shortened(value.get_ref<const std::string&>()))
            .dump(-1, ' ', false, json::error_handler_t::ignore);
    default:
        return value.dump();
    }
}

} // namespace logitscope
