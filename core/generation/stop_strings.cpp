#include "core/generation/stop_strings.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

StopStrings::StopStrings(std::vector<std::string> strings) : strings_(std::move(strings))
{
    std::erase(strings_, std::string());
}

bool StopStrings::completedBy(std::string_view bytes)
{
    if (strings_.empty())
        return false;
    const auto before = end_.size();
    end_ += bytes;
    const bool found = std::ranges::any_of(strings_, [&](const std::string& string) {
        const auto from = before < string.size() ? 0 : before + 1 - string.size();
        return end_.find(string, from) != std::string::npos;
    });
    const auto longest = std::ranges::max(strings_, {}, &std::string::size).size();
    if (end_.size() >= longest)
        end_.erase(0, end_.size() - (longest - 1));
    return found;
}

} // namespace logitscope
