// Reads the fields of a JSON object that anybody may have written, without exceptions.
#pragma once

#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace logitscope
{

// A field that is missing or wrong makes an Error, reads as nothing (0, "", an empty array), and
// leaves the first Error standing: read them all, then ask for error(). One sentence that names the
// place and the field: "row 3, step 7: kept is "x", expected a whole number".
class JsonFields
{
public:
    // `place` is where in the file: "row 3, step 7"; empty for the file's only object. The value
    // must outlive this and what value() and array() return.
    JsonFields(const nlohmann::json& value, std::string place);

    std::string text(const char* name); // valid UTF-8

    // From `least` to `most`, which the Error calls `expected`: "a number from 0 to 1".
    double number(const char* name, double least, double most, const char* expected);

    int wholeNumber(const char* name, int least);
    std::uint64_t unsignedNumber(const char* name);

    const nlohmann::json& array(const char* name);

    const nlohmann::json& value(const char* name); // of any type

    bool has(const char* name) const;

    // "row 3" and "step 7" are "row 3, step 7".
    std::string placeOf(const std::string& part) const;

    // Errors that only whoever reads can see.
    void fail(Error error);
    void failAt(const char* name, const std::string& message); // "row 3: NAME MESSAGE"

    const std::optional<Error>& error() const { return error_; }

private:
    const nlohmann::json& value_;
    std::string place_;
    std::optional<Error> error_;
};

// A whole number from `least` to what an int holds, or nothing.
std::optional<int> wholeNumberIn(const nlohmann::json& value, int least);

// A value as an Error quotes it: short and on one line.
std::string describe(const nlohmann::json& value);

} // namespace logitscope
