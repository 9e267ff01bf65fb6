// Reads the fields of a JSON object that anybody may have written, without exceptions.
#pragma once

#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace logitscope
{

constexpr int anyInt = std::numeric_limits<int>::max();

// A field that is wrong makes an Error, reads as nothing, and leaves the first Error standing: read
// them all, then ask for error(). One sentence that names the place and the field: "row 3, step 7:
// kept is "x", expected a whole number, 0 or more".
class JsonFields
{
public:
    enum class Missing
    {
        IsFine, // as is null: the field has its default
        IsWrong,
    };

    struct FieldError
    {
        std::string field; // with the prefix
        std::string message;
    };

    // `prefix` stands before the names of fields: "row 3, step 7: ", "stream_options.". The object
    // must outlive this and what object(), array() and find() return.
    JsonFields(const nlohmann::json& object, std::string prefix, Missing missing);

    std::optional<std::string> text(const std::string& name);
    std::optional<double> number(const std::string& name, double least, double most,
                                 const std::string& expected); // "a number from 0 to 1"

    // 16.0 is a whole number too, as JSON Schema has it.
    std::optional<int> wholeNumber(const std::string& name, int least, int most = anyInt);
    std::optional<std::uint64_t> unsignedNumber(const std::string& name);

    bool flag(const std::string& name); // false for nothing

    // nullptr for nothing.
    const nlohmann::json* object(const std::string& name);
    const nlohmann::json* array(const std::string& name);
    const nlohmann::json* find(const std::string& name); // of any type

    bool has(const std::string& name) const;

    // Errors that only whoever reads can see: "PREFIXNAME MESSAGE", "PREFIXNAME is VALUE, expected
    // EXPECTED", or one from inside the object.
    void failAt(const std::string& name, const std::string& message);
    void failAt(const std::string& name, const nlohmann::json& value, const std::string& expected);
    void fail(const FieldError& error);

    const std::optional<FieldError>& error() const { return error_; }

private:
    using Test = std::function<bool(const nlohmann::json& value)>;
    const nlohmann::json* findIf(const std::string& name, const Test& isRight,
                                 const std::string& expected);

    const nlohmann::json& object_;
    std::string prefix_;
    Missing missing_;
    std::optional<FieldError> error_;
};

// A whole number that is written with a fraction or an exponent, 16.0 or 1e3, as an integer; any
// other value as it is.
nlohmann::json wholeOf(const nlohmann::json& value);

// A whole number from `least` to `most`, or nothing.
std::optional<int> wholeNumberIn(const nlohmann::json& value, int least, int most = anyInt);

// A value as an Error quotes it: short and on one line.
std::string describe(const nlohmann::json& value);

} // namespace logitscope
