// GPT-2's byte-level BPE: text to token ids and back, byte for byte.
// Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", and the
// encoder.py released with it.
#pragma once

#include "core/result.h"
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
    // Reads vocab.json (token to id) and merges.txt (one merge a line, best rank first).
    static Result<Tokenizer> load(const std::filesystem::path& vocabJson,
                                  const std::filesystem::path& mergesTxt);

    // Any bytes encode, valid UTF-8 or not, and decode(encode(text)) == text. "<|endoftext|>" in
    // the text is thirteen ordinary characters.
    std::vector<TokenId> encode(std::string_view text) const;
    std::string decode(std::span<const TokenId> tokens) const;

    // The bytes a token stands for. They need not be whole characters. Empty for an id outside
    // the vocabulary.
    std::string_view bytes(TokenId token) const;

    int size() const { return vocabulary_.size(); }

    std::optional<TokenId> endOfText() const { return endOfText_; }

private:
    Tokenizer(Vocabulary vocabulary, BpeMerges merges);

    Vocabulary vocabulary_;
    BpeMerges merges_;
    std::optional<TokenId> endOfText_;
};

} // namespace logitscope
