#include "core/text/tokenizer.h"

#include "core/text/pretokenizer.h"
#include "core/text/text_file.h"
#include "core/text/tokenizer_json.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace logitscope
{

Tokenizer::Tokenizer(Vocabulary vocabulary, BpeMerges merges, AddedTokens added)
    : vocabulary_(std::move(vocabulary))
    , merges_(std::move(merges))
    , added_(std::move(added))
    , endOfText_(added_.find(AddedTokens::endOfText))
{
}

Result<Tokenizer> Tokenizer::load(const std::filesystem::path& folder)
{
    const auto vocabJson = folder / "vocab.json";
    const auto mergesTxt = folder / "merges.txt";
    const auto tokenizerJson = folder / "tokenizer.json";
    const bool hasJson = isThere(tokenizerJson);
    const bool isAlone = hasJson && !(isThere(vocabJson) && isThere(mergesTxt));
    Result<nlohmann::json> whole = nlohmann::json::object();
    if (hasJson)
        whole = readTokenizerJson(tokenizerJson,
                                  isAlone ? TokenizerJsonUse::Alone : TokenizerJsonUse::Beside);
    if (!whole)
        return tl::unexpected(std::move(whole).error());

    const auto place = tokenizerJson.string() + ": model.";
    Result<Vocabulary> vocabulary =
        isAlone ? Vocabulary::fromJson((*whole)["model"]["vocab"], place + "vocab")
                : Vocabulary::load(vocabJson);
    if (!vocabulary)
        return tl::unexpected(std::move(vocabulary).error());
    Result<BpeMerges> merges =
        isAlone ? BpeMerges::fromJson((*whole)["model"]["merges"], place + "merges", *vocabulary)
                : BpeMerges::load(mergesTxt, *vocabulary);
    if (!merges)
        return tl::unexpected(std::move(merges).error());
    Result<AddedTokens> added = AddedTokens::load(folder, *whole, *vocabulary);
    if (!added)
        return tl::unexpected(std::move(added).error());
    Tokenizer tokenizer(*std::move(vocabulary), *std::move(merges), *std::move(added));
    tokenizer.vocabularyFile_ = isAlone ? tokenizerJson : vocabJson;
    return tokenizer;
}

std::vector<TokenId> Tokenizer::encode(std::string_view text, SpecialTokens special) const
{
    std::vector<TokenId> tokens;
    while (const auto found = added_.findFirst(text, special)) {
        encodeText(text.substr(0, found->begin), tokens);
        tokens.push_back(found->token);
        text.remove_prefix(found->begin + found->length);
    }
    encodeText(text, tokens);
    return tokens;
}

void Tokenizer::encodeText(std::string_view text, std::vector<TokenId>& tokens) const
{
    std::vector<TokenId> pieceTokens;
    for (const std::string_view piece : pretokenize(text)) {
        pieceTokens.clear();
        for (const char byte : piece)
            pieceTokens.push_back(vocabulary_.byteToken(static_cast<unsigned char>(byte)));
        merges_.apply(pieceTokens);
        tokens.insert(tokens.end(), pieceTokens.begin(), pieceTokens.end());
    }
}

std::string Tokenizer::decode(std::span<const TokenId> tokens) const
{
    std::string text;
    for (const TokenId token : tokens)
        text += bytes(token);
    return text;
}

std::string_view Tokenizer::bytes(TokenId token) const
{
    return token < vocabulary_.size() ? vocabulary_.bytes(token) : added_.bytes(token);
}

} // namespace logitscope
