// tokenizer.json: a whole tokenizer in one file, as Hugging Face's tokenizers library writes it.
// Its parts: a normalizer, a pre-tokenizer, a model (vocabulary and merges), a post-processor, a
// decoder and added tokens. Format: https://github.com/huggingface/tokenizers, serialization.rs of
// each part.
#pragma once

#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>

namespace logitscope
{

enum class TokenizerJsonUse
{
    Alone,  // all of it counts
    Beside, // vocab.json and merges.txt lie beside it: the model is theirs, and isn't read
};

// Reads the file and checks that it does to a text what GPT-2's byte-level BPE does. What would
// make other tokens of it, is an Error that names it: a normalizer, another pre-tokenizer, a
// dropout. Alone, model.vocab is an object and model.merges a list.
//
// Beside vocab.json and merges.txt, add_prefix_space and the post-processor say nothing: who has
// those files reads them as transformers' GPT2Tokenizer does, which adds neither a space nor
// tokens.
Result<nlohmann::json> readTokenizerJson(const std::filesystem::path& file, TokenizerJsonUse use);

} // namespace logitscope
