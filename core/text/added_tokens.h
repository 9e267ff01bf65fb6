// Tokens that a text has as a whole, whatever the merges say: <|endoftext|>, and those that were
// added to a vocabulary after its training.
#pragma once

#include "core/result.h"
#include "core/text/vocabulary.h"
#include "core/token_id.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace logitscope
{

// How a text's special tokens are read.
enum class SpecialTokens
{
    Recognised, // <|endoftext|> is one token
    AsText,     // it is thirteen ordinary characters
};

class AddedTokens
{
public:
    // Takes "added_tokens" of `tokenizerJson`, the folder's tokenizer.json or an empty object, and
    // reads what there is of added_tokens.json (token to id) and special_tokens_map.json (which of
    // them, or of the vocabulary, are special) in the folder. <|endoftext|> is special in any case.
    static Result<AddedTokens> load(const std::filesystem::path& folder,
                                    const nlohmann::json& tokenizerJson,
                                    const Vocabulary& vocabulary);

    static constexpr auto endOfText = "<|endoftext|>";

    std::optional<TokenId> find(const std::string& text) const;

    struct Found
    {
        std::size_t begin;
        std::size_t length; // in bytes
        TokenId token;
    };

    // The first in the text; of several that begin there the longest.
    std::optional<Found> findFirst(std::string_view text, SpecialTokens special) const;

    // How the special ones are written.
    std::vector<std::string> special() const;

    // Empty for any other token.
    std::string_view bytes(TokenId token) const;

private:
    struct Added
    {
        std::string text;
        TokenId token;
        bool isSpecial;
    };

    Result<void> add(const std::filesystem::path& file, const Added& added,
                     const Vocabulary& vocabulary);
    Result<void> takeTokenizerJson(const std::filesystem::path& file, const nlohmann::json& object,
                                   const Vocabulary& vocabulary);
    Result<void> readAddedTokens(const std::filesystem::path& file, const Vocabulary& vocabulary);
    Result<void> readSpecialTokensMap(const std::filesystem::path& file,
                                      const Vocabulary& vocabulary);
    void noteBeginnings();

    std::vector<Added> added_;
    std::unordered_map<std::string, std::size_t> byText_;
    std::unordered_map<TokenId, std::size_t> byToken_;
    std::string firstBytes_;           // of all texts, each once
    std::vector<std::size_t> lengths_; // of all texts, each once, longest first
};

} // namespace logitscope
