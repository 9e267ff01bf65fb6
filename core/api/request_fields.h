// Reads the fields of a request, of which anybody may have written anything.
#pragma once

#include "core/api/api_error.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace logitscope
{

// A field that is missing or null reads as nothing: it has its default. One of the wrong type or
// range makes an ApiError that names it, reads as nothing too, and leaves the first ApiError
// standing: read them all, then ask for error().
class RequestFields
{
public:
    // The object must outlive this. `place` stands before the fields' names: "stream_options.".
    explicit RequestFields(const nlohmann::json& object, std::string place = {});

    const nlohmann::json* find(const std::string& name) const; // of any type; nullptr for nothing

    std::optional<double> number(const std::string& name, int least, int most);

    // 16.0 is no whole number: who sends it computed something, and may have meant another one.
    std::optional<int> wholeNumber(const std::string& name, int least, int most);

    // From -2^63 to 2^64 - 1. Negative ones are read as two's complement.
    std::optional<std::uint64_t> anyWholeNumber(const std::string& name);

    bool flag(const std::string& name); // false for nothing
    std::optional<std::string> text(const std::string& name);
    const nlohmann::json* object(const std::string& name);

    // "NAME is VALUE, expected EXPECTED".
    void failAt(const std::string& name, const nlohmann::json& value, const std::string& expected);

    // Errors that only whoever reads can see.
    void fail(ApiError error);

    const std::optional<ApiError>& error() const { return error_; }

private:
    const nlohmann::json& object_;
    std::string place_;
    std::optional<ApiError> error_;
};

} // namespace logitscope
