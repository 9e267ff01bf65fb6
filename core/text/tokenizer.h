// GPT-2's byte-level BPE: text to token ids and back, byte for byte.
// Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", and the
// encoder.py released with it.
#pragma once

#include "core/result.h"
#include "core/text/added_tokens.h"
#include "core/text/bpe_merges.h"
#include "core/text/vocabulary.h"
#include "core/token_id.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

// Constant once loaded: any number of threads may use one.
class Tokenizer
{
public:
    // Reads vocab.json (token to id) and merges.txt (one merge a line, best rank first) from the
    // folder; where one of the two is missing, tokenizer.json, which has both. And what there is of
    // the files that AddedTokens reads.
    static Result<Tokenizer> load(const std::filesystem::path& folder);

    // Any bytes encode, valid UTF-8 or not, and decode(encode(text)) == text. Added tokens are
    // found in the text, as Hugging Face's tokenizers find them; the special ones among them,
    // such as <|endoftext|>, only where they are to be recognised.
    std::vector<TokenId> encode(std::string_view text,
                                SpecialTokens special = SpecialTokens::Recognised) const;
    std::string decode(std::span<const TokenId> tokens) const;

    // The bytes a token stands for. They need not be whole characters. Empty for an id that no
    // file of the tokenizer's has: a model may have more rows, which stand for no text.
    std::string_view bytes(TokenId token) const;

    // How the special tokens are written.
    std::vector<std::string> specialTokens() const { return added_.special(); }

    // Without the added tokens that are beyond.
    int size() const { return vocabulary_.size(); }

    // Where the vocabulary was read from: vocab.json or tokenizer.json.
    const std::filesystem::path& vocabularyFile() const { return vocabularyFile_; }

    // The token <|endoftext|>, by its name.
    std::optional<TokenId> endOfText() const { return endOfText_; }

private:
    Tokenizer(Vocabulary vocabulary, BpeMerges merges, AddedTokens added);

    void encodeText(std::string_view text, std::vector<TokenId>& tokens) const;

    Vocabulary vocabulary_;
    BpeMerges merges_;
    AddedTokens added_;
    std::filesystem::path vocabularyFile_;
    std::optional<TokenId> endOfText_;
};

} // namespace logitscope
