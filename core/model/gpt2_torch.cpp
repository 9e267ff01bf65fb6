// The model reads from top to bottom: embeddings, blocks of attention and MLP, head. Shapes are
// beside the lines that change them: R tokens read now, of which T are of one text, which has P
// that were read before; C width, H heads, D = C / H, V vocabulary.
#include "core/model/gpt2_torch.h"

#include "core/model/gpt2_weights.h"
#include "core/model/weight_source.h"

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/cat.h>
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

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

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

// The tokens of one text among those that are read now.
struct Part
{
    TorchCache& cache;
    std::int64_t first; // of all that are read
    std::int64_t past;  // of the text, read before: P
    std::int64_t length = 0;
};

std::vector<Part> partsOf(std::span<const Reading> readings)
{
    std::vector<Part> parts;
    for (std::size_t row = 0; row < readings.size(); ++row) {
        auto& cache = static_cast<TorchCache&>(*readings[row].cache);
        if (parts.empty() || &parts.back().cache != &cache)
            parts.push_back({cache, static_cast<std::int64_t>(row), readings[row].position});
        ++parts.back().length;
    }
    return parts;
}

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
        if (readings.empty())
            return;
        const c10::InferenceMode inferenceOnly;
        const auto parts = partsOf(readings);
        auto x = embed(readings); // [R, C]
        for (std::size_t layer = 0; layer < weights_.h.size(); ++layer) {
            const auto& block = weights_.h[layer];
            x = x.add(attend(layerNorm(x, block.ln_1), block, parts, layer));
            x = x.add(transform(layerNorm(x, block.ln_2), block));
        }
        readOut(x, readings);
    }

    std::size_t weightBytes() const override
    {
        return bytesReadByAStep(weights_, [](const at::Tensor& tensor) { return tensor.nbytes(); });
    }

private:
    using Conv1D = Conv1DWeights<at::Tensor, at::Tensor>;
    using LayerNorm = LayerNormWeights<at::Tensor>;
    using Block = BlockWeights<at::Tensor, at::Tensor>;

    at::Tensor onDevice(const std::vector<std::int64_t>& numbers) const
    {
        return at::tensor(numbers).to(weights_.wpe.device());
    }

    at::Tensor embed(std::span<const Reading> readings) const
    {
        std::vector<std::int64_t> tokens;
        std::vector<std::int64_t> positions;
        for (const auto& reading : readings) {
            tokens.push_back(reading.token);
            positions.push_back(reading.position);
        }
        return weights_.wte.index_select(0, onDevice(tokens))
            .to(at::kFloat)
            .add(weights_.wpe.index_select(0, onDevice(positions)));
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

    // x [R, C]. Every token attends to its own text alone.
    at::Tensor attend(const at::Tensor& x, const Block& block, const std::vector<Part>& parts,
                      std::size_t layer) const
    {
        const auto all = product(x, block.attn_c_attn); // [R, 3C]
        std::vector<at::Tensor> attended;
        for (const auto& part : parts)
            attended.push_back(attendWithin(all.narrow(0, part.first, part.length),
                                            part.cache.layers[layer], part.past)); // [T, C]
        return product(at::cat(attended), block.attn_c_proj);                      // [R, C]
    }

    // x [T, 3C], of one text.
    at::Tensor attendWithin(const at::Tensor& x, TorchCache::Layer& cache, std::int64_t past) const
    {
        const auto length = x.size(0);
        const std::int64_t heads = config_.heads;
        const std::int64_t headSize = config_.headSize();
        const auto qkv = x.view({length, 3, heads, headSize}).permute({1, 2, 0, 3}); // [3, H, T, D]
        const auto queries = qkv.select(0, 0);
        cache.keys.narrow(1, past, length).copy_(qkv.select(0, 1));
        cache.values.narrow(1, past, length).copy_(qkv.select(0, 2));
        const auto keys = cache.keys.narrow(1, 0, past + length);     // [H, P+T, D]
        const auto values = cache.values.narrow(1, 0, past + length); // [H, P+T, D]

        auto scores = at::matmul(queries, keys.transpose(1, 2)); // [H, T, P+T]
        scores.mul_(1.0 / std::sqrt(static_cast<double>(headSize)));
        if (length > 1) // a token attends to itself and what came before it
            scores.add_(at::full({length, past + length}, -std::numeric_limits<float>::infinity(),
                                 scores.options())
                            .triu(past + 1));
        const auto attended = at::matmul(at::softmax(scores, -1), values); // [H, T, D]
        return attended.transpose(0, 1).reshape({length, heads * headSize});
    }

    static at::Tensor transform(const at::Tensor& x, const Block& block)
    {
        return product(at::gelu(product(x, block.mlp_c_fc), "tanh"), block.mlp_c_proj);
    }

    // The one copy to the host: the logits that are wanted.
    void readOut(const at::Tensor& x, std::span<const Reading> readings) const
    {
        std::vector<std::int64_t> asked;
        for (std::size_t row = 0; row < readings.size(); ++row) {
            if (!readings[row].logits.empty())
                asked.push_back(static_cast<std::int64_t>(row));
        }
        if (asked.empty())
            return;
        const auto& head = weights_.head(); // [V, C]
        const auto last = layerNorm(x.index_select(0, onDevice(asked)), weights_.ln_f);
        const auto logits =
            at::matmul(last.to(head.scalar_type()), head.t()).to(at::kCPU, at::kFloat).contiguous();
        const auto* from = logits.data_ptr<float>(); // [asked, V]
        for (const auto row : asked) {
            const auto& to = readings[static_cast<std::size_t>(row)].logits;
            std::copy_n(from, to.size(), to.begin());
            from += to.size();
        }
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

void setTorchThreads(int count)
{
    at::set_num_threads(count);
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
