// The sizes of a GPT-2, from its folder's config.json (Hugging Face's names).
#pragma once

#include "core/model/activation.h"
#include "core/result.h"

#include <cstddef>
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
    Activation activation = Activation::GeluTanh; // activation_function
    bool scaledByHeadSize = true;                 // scale_attn_weights
    bool scaledByLayer = false;                   // scale_attn_by_inverse_layer_idx

    int headSize() const { return width / heads; }

    // What a query times a key is multiplied by: 1 / sqrt(D), and 1 / (1 + layer), as far as the
    // model has the two.
    double attentionScale(int layer) const;

    // Of the whole model, where the head is tied to the token embedding. At most the largest
    // number, whatever sizes a file claims.
    std::int64_t parameters() const;

    // What the keys and values of one text take in F32 when it fills the context. Of sizes that
    // weights were loaded for.
    std::size_t contextBytes() const;
};

// The Error names the file and the field. A config that asks for arithmetic other than a GPT-2's is
// refused, as is another architecture: its numbers would be wrong. Sizes may have the names that
// Hugging Face has for every model, such as hidden_size. reorder_and_upcast_attn changes nothing:
// products in another order, in F32, which they always are here.
Result<Gpt2Config> readGpt2Config(const std::filesystem::path& configJson);

// One of the four sizes that GPT-2 was published in (Radford et al. 2019, table 2): "gpt2",
// "gpt2-medium", "gpt2-large", "gpt2-xl".
Result<Gpt2Config> gpt2Shape(std::string_view name);

} // namespace logitscope
