#include "app/cli/parse_error.h"

#include <CLI/CLI.hpp>

#include <string_view>

namespace logitscope
{

Error parseErrorOf(const CLI::ParseError& error)
{
    const std::string message = error.what();
    const auto colon = message.find(": ");
    const bool parted = colon != std::string::npos;

    // "--seed: is -1, expected …"
    if (parted && dynamic_cast<const CLI::ValidationError*>(&error) &&
        message.compare(colon, 5, ": is ") == 0)
        return {message.substr(0, colon) + message.substr(colon + 1)};

    // "--text: 1 required TEXT missing", "--seed: At Most 1 required but received 2"
    if (parted && dynamic_cast<const CLI::ArgumentMismatch*>(&error)) {
        const bool missing = message.find("missing") != std::string::npos;
        return {message.substr(0, colon) +
                (missing ? ": expected a value" : " is there more than once")};
    }

    // "The following argument was not expected: --bogus"
    if (parted && dynamic_cast<const CLI::ExtrasError*>(&error))
        return {message.substr(colon + 2) + ": unknown here; --help lists what is known"};

    return {message};
}

} // namespace logitscope
