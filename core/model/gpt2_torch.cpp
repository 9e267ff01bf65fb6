// The model reads from top to bottom: embeddings, blocks of attention and MLP, head. Shapes are
// beside the lines that change them: T tokens read now, P tokens read before, C width, H heads,
// D = C / H, V vocabulary.
#include "core/model/gpt2_torch.h"

#include "core/model/gpt2_weights.h"
#include "core/model/weight_source.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/triu.h>
#include <c10/core/InferenceMode.h>
#include <torch/cuda.h>

#include <cmath>
#include <limits>

namespace logitscope
{

namespace
{

class TensorSource
{
public:
    using Matrix = at::Tensor;
    using Vector = at::Tensor;

    TensorSource(WeightSource& source, c10::Device device, Precision precision)
        : source_(source)
        , device_(device)
        , matrixType_(precision == Precision::BF16 ? at::kBFloat16 : at::kFloat)
    {
    }

    at::Tensor matrix(const std::string& name, int in, int out, std::string_view why)
    {
        return load(name, {in, out}, why, matrixType_);
    }

    at::Tensor embedding(const std::string& name, int rows, int width, std::string_view why)
    {
        return load(name, {rows, width}, why, matrixType_);
    }

    at::Tensor vector(const std::string& name, std::initializer_list<std::int64_t> shape,
                      std::string_view why)
    {
        return load(name, shape, why, at::kFloat);
    }

    bool contains(std::string_view name) const { return source_.contains(name); }

    bool failed() const { return source_.failed(); }

private:
    at::Tensor load(const std::string& name, std::initializer_list<std::int64_t> shape,
                    std::string_view why, at::ScalarType type)
    {
        at::Tensor tensor;
        source_.load(name, shape, why, [&](const WeightSource::Read& read) {
            const auto floats = at::empty(shape, at::kFloat);
            read(0, {floats.data_ptr<float>(), static_cast<std::size_t>(floats.numel())});
            tensor = floats.to(device_, type);
        });
        return tensor;
    }

    WeightSource& source_;
    c10::Device device_;
    at::ScalarType matrixType_;
};

class TorchCache final : public Gpt2Cache
{
public:
    struct Layer
    {
        at::Tensor keys, values; // [H, context length, D]; the first P rows of each are filled
    };

    std::unique_ptr<Gpt2Cache> copy(int length) const override
    {
        const c10::InferenceMode inferenceOnly;
        auto other = std::make_unique<TorchCache>();
        const auto copyOf = [length](const at::Tensor& rows) {
            auto same = at::empty(rows.sizes(), rows.options());
            same.narrow(1, 0, length).copy_(rows.narrow(1, 0, length));
            return same;
        };
        for (const auto& layer : layers)
            other->layers.push_back({copyOf(layer.keys), copyOf(layer.values)});
        return other;
    }

    std::vector<Layer> layers;
};

class TorchGpt2 final : public Gpt2Network
{
public:
    TorchGpt2(WeightSource& source, const Gpt2Config& config, c10::Device device,
              Precision precision)
        : config_(config)
    {
        const c10::InferenceMode inferenceOnly;
        TensorSource tensors(source, device, precision);
        weights_ = loadGpt2Weights(tensors, config);
    }

    std::unique_ptr<Gpt2Cache> newCache() const override
    {
        const c10::InferenceMode inferenceOnly;
        auto cache = std::make_unique<TorchCache>();
        for (int layer = 0; layer < config_.layers; ++layer) {
            const auto rows = [this] {
                return at::empty({config_.heads, config_.contextLength, config_.headSize()},
                                 weights_.wpe.options());
            };
            cache->layers.push_back({rows(), rows()});
        }
        return cache;
    }

    void read(std::span<const Reading> readings) const override
    {
        const c10::InferenceMode inferenceOnly;
        while (!readings.empty()) {
            std::size_t count = 1; // of the next text's tokens
            while (count < readings.size() && readings[count].cache == readings[0].cache)
                ++count;
            readText(readings.first(count));
            readings = readings.subspan(count);
        }
    }

    std::size_t weightBytes() const override
    {
        return bytesReadByAStep(weights_, [](const at::Tensor& tensor) { return tensor.nbytes(); });
    }

private:
    using Conv1D = Conv1DWeights<at::Tensor, at::Tensor>;
    using LayerNorm = LayerNormWeights<at::Tensor>;
    using Block = BlockWeights<at::Tensor, at::Tensor>;

    void readText(std::span<const Reading> readings) const
    {
        auto& cache = static_cast<TorchCache&>(*readings[0].cache);
        const std::int64_t past = readings[0].position;
        const auto length = static_cast<std::int64_t>(readings.size());
        std::vector<TokenId> tokens;
        for (const auto& reading : readings)
            tokens.push_back(reading.token);
        const auto ids = at::tensor(tokens).to(weights_.wte.device());

        auto x = weights_.wte.index_select(0, ids)
                     .to(at::kFloat)
                     .add(weights_.wpe.narrow(0, past, length)); // [T, C]
        for (std::size_t layer = 0; layer < weights_.h.size(); ++layer) {
            const auto& block = weights_.h[layer];
            x = x.add(attend(layerNorm(x, block.ln_1), block, cache.layers[layer], past));
            x = x.add(transform(layerNorm(x, block.ln_2), block));
        }
        for (std::size_t row = 0; row < readings.size(); ++row) {
            if (readings[row].logits.empty())
                continue;
            const auto last = layerNorm(x.select(0, static_cast<std::int64_t>(row)), weights_.ln_f);
            const auto& head = weights_.head();
            const auto logits = at::matmul(head, last.to(head.scalar_type()))
                                    .to(at::kCPU, at::kFloat)
                                    .contiguous(); // [V]
            std::copy_n(logits.data_ptr<float>(), readings[row].logits.size(),
                        readings[row].logits.begin());
        }
    }

    at::Tensor layerNorm(const at::Tensor& x, const LayerNorm& norm) const
    {
        return at::layer_norm(x, norm.weight.sizes(), norm.weight, norm.bias,
                              config_.layerNormEpsilon);
    }

    // libtorch multiplies in the weights' own type; what comes of it is F32 again.
    static at::Tensor product(const at::Tensor& x, const Conv1D& layer)
    {
        if (layer.weight.scalar_type() == at::kFloat)
            return at::addmm(layer.bias, x, layer.weight);
        const auto same = x.to(layer.weight.scalar_type());
        return at::matmul(same, layer.weight).to(at::kFloat).add(layer.bias);
    }

    at::Tensor attend(const at::Tensor& x, const Block& block, TorchCache::Layer& cache,
                      std::int64_t past) const
    {
        const auto length = x.size(0);
        const std::int64_t heads = config_.heads;
        const std::int64_t headSize = config_.headSize();
        const auto parts = product(x, block.attn_c_attn)
                               .view({length, 3, heads, headSize})
                               .permute({1, 2, 0, 3}); // [3, H, T, D]
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
        return product(attended.transpose(0, 1).reshape({length, heads * headSize}),
                       block.attn_c_proj); // [T, C]
    }

    static at::Tensor transform(const at::Tensor& x, const Block& block)
    {
        return product(at::gelu(product(x, block.mlp_c_fc), "tanh"), block.mlp_c_proj);
    }

    Gpt2Config config_;
    Gpt2Weights<at::Tensor, at::Tensor> weights_;
};

} // namespace

std::unique_ptr<Gpt2Network> loadTorchGpt2(WeightSource& source, const Gpt2Config& config,
                                           TorchDevice device, Precision precision)
{
    return std::make_unique<TorchGpt2>(
        source, config, device == TorchDevice::Cuda ? c10::kCUDA : c10::kCPU, precision);
}

bool findsCudaDevice()
{
    try {
        return torch::cuda::is_available();
    } catch (const std::exception&) {
        return false;
    }
}

bool cudaMultipliesBf16()
{
    // By trying: libtorch without CUDA has no header that could tell.
    try {
        const auto one = at::ones({16, 16}, at::TensorOptions(at::kBFloat16).device(c10::kCUDA));
        return at::matmul(one, one).to(at::kCPU, at::kFloat).min().item<float>() == 16.0f;
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace logitscope
