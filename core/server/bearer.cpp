#include "core/server/bearer.h"

#include "core/server/http_message.h"

#include <algorithm>
#include <cstddef>

namespace logitscope
{

bool isKey(std::string_view given, std::string_view key)
{
    if (key.empty())
        return false;
    // Every character of what was given counts, right or wrong; its length is no secret.
    volatile unsigned difference = given.size() == key.size() ? 0 : 1;
    for (std::size_t i = 0; i < given.size(); ++i)
        difference = difference | static_cast<unsigned char>(given[i] ^ key[i % key.size()]);
    return difference == 0;
}

bool bringsKey(std::string_view authorization, std::string_view key)
{
    constexpr std::string_view scheme = "Bearer ";
    if (!equalInAnyCase(authorization.substr(0, scheme.size()), scheme))
        return false;
    auto given = authorization.substr(scheme.size());
    given.remove_prefix(std::min(given.find_first_not_of(' '), given.size()));
    return isKey(given, key);
}

} // namespace logitscope
