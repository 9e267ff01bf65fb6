// Shapes are beside the lines that change them: R tokens read now, C width, H heads, D = C / H,
// V vocabulary.
#include "core/model/gpt2_processor.h"

#include "core/model/activation.h"
#include "core/model/attention.h"
#include "core/model/gpt2_weights.h"
#include "core/model/panel_matrix.h"
#include "core/model/row_functions.h"
#include "core/model/row_product.h"
#include "core/model/weight_source.h"
#include "core/parallel.h"

#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <new>

namespace logitscope
{

namespace
{

using Floats = std::vector<float>;

class PanelSource
{
public:
    using Matrix = PanelMatrix;
    using Vector = Floats;

    PanelSource(WeightSource& source, Precision precision) : source_(source), precision_(precision)
    {
    }

    PanelMatrix matrix(const std::string& name, int in, int out, std::string_view why)
    {
        PanelMatrix made;
        source_.load(name, {in, out}, why, [&](const WeightSource::Read& read) {
            made = PanelMatrix::fromInOut(precision_, in, out, read);
        });
        return made;
    }

    PanelMatrix embedding(const std::string& name, int rows, int width, std::string_view why)
    {
        PanelMatrix made;
        source_.load(name, {rows, width}, why, [&](const WeightSource::Read& read) {
            made = PanelMatrix::fromOutIn(precision_, width, rows, read);
        });
        return made;
    }

    Floats vector(const std::string& name, std::initializer_list<std::int64_t> shape,
                  std::string_view why)
    {
        return source_.loadFloats(name, shape, why);
    }

    bool contains(std::string_view name) const { return source_.contains(name); }

    bool failed() const { return source_.failed(); }

private:
    WeightSource& source_;
    Precision precision_;
};

// [layers, 2 (keys, values), H, context length, D]. The memory is the system's until it is written
// to, so a short text takes little of it.
class ProcessorCache final : public Gpt2Cache
{
public:
    explicit ProcessorCache(const Gpt2Config& config)
        : config_(config)
        , values_(hwy::AllocateAligned<float>(static_cast<std::size_t>(config.layers) * 2 *
                                              static_cast<std::size_t>(config.width) *
                                              static_cast<std::size_t>(config.contextLength)))
    {
        if (!values_)
            throw std::bad_alloc();
    }

    std::unique_ptr<Gpt2Cache> copy(int length) const override
    {
        auto other = std::make_unique<ProcessorCache>(config_);
        const auto size = static_cast<std::size_t>(length) * headSize();
        for (int layer = 0; layer < config_.layers; ++layer) {
            for (int head = 0; head < config_.heads; ++head) {
                std::copy_n(keys(layer, head), size, other->keys(layer, head));
                std::copy_n(values(layer, head), size, other->values(layer, head));
            }
        }
        return other;
    }

    // [context length, D]
    float* keys(int layer, int head) const { return part(layer * 2, head); }

    float* values(int layer, int head) const { return part(layer * 2 + 1, head); }

private:
    std::size_t headSize() const { return static_cast<std::size_t>(config_.headSize()); }

    float* part(int half, int head) const
    {
        const auto index = static_cast<std::size_t>(half * config_.heads + head);
        return values_.get() + index * static_cast<std::size_t>(config_.contextLength) * headSize();
    }

    Gpt2Config config_;
    hwy::AlignedFreeUniquePtr<float[]> values_;
};

// Rows of one width.
struct Rows
{
    Rows(std::size_t count, int rowWidth)
        : width(static_cast<std::size_t>(rowWidth))
        , values(count * width)
    {
    }

    std::span<float> operator[](std::size_t row)
    {
        return std::span(values).subspan(row * width, width);
    }

    std::size_t width;
    Floats values;
};

class ProcessorGpt2 final : public Gpt2Network
{
public:
    ProcessorGpt2(WeightSource& source, const Gpt2Config& config, Precision precision)
        : config_(config)
    {
        PanelSource panels(source, precision);
        weights_ = loadGpt2Weights(panels, config);
    }

    std::unique_ptr<Gpt2Cache> newCache() const override
    {
        return std::make_unique<ProcessorCache>(config_);
    }

    void read(std::span<const Reading> readings) const override
    {
        if (readings.empty())
            return;
        auto x = embed(readings); // [R, C]
        for (std::size_t layer = 0; layer < weights_.h.size(); ++layer) {
            attend(x, readings, static_cast<int>(layer));
            transform(x, weights_.h[layer]);
        }
        readOut(x, readings);
    }

    std::size_t weightBytes() const override { return bytesReadByAStep(weights_, BytesOf()); }

private:
    using Block = BlockWeights<PanelMatrix, Floats>;

    struct BytesOf
    {
        std::size_t operator()(const PanelMatrix& matrix) const { return matrix.bytes(); }

        std::size_t operator()(const Floats& vector) const { return vector.size() * sizeof(float); }
    };

    Rows embed(std::span<const Reading> readings) const
    {
        Rows x(readings.size(), config_.width);
        for (std::size_t row = 0; row < readings.size(); ++row) {
            weights_.wte.copyColumn(readings[row].token, x[row]);
            add(x[row],
                std::span(weights_.wpe)
                    .subspan(static_cast<std::size_t>(readings[row].position) * x.width, x.width));
        }
        return x;
    }

    Rows normalised(Rows& x, const LayerNormWeights<Floats>& norm) const
    {
        Rows out(x.values.size() / x.width, config_.width);
        for (std::size_t row = 0; row * x.width < x.values.size(); ++row)
            layerNorm(x[row], norm.weight, norm.bias, config_.layerNormEpsilon, out[row]);
        return out;
    }

    static Rows product(const Rows& x, const Conv1DWeights<PanelMatrix, Floats>& layer)
    {
        Rows out(x.values.size() / x.width, layer.weight.out());
        multiplyRows(x.values, layer.weight, layer.bias, out.values);
        return out;
    }

    void attend(Rows& x, std::span<const Reading> readings, int layer) const
    {
        const auto& block = weights_.h[static_cast<std::size_t>(layer)];
        auto parts = product(normalised(x, block.ln_1), block.attn_c_attn); // [R, 3, H, D]
        const auto size = static_cast<std::size_t>(config_.headSize());
        const auto part = [&](std::size_t row, std::size_t which, int head) {
            return parts[row].subspan(which * x.width + static_cast<std::size_t>(head) * size,
                                      size);
        };
        const auto cacheOf = [&](std::size_t row) -> const ProcessorCache& {
            return static_cast<const ProcessorCache&>(*readings[row].cache);
        };

        for (std::size_t row = 0; row < readings.size(); ++row) {
            const auto at = static_cast<std::size_t>(readings[row].position) * size;
            for (int head = 0; head < config_.heads; ++head) {
                std::ranges::copy(part(row, 1, head), cacheOf(row).keys(layer, head) + at);
                std::ranges::copy(part(row, 2, head), cacheOf(row).values(layer, head) + at);
            }
        }

        const auto scale = static_cast<float>(config_.attentionScale(layer));
        Rows attended(readings.size(), config_.width);
        const int pairs = static_cast<int>(readings.size()) * config_.heads;
        const auto seenLast = static_cast<std::size_t>(readings.back().position) + 1;
        parallelFor(pairs, grainOf(2 * seenLast * size), [&](int begin, int end) {
            Floats scores(static_cast<std::size_t>(config_.contextLength));
            for (int pair = begin; pair < end; ++pair) {
                const auto row = static_cast<std::size_t>(pair / config_.heads);
                const int head = pair % config_.heads;
                const auto seen = static_cast<std::size_t>(readings[row].position) + 1;
                logitscope::attend(
                    part(row, 0, head), cacheOf(row).keys(layer, head),
                    cacheOf(row).values(layer, head), scale, std::span(scores).first(seen),
                    attended[row].subspan(static_cast<std::size_t>(head) * size, size));
            }
        });
        add(x.values, product(attended, block.attn_c_proj).values);
    }

    void transform(Rows& x, const Block& block) const
    {
        auto inner = product(normalised(x, block.ln_2), block.mlp_c_fc);
        constexpr std::size_t activationWork = 16; // multiply-adds
        const auto rows = static_cast<int>(x.values.size() / x.width);
        parallelFor(rows, grainOf(inner.width * activationWork), [&](int begin, int end) {
            for (int row = begin; row < end; ++row)
                activate(config_.activation, inner[static_cast<std::size_t>(row)]);
        });
        add(x.values, product(inner, block.mlp_c_proj).values);
    }

    void readOut(Rows& x, std::span<const Reading> readings) const
    {
        std::vector<std::size_t> asked;
        for (std::size_t row = 0; row < readings.size(); ++row) {
            if (!readings[row].logits.empty())
                asked.push_back(row);
        }
        Rows last(asked.size(), config_.width);
        for (std::size_t i = 0; i < asked.size(); ++i)
            layerNorm(x[asked[i]], weights_.ln_f.weight, weights_.ln_f.bias,
                      config_.layerNormEpsilon, last[i]);
        Rows logits(asked.size(), config_.vocabularySize);
        multiplyRows(last.values, weights_.head(), {}, logits.values);
        for (std::size_t i = 0; i < asked.size(); ++i)
            std::ranges::copy(logits[i], readings[asked[i]].logits.begin());
    }

    Gpt2Config config_;
    Gpt2Weights<PanelMatrix, Floats> weights_;
};

} // namespace

std::unique_ptr<Gpt2Network> loadProcessorGpt2(WeightSource& source, const Gpt2Config& config,
                                               Precision precision)
{
    return std::make_unique<ProcessorGpt2>(source, config, precision);
}

} // namespace logitscope
