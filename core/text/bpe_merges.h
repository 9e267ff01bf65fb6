// The merges of byte pair encoding: which two neighbouring tokens become one, best first.
#pragma once

#include "core/result.h"
#include "core/text/vocabulary.h"
#include "core/token_id.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace logitscope
{

class BpeMerges
{
public:
    // Reads merges.txt: two spellings a line, best rank first, after a first line "#version: ...".
    static Result<BpeMerges> load(const std::filesystem::path& mergesTxt,
                                  const Vocabulary& vocabulary);

    // The same of a list in tokenizer.json, best rank first, where a merge is "left right" or, as
    // newer files have it, ["left", "right"]. `place` is where the list stands, for the Error.
    static Result<BpeMerges> fromJson(const nlohmann::json& list, const std::string& place,
                                      const Vocabulary& vocabulary);

    // Takes the best-ranked pair of neighbours and merges it wherever it occurs, from left to
    // right, until no merge applies. O(n log n) in the number of tokens.
    void apply(std::vector<TokenId>& tokens) const;

private:
    struct Merge
    {
        int rank; // 0 is best
        TokenId merged;
    };

    // Adds the next rank's. Returns the spelling that the vocabulary lacks, if there is one.
    std::optional<std::string> add(std::string_view left, std::string_view right,
                                   const Vocabulary& vocabulary);

    static std::uint64_t pairKey(TokenId left, TokenId right);
    const Merge* find(TokenId left, TokenId right) const;

    std::unordered_map<std::uint64_t, Merge> merges_; // by pairKey
    int nextRank_ = 0;
};

} // namespace logitscope
