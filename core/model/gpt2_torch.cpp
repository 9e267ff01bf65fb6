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
#include <ATen/ops/empty_like.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/triu.h>
#include <c10/core/InferenceMode.h>
#include <torch/cuda.h>

#if LOGITSCOPE_CUDA
#include "core/model/cuda_attention.h"
#include "core/model/cuda_graphs.h"

#include <c10/cuda/CUDAStream.h>
#endif

#include <algorithm>
#include <functional>
#include <limits>
#include <mutex>
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

// The keys stand with their numbers apart and their positions side by side, as attention reads
// them.
class TorchCache final : public Gpt2Cache
{
public:
    TorchCache(at::Tensor ofKeys, at::Tensor ofValues)
        : keys(std::move(ofKeys))
        , values(std::move(ofValues))
    {
    }

    std::unique_ptr<Gpt2Cache> copy(int length) override
    {
        const c10::InferenceMode inferenceOnly;
        const auto copyOf = [length](const at::Tensor& all, int positions) {
            auto same = at::empty_like(all);
            same.narrow(positions, 0, length).copy_(all.narrow(positions, 0, length));
            return same;
        };
        return std::make_unique<TorchCache>(copyOf(keys, 3), copyOf(values, 2));
    }

    at::Tensor keys;   // [layers, H, D, context length]; of the last, the first P are filled
    at::Tensor values; // [layers, H, context length, D]
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

// Rows whose logits are wanted.
std::vector<std::int64_t> rowsAsked(std::span<const Reading> readings)
{
    std::vector<std::int64_t> rows;
    for (std::size_t row = 0; row < readings.size(); ++row) {
        if (!readings[row].logits.empty())
            rows.push_back(static_cast<std::int64_t>(row));
    }
    return rows;
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
#if LOGITSCOPE_CUDA
        if (!device.is_cuda() || !canAttendSteps(config.headSize(), config.contextLength))
            return;
        const auto graphs = std::make_shared<StepGraphs>(
            [this](const at::Tensor& inputs) { return computeStep(inputs); });
        readSteps_ = [graphs](std::span<const Reading> readings) {
            return graphs->run(stepInputs(readings));
        };
#endif
    }

    std::unique_ptr<Gpt2Cache> newCache() const override
    {
        const c10::InferenceMode inferenceOnly;
        const std::int64_t layers = config_.layers;
        const std::int64_t heads = config_.heads;
        const std::int64_t headSize = config_.headSize();
        const std::int64_t length = config_.contextLength;
        return std::make_unique<TorchCache>(
            at::empty({layers, heads, headSize, length}, weights_.wpe.options()),
            at::empty({layers, heads, length, headSize}, weights_.wpe.options()));
    }

    void read(std::span<const Reading> readings) const override
    {
        if (readings.empty())
            return;
        const c10::InferenceMode inferenceOnly;
        const auto parts = partsOf(readings);
        const auto asked = rowsAsked(readings);
        if (!readSteps_ || parts.size() != readings.size()) {
            writeOut(readTexts(readings, parts, asked), asked, readings);
            return;
        }
        const std::lock_guard lock(mutex_);
        const auto logits = readSteps_(readings);
        const bool all = asked.size() == readings.size();
        writeOut(all ? logits : logits.index_select(0, onDevice(asked)), asked, readings);
    }

    std::size_t weightBytes() const override
    {
        return bytesReadByAStep(weights_, [](const at::Tensor& tensor) { return tensor.nbytes(); });
    }

    std::size_t contextBytes() const override
    {
        return weights_.wpe.is_cuda() ? 0 : config_.contextBytes();
    }

    int sharedBlock() const override { return 0; }

private:
    using Conv1D = Conv1DWeights<at::Tensor, at::Tensor>;
    using LayerNorm = LayerNormWeights<at::Tensor>;
    using Block = BlockWeights<at::Tensor, at::Tensor>;

    at::Tensor onDevice(const std::vector<std::int64_t>& numbers) const
    {
        return at::tensor(numbers).to(weights_.wpe.device());
    }

    // Logits [asked, V] of the rows that are asked for.
    at::Tensor readTexts(std::span<const Reading> readings, const std::vector<Part>& parts,
                         const std::vector<std::int64_t>& asked) const
    {
        std::vector<std::int64_t> tokens;
        std::vector<std::int64_t> positions;
        for (const auto& reading : readings) {
            tokens.push_back(reading.token);
            positions.push_back(reading.position);
        }
        const auto x = throughBlocks(
            embed(onDevice(tokens), onDevice(positions)),
            [&](const at::Tensor& qkv, int layer) { return attendByText(qkv, layer, parts); });
        return logitsAfter(x.index_select(0, onDevice(asked)));
    }

    // Both [R], on the device; the result [R, C] is in F32.
    at::Tensor embed(const at::Tensor& tokens, const at::Tensor& positions) const
    {
        return weights_.wpe.index_select(0, positions).add(weights_.wte.index_select(0, tokens));
    }

    // x [R, C]. `attend` takes queries, keys and values [R, 3C], and a layer's number.
    template <class Attend>
    at::Tensor throughBlocks(at::Tensor x, const Attend& attend) const
    {
        for (int layer = 0; layer < config_.layers; ++layer) {
            const auto& block = weights_.h[static_cast<std::size_t>(layer)];
            const auto qkv = product(layerNorm(x, block.ln_1), block.attn_c_attn);
            x = x.add(product(attend(qkv, layer), block.attn_c_proj));
            x = x.add(transform(layerNorm(x, block.ln_2), block));
        }
        return x;
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
        return layer.bias.add(at::matmul(same, layer.weight));
    }

    // One text after the other.
    at::Tensor attendByText(const at::Tensor& qkv, int layer, const std::vector<Part>& parts) const
    {
        std::vector<at::Tensor> attended;
        for (const auto& part : parts)
            attended.push_back(attendWithin(
                qkv.narrow(0, part.first, part.length), part.cache.keys.select(0, layer),
                part.cache.values.select(0, layer), part.past, config_.attentionScale(layer)));
        return at::cat(attended); // [R, C]
    }

    // x [T, 3C], of one text, with that text's keys and values in this layer.
    at::Tensor attendWithin(const at::Tensor& x, const at::Tensor& allKeys,
                            const at::Tensor& allValues, std::int64_t past, double scale) const
    {
        const auto length = x.size(0);
        const std::int64_t heads = config_.heads;
        const std::int64_t headSize = config_.headSize();
        const auto qkv = x.view({length, 3, heads, headSize}).permute({1, 2, 0, 3}); // [3, H, T, D]
        const auto queries = qkv.select(0, 0);
        allKeys.narrow(2, past, length).copy_(qkv.select(0, 1).transpose(1, 2));
        allValues.narrow(1, past, length).copy_(qkv.select(0, 2));
        const auto keys = allKeys.narrow(2, 0, past + length);     // [H, D, P+T]
        const auto values = allValues.narrow(1, 0, past + length); // [H, P+T, D]

        auto scores = at::matmul(queries, keys); // [H, T, P+T]
        scores.mul_(scale);
        if (length > 1) // a token attends to itself and what came before it
            scores.add_(at::full({length, past + length}, -std::numeric_limits<float>::infinity(),
                                 scores.options())
                            .triu(past + 1));
        const auto attended = at::matmul(at::softmax(scores, -1), values);   // [H, T, D]
        return attended.transpose(0, 1).reshape({length, heads * headSize}); // [T, C]
    }

    at::Tensor transform(const at::Tensor& x, const Block& block) const
    {
        return product(activated(product(x, block.mlp_c_fc)), block.mlp_c_proj);
    }

    at::Tensor activated(const at::Tensor& x) const
    {
        switch (config_.activation) {
        case Activation::Gelu:
            return at::gelu(x, "none");
        case Activation::Relu:
            return at::relu(x);
        case Activation::Silu:
            return at::silu(x);
        case Activation::QuickGelu:
            return x.mul(at::sigmoid(x.mul(1.702)));
        case Activation::GeluTanh:
            break;
        }
        return at::gelu(x, "tanh");
    }

    at::Tensor logitsAfter(const at::Tensor& x) const
    {
        const auto& head = weights_.head(); // [V, C]
        const auto last = layerNorm(x, weights_.ln_f).to(head.scalar_type());
        return at::matmul(last, head.t()).to(at::kFloat);
    }

    // The one copy to the host: logits [asked, V].
    static void writeOut(const at::Tensor& logits, const std::vector<std::int64_t>& asked,
                         std::span<const Reading> readings)
    {
        if (asked.empty())
            return;
        const auto onHost = at::empty(
            logits.sizes(), at::TensorOptions(at::kFloat).pinned_memory(logits.is_cuda()));
        onHost.copy_(logits);
        at::parallel_for(0, logits.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
            for (auto row = begin; row < end; ++row) {
                const auto& to =
                    readings[static_cast<std::size_t>(asked[static_cast<std::size_t>(row)])].logits;
                std::copy_n(onHost.data_ptr<float>() + row * logits.size(1), to.size(), to.begin());
            }
        });
    }

#if LOGITSCOPE_CUDA
    // Of one token in each of several texts: its number, its position, and where the text's keys
    // and values are, [4, R].
    static at::Tensor stepInputs(std::span<const Reading> readings)
    {
        auto inputs = at::empty({4, static_cast<std::int64_t>(readings.size())},
                                at::TensorOptions(at::kLong).pinned_memory(true));
        auto rows = inputs.accessor<std::int64_t, 2>();
        for (std::size_t i = 0; i < readings.size(); ++i) {
            const auto row = static_cast<std::int64_t>(i);
            const auto& cache = static_cast<const TorchCache&>(*readings[i].cache);
            rows[0][row] = readings[i].token;
            rows[1][row] = readings[i].position;
            rows[2][row] = reinterpret_cast<std::int64_t>(cache.keys.data_ptr<float>());
            rows[3][row] = reinterpret_cast<std::int64_t>(cache.values.data_ptr<float>());
        }
        return inputs;
    }

    // Their logits [R, V], on the device.
    at::Tensor computeStep(const at::Tensor& inputs) const
    {
        const auto numbers = [&inputs](std::int64_t row) {
            return inputs.select(0, row).data_ptr<std::int64_t>();
        };
        const auto rows = inputs.size(1);
        const auto x = throughBlocks(
            embed(inputs.select(0, 0), inputs.select(0, 1)), [&](const at::Tensor& qkv, int layer) {
                auto attended = at::empty({rows, config_.width}, qkv.options());
                attendSteps({.qkv = qkv.data_ptr<float>(),
                             .positions = numbers(1),
                             .keys = numbers(2),
                             .values = numbers(3),
                             .attended = attended.data_ptr<float>(),
                             .rows = static_cast<int>(rows),
                             .heads = config_.heads,
                             .headSize = config_.headSize(),
                             .contextLength = config_.contextLength,
                             .layer = layer,
                             .scale = static_cast<float>(config_.attentionScale(layer))},
                            c10::cuda::getCurrentCUDAStream().stream());
                return attended;
            });
        return logitsAfter(x);
    }
#endif

    Gpt2Config config_;
    Gpt2Weights<at::Tensor, at::Tensor> weights_;
    // One token in each of several texts, on CUDA: logits [R, V], valid until the next call.
    std::function<at::Tensor(std::span<const Reading>)> readSteps_;
    mutable std::mutex mutex_; // guards it
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
