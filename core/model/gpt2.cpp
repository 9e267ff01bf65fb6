// The model reads from top to bottom: embeddings, blocks of attention and MLP, head. Names are the
// checkpoint's (wte, ln_1, c_attn, c_proj), shapes are beside the lines that change them:
// T tokens read now, P tokens read before, C width, H heads, D = C / H, V vocabulary.
//
// Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners".
#include "core/model/gpt2.h"

#include "core/model/gpt2_config.h"
#include "core/model/safetensors.h"
#include "core/model/weight_loader.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/triu.h>
#include <c10/core/InferenceMode.h>
#include <torch/cuda.h>

#include <fmt/format.h>

#include <cassert>
#include <cmath>
#include <exception>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

namespace
{

struct LayerNorm
{
    at::Tensor weight, bias; // [C]
    double epsilon;

    at::Tensor operator()(const at::Tensor& x) const
    {
        return at::layer_norm(x, weight.sizes(), weight, bias, epsilon);
    }
};

// GPT-2's linear layer: the weight is [in, out].
struct Conv1D
{
    at::Tensor weight, bias;

    at::Tensor operator()(const at::Tensor& x) const { return at::addmm(bias, x, weight); }
};

struct LayerCache
{
    at::Tensor keys, values; // [H, context length, D]; the first P rows of each head are filled
};

struct Attention
{
    Conv1D c_attn; // C -> 3C: queries, keys, values
    Conv1D c_proj; // C -> C
    int heads;

    at::Tensor operator()(const at::Tensor& x, LayerCache& cache, std::int64_t past) const
    {
        const auto length = x.size(0);
        const auto width = x.size(1);
        const auto headSize = width / heads;

        const auto parts =
            c_attn(x).view({length, 3, heads, headSize}).permute({1, 2, 0, 3}); // [3, H, T, D]
        const auto queries = parts.select(0, 0);
        cache.keys.narrow(1, past, length).copy_(parts.select(0, 1));
        cache.values.narrow(1, past, length).copy_(parts.select(0, 2));
        const auto keys = cache.keys.narrow(1, 0, past + length);     // [H, P+T, D]
        const auto values = cache.values.narrow(1, 0, past + length); // [H, P+T, D]

        auto scores = at::matmul(queries, keys.transpose(1, 2)); // [H, T, P+T]
        scores.mul_(1.0 / std::sqrt(static_cast<double>(headSize)));
        if (length > 1) // a token attends to itself and what came before it
            scores.add_(at::full({length, past + length}, -std::numeric_limits<float>::infinity(),
                                 scores.options())
                            .triu(past + 1));
        const auto attended = at::matmul(at::softmax(scores, -1), values); // [H, T, D]
        return c_proj(attended.transpose(0, 1).reshape({length, width}));  // [T, C]
    }
};

struct Mlp
{
    Conv1D c_fc;   // C -> inner width
    Conv1D c_proj; // inner width -> C

    at::Tensor operator()(const at::Tensor& x) const { return c_proj(at::gelu(c_fc(x), "tanh")); }
};

struct Block
{
    LayerNorm ln_1;
    Attention attn;
    LayerNorm ln_2;
    Mlp mlp;

    at::Tensor operator()(at::Tensor x, LayerCache& cache, std::int64_t past) const
    {
        x = x.add(attn(ln_1(x), cache, past));
        return x.add(mlp(ln_2(x)));
    }
};

struct Weights
{
    at::Tensor wte; // [V, C]
    at::Tensor wpe; // [context length, C]
    std::vector<Block> h;
    LayerNorm ln_f;
    at::Tensor lm_head; // [V, C]; wte itself when the head is tied
};

// libtorch adds a stack trace to what it has to say; a person gets the first line.
std::string firstLine(const std::exception& exception)
{
    const std::string_view what = exception.what();
    return std::string(what.substr(0, what.find('\n')));
}

Weights loadWeights(WeightLoader& loader, const Gpt2Config& config)
{
    const auto C = config.width;
    const auto inner = config.innerWidth;
    const auto widthText = fmt::format("n_embd = {}", C);
    const auto innerText =
        config.innerWidth == 4 * C ? widthText : fmt::format("{}, n_inner = {}", widthText, inner);
    const auto wteText = fmt::format("vocab_size = {}, {}", config.vocabularySize, widthText);

    const auto layerNorm = [&](const std::string& name) {
        return LayerNorm{loader.load(name + ".weight", {C}, widthText),
                         loader.load(name + ".bias", {C}, widthText), config.layerNormEpsilon};
    };
    const auto conv1D = [&](const std::string& name, int in, int out, std::string_view why) {
        return Conv1D{loader.load(name + ".weight", {in, out}, why),
                      loader.load(name + ".bias", {out}, why)};
    };

    Weights weights;
    weights.wte = loader.load("wte.weight", {config.vocabularySize, C}, wteText);
    weights.wpe = loader.load("wpe.weight", {config.contextLength, C},
                              fmt::format("n_positions = {}, {}", config.contextLength, widthText));
    for (int layer = 0; layer < config.layers; ++layer) {
        const auto h = fmt::format("h.{}", layer);
        weights.h.push_back(Block{
            .ln_1 = layerNorm(h + ".ln_1"),
            .attn = {.c_attn = conv1D(h + ".attn.c_attn", C, 3 * C, widthText),
                     .c_proj = conv1D(h + ".attn.c_proj", C, C, widthText),
                     .heads = config.heads},
            .ln_2 = layerNorm(h + ".ln_2"),
            .mlp = {.c_fc = conv1D(h + ".mlp.c_fc", C, inner, innerText),
                    .c_proj = conv1D(h + ".mlp.c_proj", inner, C, innerText)},
        });
        if (loader.error()) // a config that claims a million layers fails at the first one missing
            break;
    }
    weights.ln_f = layerNorm("ln_f");
    weights.lm_head = loader.contains("lm_head.weight")
                          ? loader.load("lm_head.weight", {config.vocabularySize, C}, wteText)
                          : weights.wte;
    return weights;
}

class Gpt2Context;

class Gpt2 final : public LanguageModel
{
public:
    Gpt2(ModelInfo info, Gpt2Config config, Weights weights)
        : info_(std::move(info))
        , config_(config)
        , weights_(std::move(weights))
    {
    }

    const ModelInfo& info() const override { return info_; }

    std::unique_ptr<Context> newContext() const override;

    std::vector<LayerCache> newCache() const
    {
        std::vector<LayerCache> cache;
        for (int layer = 0; layer < config_.layers; ++layer) {
            const auto rows = [this] {
                return at::empty({config_.heads, config_.contextLength, config_.headSize()},
                                 weights_.wte.options());
            };
            cache.push_back({rows(), rows()});
        }
        return cache;
    }

    // Reads the tokens at positions past, past + 1, ... and returns the logits after the last, [V].
    at::Tensor forward(std::span<const TokenId> tokens, std::vector<LayerCache>& cache,
                       std::int64_t past) const
    {
        const auto length = static_cast<std::int64_t>(tokens.size());
        const auto ids = at::from_blob(const_cast<TokenId*>(tokens.data()), {length},
                                       at::TensorOptions(at::kInt))
                             .to(weights_.wte.device());

        auto x =
            weights_.wte.index_select(0, ids).add(weights_.wpe.narrow(0, past, length)); // [T, C]
        for (std::size_t layer = 0; layer < weights_.h.size(); ++layer)
            x = weights_.h[layer](x, cache[layer], past);
        const auto last = weights_.ln_f(x.select(0, length - 1));            // [C]
        return at::matmul(weights_.lm_head, last).to(at::kCPU).contiguous(); // [V]
    }

private:
    ModelInfo info_;
    Gpt2Config config_;
    Weights weights_;
};

class Gpt2Context final : public Context
{
public:
    explicit Gpt2Context(const Gpt2& model) : model_(model) {}

    Result<std::span<const float>> prefill(std::span<const TokenId> tokens) override
    {
        assert(!tokens.empty());
        const auto limit = model_.info().contextLength;
        if (tokens.size() > static_cast<std::size_t>(limit - length_))
            return fail(
                fmt::format("the text has {} tokens, but this model's context holds {}; shorten it",
                            static_cast<std::size_t>(length_) + tokens.size(), limit));
        try {
            const c10::InferenceMode inferenceOnly;
            if (cache_.empty()) // here, where there is an Error for a device without the memory
                cache_ = model_.newCache();
            logits_ = model_.forward(tokens, cache_, length_);
        } catch (const std::exception& exception) { // memory, CUDA: what libtorch throws
            return fail(
                fmt::format("the model could not compute this step: {}", firstLine(exception)));
        }
        length_ += static_cast<int>(tokens.size());
        return std::span(logits_.data_ptr<float>(), static_cast<std::size_t>(logits_.numel()));
    }

    Result<std::span<const float>> step(TokenId token) override { return prefill({&token, 1}); }

    void rewind(int length) override
    {
        assert(length >= 0 && length <= length_);
        length_ = length;
    }

    int length() const override { return length_; }

private:
    const Gpt2& model_;
    std::vector<LayerCache> cache_;
    at::Tensor logits_;
    int length_ = 0;
};

std::unique_ptr<Context> Gpt2::newContext() const
{
    return std::make_unique<Gpt2Context>(*this);
}

} // namespace

Result<std::unique_ptr<LanguageModel>> loadGpt2(const std::filesystem::path& folder, Device device)
{
    const auto config = readGpt2Config(folder / "config.json");
    if (!config)
        return tl::unexpected(config.error());
    const auto file = SafetensorsFile::open(folder / "model.safetensors");
    if (!file)
        return tl::unexpected(file.error());

    const bool cuda = device != Device::Cpu && torch::cuda::is_available();
    if (device == Device::Cuda && !cuda)
        return fail("device is cuda, but libtorch finds no CUDA device here; choose auto or cpu");

    try {
        const c10::InferenceMode inferenceOnly;
        const c10::Device where(cuda ? c10::kCUDA : c10::kCPU);
        WeightLoader loader(*file, where);
        auto weights = loadWeights(loader, *config);
        if (loader.error())
            return tl::unexpected(*loader.error());

        // "models/starter/", and "." inside it, name the folder starter too.
        const auto whole = std::filesystem::absolute(folder).lexically_normal();
        const auto name = whole.has_filename() ? whole.filename() : whole.parent_path().filename();
        return std::make_unique<Gpt2>(ModelInfo{.name = name.string(),
                                                .parameters = loader.parameters(),
                                                .vocabularySize = config->vocabularySize,
                                                .contextLength = config->contextLength,
                                                .device = cuda ? "CUDA" : "CPU"},
                                      *config, std::move(weights));
    } catch (const std::exception& exception) {
        return fail(fmt::format("{}: libtorch could not load it: {}", folder.string(),
                                firstLine(exception)));
    }
}

} // namespace logitscope
