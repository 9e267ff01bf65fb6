// Shapes are beside the lines that change them: R tokens read now, C width, H heads, D = C / H,
// V vocabulary.
#include "core/model/gpt2_processor.h"

#include "core/model/activation.h"
#include "core/model/gpt2_weights.h"
#include "core/model/key_value_cache.h"
#include "core/model/panel_matrix.h"
#include "core/model/pass_attention.h"
#include "core/model/row_functions.h"
#include "core/model/row_product.h"
#include "core/model/weight_memory.h"
#include "core/model/weight_source.h"
#include "core/parallel.h"

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
            made = PanelMatrix::fromInOut(memory_, precision_, in, out, read);
        });
        return made;
    }

    PanelMatrix embedding(const std::string& name, int rows, int width, std::string_view why)
    {
        PanelMatrix made;
        source_.load(name, {rows, width}, why, [&](const WeightSource::Read& read) {
            made = PanelMatrix::fromOutIn(memory_, precision_, width, rows, read);
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
    WeightMemory memory_;
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

    std::span<const float> operator[](std::size_t row) const
    {
        return std::span(values).subspan(row * width, width);
    }

    std::size_t width;
    Floats values;
};

// Calls `act` with every row of a pass, of which each number takes so many multiply-adds' time.
template <class Act>
void overRows(const Rows& rows, std::size_t workOfNumber, const Act& act)
{
    const auto count = static_cast<int>(rows.values.size() / rows.width);
    parallelFor(count, grainOf(workOfNumber * rows.width), [&](int begin, int end) {
        for (int row = begin; row < end; ++row)
            act(static_cast<std::size_t>(row));
    });
}

// What a pass computes with: one for all layers, as getting and clearing so much memory for each
// would take as long as some of the arithmetic.
struct Workspace
{
    Workspace(std::size_t count, const Gpt2Config& config)
        : x(count, config.width)
        , input(count, config.width)
        , parts(count, 3 * config.width)
        , inner(count, config.innerWidth)
        , added(count, config.width)
    {
    }

    Rows x;
    Rows input; // of the next product: x normalised, or what attention gave
    Rows parts; // queries, keys and values, [R, 3, H, D]
    Rows inner;
    Rows added; // what is added to x
};

class ProcessorGpt2 final : public Gpt2Network
{
public:
    ProcessorGpt2(WeightSource& source, const Gpt2Config& config, Precision precision)
        : config_(config)
        , empty_(config, precision)
    {
        PanelSource panels(source, precision);
        weights_ = loadGpt2Weights(panels, config);
    }

    std::unique_ptr<Gpt2Cache> newCache() const override { return empty_.another(); }

    void read(std::span<const Reading> readings) const override
    {
        if (readings.empty())
            return;
        makeRoom(readings);
        PassAttention attention(readings, config_);
        Workspace room(readings.size(), config_);
        embed(readings, room.x);
        for (std::size_t layer = 0; layer < weights_.h.size(); ++layer) {
            attend(room, readings, attention, static_cast<int>(layer));
            transform(room, weights_.h[layer]);
        }
        readOut(room.x, readings);
    }

    std::size_t weightBytes() const override { return bytesReadByAStep(weights_, BytesOf()); }

    std::size_t contextBytes() const override { return empty_.bytesOf(config_.contextLength); }

    int sharedBlock() const override { return static_cast<int>(KeyValueCache::blockLength); }

private:
    using Block = BlockWeights<PanelMatrix, Floats>;

    struct BytesOf
    {
        std::size_t operator()(const PanelMatrix& matrix) const { return matrix.bytes(); }

        std::size_t operator()(const Floats& vector) const { return vector.size() * sizeof(float); }
    };

    static KeyValueCache& cacheOf(const Reading& reading)
    {
        return static_cast<KeyValueCache&>(*reading.cache);
    }

    static void makeRoom(std::span<const Reading> readings)
    {
        for (std::size_t row = 0, end = 0; row < readings.size(); row = end) {
            const auto& first = readings[row];
            for (end = row + 1; end < readings.size() && readings[end].cache == first.cache;)
                ++end;
            cacheOf(first).makeRoom(first.position, first.position + static_cast<int>(end - row));
        }
    }

    void embed(std::span<const Reading> readings, Rows& x) const
    {
        constexpr std::size_t work = 64; // the embedding's numbers are far apart
        overRows(x, work, [&](std::size_t row) {
            weights_.wte.copyColumn(readings[row].token, x[row]);
            add(x[row],
                std::span(weights_.wpe)
                    .subspan(static_cast<std::size_t>(readings[row].position) * x.width, x.width));
        });
    }

    void normalise(const Rows& x, const LayerNormWeights<Floats>& norm, Rows& out) const
    {
        constexpr std::size_t work = 64;
        overRows(x, work, [&](std::size_t row) {
            layerNorm(x[row], norm.weight, norm.bias, config_.layerNormEpsilon, out[row]);
        });
    }

    static void multiply(const Rows& x, const Conv1DWeights<PanelMatrix, Floats>& layer, Rows& out)
    {
        multiplyRows(x.values, layer.weight, layer.bias, out.values);
    }

    static void addTo(Rows& x, const Rows& added)
    {
        constexpr std::size_t work = 8;
        overRows(x, work, [&](std::size_t row) { add(x[row], added[row]); });
    }

    void attend(Workspace& room, std::span<const Reading> readings, PassAttention& attention,
                int layer) const
    {
        const auto& block = weights_.h[static_cast<std::size_t>(layer)];
        auto& parts = room.parts;
        auto& attended = room.input;
        normalise(room.x, block.ln_1, room.input);
        multiply(room.input, block.attn_c_attn, parts);
        constexpr std::size_t keepWork = 64;
        overRows(parts, keepWork, [&](std::size_t row) {
            cacheOf(readings[row])
                .keep(parts[row].subspan(room.x.width), readings[row].position, layer);
        });

        attention.attend(layer, parts.values, attended.values);
        multiply(attended, block.attn_c_proj, room.added);
        addTo(room.x, room.added);
    }

    void transform(Workspace& room, const Block& block) const
    {
        normalise(room.x, block.ln_2, room.input);
        multiply(room.input, block.mlp_c_fc, room.inner);
        constexpr std::size_t work = 32;
        overRows(room.inner, work,
                 [&](std::size_t row) { activate(config_.activation, room.inner[row]); });
        multiply(room.inner, block.mlp_c_proj, room.added);
        addTo(room.x, room.added);
    }

    void readOut(const Rows& x, std::span<const Reading> readings) const
    {
        std::vector<std::span<float>> logits; // [V] each, of the rows that are asked for theirs
        Floats last;                          // [rows, C]
        for (std::size_t row = 0; row < readings.size(); ++row) {
            if (readings[row].logits.empty())
                continue;
            logits.push_back(readings[row].logits);
            last.resize(last.size() + x.width);
            layerNorm(x[row], weights_.ln_f.weight, weights_.ln_f.bias, config_.layerNormEpsilon,
                      std::span(last).last(x.width));
        }
        multiplyRows(last, weights_.head(), {}, logits);
    }

    Gpt2Config config_;
    KeyValueCache empty_; // with the memory of all texts' blocks
    Gpt2Weights<PanelMatrix, Floats> weights_;
};

} // namespace

std::unique_ptr<Gpt2Network> loadProcessorGpt2(WeightSource& source, const Gpt2Config& config,
                                               Precision precision)
{
    return std::make_unique<ProcessorGpt2>(source, config, precision);
}

} // namespace logitscope
