#include "core/text/tokenizer.h"

#include "core/text/pretokenizer.h"

#include <utility>

namespace logitscope
{

namespace
{
constexpr std::string_view endOfTextSpelling = "<|endoftext|>";
}

Tokenizer::Tokenizer(Vocabulary vocabulary, BpeMerges merges)
    : vocabulary_(std::move(vocabulary))
    , merges_(std::move(merges))
    , endOfText_(vocabulary_.find(std::string(endOfTextSpelling)))
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

std::vector<TokenId> Tokenizer::encode(std::string_view text, SpecialTokens special) const
{
    std::vector<TokenId> tokens;
    if (special == SpecialTokens::AsSpecial && endOfText_) {
        for (std::size_t end; (end = text.find(endOfTextSpelling)) != std::string_view::npos;) {
            appendOrdinary(text.substr(0, end), tokens);
            tokens.push_back(*endOfText_);
            text.remove_prefix(end + endOfTextSpelling.size());
        }
    }
    appendOrdinary(text, tokens);
    return tokens;
}

void Tokenizer::appendOrdinary(std::string_view text, std::vector<TokenId>& tokens) const
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
    return vocabulary_.bytes(token);
}

} // namespace logitscope
