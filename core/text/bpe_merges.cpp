#include "core/text/bpe_merges.h"

#include "core/json_fields.h"
#include "core/shortened.h"
#include "core/text/byte_alphabet.h"
#include "core/text/text_file.h"
#include "core/text/token_label.h"

#include <queue>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace logitscope
{

namespace
{

// The tokens of a piece as a linked list: a merge leaves every other token at its position.
class TokenList
{
public:
    static constexpr std::size_t none = std::size_t(-1);

    explicit TokenList(std::span<const TokenId> tokens)
    {
        nodes_.reserve(tokens.size());
        for (std::size_t i = 0; i < tokens.size(); ++i)
            nodes_.push_back({tokens[i], i == 0 ? none : i - 1, i + 1});
        if (!nodes_.empty())
            nodes_.back().next = none;
    }

    TokenId token(std::size_t position) const { return nodes_[position].token; }

    std::size_t previous(std::size_t position) const { return nodes_[position].previous; }

    std::size_t next(std::size_t position) const { return nodes_[position].next; }

    bool hasPair(std::size_t position, TokenId left, TokenId right) const
    {
        const std::size_t following = next(position);
        return token(position) == left && following != none && token(following) == right;
    }

    // The token at the position takes in the one after it.
    void merge(std::size_t position, TokenId merged)
    {
        const std::size_t absorbed = next(position);
        const std::size_t following = next(absorbed);
        nodes_[position] = {merged, previous(position), following};
        if (following != none)
            nodes_[following].previous = position;
        nodes_[absorbed] = {noToken, none, none};
    }

    void copyTo(std::vector<TokenId>& tokens) const
    {
        tokens.clear();
        // The first token is never absorbed.
        for (std::size_t i = nodes_.empty() ? none : 0; i != none; i = next(i))
            tokens.push_back(token(i));
    }

private:
    static constexpr TokenId noToken = -1;

    struct Node
    {
        TokenId token;
        std::size_t previous;
        std::size_t next;
    };

    std::vector<Node> nodes_;
};

// A merge that was possible when it was noted. It has lapsed if one of its tokens merged since.
struct Candidate
{
    int rank;
    std::size_t position;
    TokenId left;
    TokenId right;
    TokenId merged;

    // Best rank first, then from left to right.
    auto operator<=>(const Candidate&) const = default;
};

constexpr std::string_view versionMark = "#version"; // a first line that is no merge

using Pair = std::pair<std::string_view, std::string_view>; // of spellings

// The two spellings of a line, which is "left right".
std::optional<Pair> splitLine(std::string_view line)
{
    const std::size_t space = line.find(' ');
    if (space == 0 || space == std::string_view::npos || space + 1 == line.size() ||
        line.find(' ', space + 1) != std::string_view::npos)
        return std::nullopt;
    return Pair(line.substr(0, space), line.substr(space + 1));
}

// Those of a merge in JSON: such a line, or a list of the two.
std::optional<Pair> pairIn(const nlohmann::json& merge)
{
    if (const auto* line = merge.get_ptr<const std::string*>())
        return splitLine(*line);
    if (!merge.is_array() || merge.size() != 2 || !merge[0].is_string() || !merge[1].is_string())
        return std::nullopt;
    return Pair(merge[0].get_ref<const std::string&>(), merge[1].get_ref<const std::string&>());
}

std::optional<TokenId> findSpelling(const Vocabulary& vocabulary, std::string_view spelling)
{
    const std::optional<std::string> bytes = spelledBytes(spelling);
    return bytes ? vocabulary.find(*bytes) : std::nullopt;
}

} // namespace

Result<BpeMerges> BpeMerges::load(const std::filesystem::path& mergesTxt,
                                  const Vocabulary& vocabulary)
{
    const Result<std::string> text = readModelTextFile(mergesTxt);
    if (!text)
        return tl::unexpected(text.error());

    BpeMerges merges;
    int lineNumber = 0;
    std::string_view rest = *text;
    if (constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF"; rest.starts_with(byteOrderMark))
        rest.remove_prefix(byteOrderMark.size());
    while (!rest.empty()) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        ++lineNumber;
        if (line.empty() || (lineNumber == 1 && line.starts_with(versionMark)))
            continue;

        const auto pair = splitLine(line);
        if (!pair)
            return fail("{}: line {} is not two tokens with one space between them; "
                        "the file may be damaged, so fetch it again",
                        mergesTxt.string(), lineNumber);
        if (const auto missing = merges.add(pair->first, pair->second, vocabulary))
            return fail("{}: line {} needs token \"{}\", which is not in the "
                        "vocabulary; take vocab.json and merges.txt from the same model",
                        mergesTxt.string(), lineNumber, shortened(tokenLabel(*missing)));
    }
    return merges;
}

Result<BpeMerges> BpeMerges::fromJson(const nlohmann::json& list, const std::string& place,
                                      const Vocabulary& vocabulary)
{
    BpeMerges merges;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto* line = list[i].get_ptr<const std::string*>();
        if (i == 0 && line != nullptr && line->starts_with(versionMark))
            continue;
        const auto pair = pairIn(list[i]);
        if (!pair)
            return fail("{}[{}] is {}, expected two tokens with one space between them, or a list "
                        "of two tokens",
                        place, i, describe(list[i]));
        if (const auto missing = merges.add(pair->first, pair->second, vocabulary))
            return fail("{}[{}] needs token \"{}\", which is not in the vocabulary; fetch the file "
                        "again",
                        place, i, shortened(tokenLabel(*missing)));
    }
    return merges;
}

std::optional<std::string> BpeMerges::add(std::string_view left, std::string_view right,
                                          const Vocabulary& vocabulary)
{
    const std::string whole = std::string(left).append(right);
    const std::optional<TokenId> leftToken = findSpelling(vocabulary, left);
    const std::optional<TokenId> rightToken = findSpelling(vocabulary, right);
    const std::optional<TokenId> merged = findSpelling(vocabulary, whole);
    if (!leftToken)
        return std::string(left);
    if (!rightToken)
        return std::string(right);
    if (!merged)
        return whole;
    // Of a pair that is listed twice the later rank counts, as in GPT-2's encoder.py.
    merges_.insert_or_assign(pairKey(*leftToken, *rightToken), Merge{nextRank_++, *merged});
    return std::nullopt;
}

// Within one rank GPT-2 merges all pairs of the text before it looks at new ones. That matters only
// if a new pair ranks better than the merge that made it; such a list is never trained, but may be
// written. So new pairs wait until their round is over.
void BpeMerges::apply(std::vector<TokenId>& tokens) const
{
    TokenList list(tokens);
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates;

    const auto noteCandidate = [&](std::size_t position) {
        if (position == TokenList::none || list.next(position) == TokenList::none)
            return;
        const TokenId left = list.token(position);
        const TokenId right = list.token(list.next(position));
        if (const Merge* merge = find(left, right))
            candidates.push({merge->rank, position, left, right, merge->merged});
    };
    for (std::size_t i = 0; i < tokens.size(); ++i)
        noteCandidate(i);

    std::vector<std::size_t> changed;
    while (!candidates.empty()) {
        changed.clear();
        const int rank = candidates.top().rank;
        for (; !candidates.empty() && candidates.top().rank == rank; candidates.pop()) {
            const Candidate& candidate = candidates.top();
            if (!list.hasPair(candidate.position, candidate.left, candidate.right))
                continue;
            list.merge(candidate.position, candidate.merged);
            changed.push_back(candidate.position);
        }
        for (const std::size_t position : changed) {
            noteCandidate(list.previous(position));
            noteCandidate(position);
        }
    }
    list.copyTo(tokens);
}

std::uint64_t BpeMerges::pairKey(TokenId left, TokenId right)
{
    return std::uint64_t(std::uint32_t(left)) << 32 | std::uint32_t(right);
}

const BpeMerges::Merge* BpeMerges::find(TokenId left, TokenId right) const
{
    const auto found = merges_.find(pairKey(left, right));
    return found == merges_.end() ? nullptr : &found->second;
}

} // namespace logitscope
