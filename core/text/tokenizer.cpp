#include "core/text/tokenizer.h"

#include "core/text/pretokenizer.h"

#include <utility>

namespace logitscope
{

Tokenizer::Tokenizer(Vocabulary vocabulary, BpeMerges merges)
    : vocabulary_(std::move(vocabulary))
    , merges_(std::move(merges))
    , endOfText_(vocabulary_.find("<|endoftext|>"))
{
}

Result<Tokenizer> Tokenizer::load(const std::filesystem::path& vocabJson,
                                  const std::filesystem::path& mergesTxt)
{
    Result<Vocabulary> vocabulary = Vocabulary::load(vocabJson);
    if (!vocabulary)
        return tl::unexpected(std::move(vocabulary).error());
    Result<BpeMerges> merges = BpeMerges::load(mergesTxt, *vocabulary);
    if (!merges)
        return tl::unexpected(std::move(merges).error());
    return Tokenizer(*std::move(vocabulary), *std::move(merges));
}

std::vector<TokenId> Tokenizer::encode(std::string_view text) const
{
    std::vector<TokenId> tokens;
    std::vector<TokenId> pieceTokens;
    for (const std::string_view piece : pretokenize(text)) {
        pieceTokens.clear();
        for (const char byte : piece)
            pieceTokens.push_back(vocabulary_.byteToken(static_cast<unsigned char>(byte)));
        merges_.apply(pieceTokens);
        tokens.insert(tokens.end(), pieceTokens.begin(), pieceTokens.end());
    }
    return tokens;
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
    return vocabulary_.bytes(token);
}

} // namespace logitscope
