#include "core/text/repeated_passages.h"

#include <algorithm>
#include <map>

namespace logitscope
{

namespace
{

struct Match
{
    int before = 0;
    int length = 0;
};

// Of every place, the longest passage that begins there and at a place before it, which it may
// overlap. common[q] is how far the text from p on is as that from q on: from behind, each follows
// from the one after it.
std::vector<Match> longestMatches(std::span<const TokenId> text)
{
    const auto size = static_cast<int>(text.size());
    std::vector<Match> longest(text.size());
    std::vector<int> common(text.size() + 1, 0);
    const auto at = [&](int place) { return text[static_cast<std::size_t>(place)]; };
    for (int p = size - 1; p > 0; --p) {
        auto& best = longest[static_cast<std::size_t>(p)];
        for (int q = 0; q < p; ++q) {
            auto& here = common[static_cast<std::size_t>(q)];
            here = at(p) == at(q) ? common[static_cast<std::size_t>(q) + 1] + 1 : 0;
            if (here > 0 && here >= best.length)
                best = {q, here};
        }
    }
    return longest;
}

} // namespace

std::vector<RepeatedPassage> repeatedPassages(std::span<const TokenId> text, int least)
{
    const auto matches = longestMatches(text);
    std::vector<RepeatedPassage> passages;
    std::map<std::vector<TokenId>, int> groups;
    for (std::size_t place = 0; place < matches.size();) {
        const auto& [before, length] = matches[place];
        if (length < least) {
            ++place;
            continue;
        }
        const int begin = static_cast<int>(place);
        const int period = begin - before;
        const int taken = period >= least ? std::min(length, period) : length;
        const auto tokens = text.subspan(place, static_cast<std::size_t>(taken));
        const auto group =
            groups.try_emplace({tokens.begin(), tokens.end()}, static_cast<int>(groups.size()))
                .first->second;
        passages.push_back({begin, begin + taken, before, group});
        place += static_cast<std::size_t>(taken);
    }
    return passages;
}

} // namespace logitscope
