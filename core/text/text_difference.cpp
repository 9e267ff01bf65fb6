#include "core/text/text_difference.h"

#include <algorithm>
#include <cstddef>

namespace logitscope
{

TextDifference differenceOf(std::span<const TokenId> first, std::span<const TokenId> second)
{
    // common(i, j) is the length of what first[i..] and second[j..] have in common.
    const auto width = second.size() + 1;
    std::vector<int> lengths((first.size() + 1) * width, 0);
    const auto common = [&](std::size_t i, std::size_t j) -> int& {
        return lengths[i * width + j];
    };
    for (auto i = first.size(); i-- > 0;)
        for (auto j = second.size(); j-- > 0;)
            common(i, j) = first[i] == second[j] ? common(i + 1, j + 1) + 1
                                                 : std::max(common(i + 1, j), common(i, j + 1));
    TextDifference difference{std::vector<bool>(first.size(), true),
                              std::vector<bool>(second.size(), true)};
    for (std::size_t i = 0, j = 0; i < first.size() && j < second.size();) {
        if (first[i] == second[j]) {
            difference.first[i++] = false;
            difference.second[j++] = false;
        } else if (common(i + 1, j) >= common(i, j + 1)) {
            ++i;
        } else {
            ++j;
        }
    }
    return difference;
}

} // namespace logitscope
