// The weights of a GPT-2 under the checkpoint's names (wte, ln_1, c_attn, c_proj), whatever holds
// them. C width, V vocabulary.
#pragma once

#include "core/model/gpt2_config.h"

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

template <class Vector>
struct LayerNormWeights
{
    Vector weight, bias; // [C]
};

template <class Matrix, class Vector>
struct Conv1DWeights
{
    Matrix weight; // [in, out]
    Vector bias;   // [out]
};

template <class Matrix, class Vector>
struct BlockWeights
{
    LayerNormWeights<Vector> ln_1;
    Conv1DWeights<Matrix, Vector> attn_c_attn; // C -> 3C: queries, keys, values
    Conv1DWeights<Matrix, Vector> attn_c_proj; // C -> C
    LayerNormWeights<Vector> ln_2;
    Conv1DWeights<Matrix, Vector> mlp_c_fc;   // C -> inner width
    Conv1DWeights<Matrix, Vector> mlp_c_proj; // inner width -> C
};

template <class Matrix, class Vector>
struct Gpt2Weights
{
    Matrix wte; // [V, C]
    Vector wpe; // [context length, C]
    std::vector<BlockWeights<Matrix, Vector>> h;
    LayerNormWeights<Vector> ln_f;
    std::optional<Matrix> lm_head; // [V, C]; nothing when the head is tied to wte

    const Matrix& head() const { return lm_head ? *lm_head : wte; }
};

// How many bytes of weights a step reads: all but the position embedding, and the token embedding
// where the head is another. `bytesOf` takes a matrix or a vector.
template <class Matrix, class Vector, class BytesOf>
std::size_t bytesReadByAStep(const Gpt2Weights<Matrix, Vector>& weights, const BytesOf& bytesOf)
{
    const auto both = [&](const auto& layer) {
        return bytesOf(layer.weight) + bytesOf(layer.bias);
    };
    std::size_t bytes = both(weights.ln_f) + bytesOf(weights.head());
    for (const auto& block : weights.h)
        bytes += both(block.ln_1) + both(block.attn_c_attn) + both(block.attn_c_proj) +
                 both(block.ln_2) + both(block.mlp_c_fc) + both(block.mlp_c_proj);
    return bytes;
}

// Whether a head is stored beside the token embedding. A tied pair may be stored under either name.
template <class Source>
bool hasOwnHead(const Source& source)
{
    return source.contains("lm_head.weight") && source.contains("wte.weight");
}

// `Source` has matrix(name, in, out, why) for Conv1D, embedding(name, rows, width, why),
// vector(name, shape, why) for the rest, contains(name), and failed(), after which what it returns
// is of no use. `why` says where a shape comes from, for the Error: "n_embd = 768".
template <class Source>
auto loadGpt2Weights(Source& source, const Gpt2Config& config)
{
    using Matrix = typename Source::Matrix;
    using Vector = typename Source::Vector;
    const auto C = config.width;
    const auto inner = config.innerWidth;
    const auto widthText = fmt::format("n_embd = {}", C);
    const auto innerText =
        inner == 4 * C ? widthText : fmt::format("{}, n_inner = {}", widthText, inner);
    const auto wteText = fmt::format("vocab_size = {}, {}", config.vocabularySize, widthText);

    const auto layerNorm = [&](const std::string& name) {
        return LayerNormWeights<Vector>{source.vector(name + ".weight", {C}, widthText),
                                        source.vector(name + ".bias", {C}, widthText)};
    };
    const auto conv1D = [&](const std::string& name, int in, int out, std::string_view why) {
        return Conv1DWeights<Matrix, Vector>{source.matrix(name + ".weight", in, out, why),
                                             source.vector(name + ".bias", {out}, why)};
    };

    Gpt2Weights<Matrix, Vector> weights;
    const bool storedAsHead =
        config.tied && source.contains("lm_head.weight") && !hasOwnHead(source);
    weights.wte = source.embedding(storedAsHead ? "lm_head.weight" : "wte.weight",
                                   config.vocabularySize, C, wteText);
    weights.wpe =
        source.vector("wpe.weight", {config.contextLength, C},
                      fmt::format("n_positions = {}, {}", config.contextLength, widthText));
    for (int layer = 0; layer < config.layers; ++layer) {
        const auto h = fmt::format("h.{}", layer);
        weights.h.push_back(BlockWeights<Matrix, Vector>{
            .ln_1 = layerNorm(h + ".ln_1"),
            .attn_c_attn = conv1D(h + ".attn.c_attn", C, 3 * C, widthText),
            .attn_c_proj = conv1D(h + ".attn.c_proj", C, C, widthText),
            .ln_2 = layerNorm(h + ".ln_2"),
            .mlp_c_fc = conv1D(h + ".mlp.c_fc", C, inner, innerText),
            .mlp_c_proj = conv1D(h + ".mlp.c_proj", inner, C, innerText),
        });
        if (source.failed()) // a config that claims a million layers fails at the first one missing
            break;
    }
    weights.ln_f = layerNorm("ln_f");
    if (hasOwnHead(source))
        weights.lm_head = source.embedding("lm_head.weight", config.vocabularySize, C, wteText);
    return weights;
}

} // namespace logitscope
