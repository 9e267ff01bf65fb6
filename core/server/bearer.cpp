#include "core/server/bearer.h"

#include <algorithm>
#include <cstddef>

namespace logitscope
{

namespace
{

bool startsWithBearer(std::string_view text)
{
    constexpr std::string_view scheme = "bearer "; // in either case
    return text.size() >= scheme.size() &&
           std::equal(scheme.begin(), scheme.end(), text.begin(), [](char expected, char c) {
               return expected == ('A' <= c && c <= 'Z' ? c - 'A' + 'a' : c);
           });
}

} // namespace

bool bringsKey(std::string_view authorization, std::string_view key)
{
    if (!startsWithBearer(authorization) || key.empty())
        return false;
    auto given = authorization.substr(7);
    given.remove_prefix(std::min(given.find_first_not_of(' '), given.size()));

    // Every character of what was given counts, right or wrong; its length is no secret.
    volatile unsigned difference = given.size() == key.size() ? 0 : 1;
    for (std::size_t i = 0; i < given.size(); ++i)
        difference = difference | static_cast<unsigned char>(given[i] ^ key[i % key.size()]);
    return difference == 0;
}

} // namespace logitscope
