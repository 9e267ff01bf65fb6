// The sizes of a GPT-2, from its folder's config.json (Hugging Face's names).
#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace logitscope
{

struct Gpt2Config
{
    int vocabularySize; // vocab_size
    int contextLength;  // n_positions, or n_ctx: tokens of prompt and continuation together
    int width;          // n_embd
    int layers;         // n_layer
    int heads;          // n_head; divides width
    int innerWidth;     // n_inner: the MLP's; 4 * width when null or missing
    double layerNormEpsilon;
    bool tied = true; // tie_word_embeddings: without an lm_head the token embedding is the head

    int headSize() const { return width / heads; }

    // Of the whole model, where the head is tied to the token embedding.
    std::int64_t parameters() const;
};

// The Error names the file and the field. A config that asks for arithmetic other than GPT-2's
// (another activation, scaled attention) is refused: its numbers would be wrong. Sizes may have the
// names that Hugging Face has for every model, such as hidden_size.
Result<Gpt2Config> readGpt2Config(const std::filesystem::path& configJson);

// One of the four sizes that GPT-2 was published in (Radford et al. 2019, table 2): "gpt2",
// "gpt2-medium", "gpt2-large", "gpt2-xl".
Result<Gpt2Config> gpt2Shape(std::string_view name);

} // namespace logitscope
