#include "app/cli/strategy_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace logitscope
{

namespace
{

// People write a space behind a comma.
std::string_view trimmed(std::string_view text)
{
    const auto begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

} // namespace

std::string strategyNames()
{
    std::string names;
    for (const auto& strategy : strategies())
        names += (names.empty() ? "" : ", ") + strategy.name;
    return names;
}

Result<std::vector<Strategy>> strategiesNamed(const std::string& names)
{
    if (names == "all")
        return std::vector<Strategy>(strategies().begin(), strategies().end());

    std::vector<Strategy> named;
    std::string_view rest = names;
    for (bool more = true; more;) {
        const auto comma = rest.find(',');
        const auto name = trimmed(rest.substr(0, comma));
        const auto* strategy = findStrategy(name);
        if (!strategy)
            return fail(fmt::format("--strategies has \"{}\", expected all, or names with a comma "
                                    "between, of {}",
                                    name, strategyNames()));
        if (std::ranges::find(named, strategy->name, &Strategy::name) != named.end())
            return fail(
                fmt::format("--strategies has {} twice; --repeats runs each several times", name));
        named.push_back(*strategy);
        more = comma != std::string_view::npos;
        rest.remove_prefix(more ? comma + 1 : rest.size());
    }
    return named;
}

} // namespace logitscope
