#include "core/api/request_fields.h"

#include "core/generation/json_fields.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <utility>

namespace logitscope
{

using nlohmann::json;

RequestFields::RequestFields(const json& object, std::string place)
    : object_(object)
    , place_(std::move(place))
{
}

const json* RequestFields::find(const std::string& name) const
{
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
}

std::optional<double> RequestFields::number(const std::string& name, int least, int most)
{
    const auto* value = find(name);
    if (value == nullptr)
        return std::nullopt;
    if (value->is_number()) {
        const auto number = value->get<double>();
        if (number >= least && number <= most)
            return number;
    }
    failAt(name, *value, fmt::format("a number from {} to {}", least, most));
    return std::nullopt;
}

std::optional<int> RequestFields::wholeNumber(const std::string& name, int least, int most)
{
    const auto* value = find(name);
    if (value == nullptr)
        return std::nullopt;
    if (const auto number = wholeNumberIn(*value, least); number && *number <= most)
        return number;
    failAt(name, *value,
           most == std::numeric_limits<int>::max()
               ? fmt::format("a whole number, {} or more", least)
               : fmt::format("a whole number from {} to {}", least, most));
    return std::nullopt;
}

std::optional<std::uint64_t> RequestFields::anyWholeNumber(const std::string& name)
{
    const auto* value = find(name);
    if (value == nullptr)
        return std::nullopt;
    if (value->is_number_integer()) // an unsigned one too
        return value->get<std::uint64_t>();
    failAt(name, *value, "a whole number of 64 bits");
    return std::nullopt;
}

bool RequestFields::flag(const std::string& name)
{
    const auto* value = find(name);
    if (value == nullptr)
        return false;
    if (value->is_boolean())
        return value->get<bool>();
    failAt(name, *value, "true or false");
    return false;
}

std::optional<std::string> RequestFields::text(const std::string& name)
{
    const auto* value = find(name);
    if (value == nullptr)
        return std::nullopt;
    if (value->is_string())
        return value->get<std::string>();
    failAt(name, *value, "a string");
    return std::nullopt;
}

const json* RequestFields::object(const std::string& name)
{
    const auto* value = find(name);
    if (value == nullptr || value->is_object())
        return value;
    failAt(name, *value, "an object");
    return nullptr;
}

void RequestFields::failAt(const std::string& name, const json& value, const std::string& expected)
{
    const auto whole = place_ + name;
    fail({.message = fmt::format("{} is {}, expected {}", whole, describe(value), expected),
          .param = whole});
}

void RequestFields::fail(ApiError error)
{
    if (!error_)
        error_ = std::move(error);
}

} // namespace logitscope
