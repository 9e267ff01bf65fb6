// Shapes are beside the lines that change them: R tokens read now, C width, H heads, D = C / H,
// V vocabulary.
#include "core/model/gpt2_processor.h"

#include "core/model/activation.h"
#include "core/model/attention.h"
#include "core/model/gpt2_weights.h"
#include "core/model/key_value_cache.h"
#include "core/model/panel_matrix.h"
#include "core/model/row_functions.h"
#include "core/model/row_group.h"
#include "core/model/row_product.h"
#include "core/model/weight_source.h"
#include "core/parallel.h"

#include <algorithm>

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

// Rows of one width.
struct Rows
{
    Rows(std::size_t count, int rowWidth)
        : width(static_cast<std::size_t>(rowWidth))
        , values(count * width)
    {
    }

    // For rows of another width.
    void reshape(int rowWidth)
    {
        const auto count = values.size() / width;
        width = static_cast<std::size_t>(rowWidth);
        values.resize(count * width);
    }

    std::span<float> operator[](std::size_t row)
    {
        return std::span(values).subspan(row * width, width);
    }

    std::size_t width;
    Floats values;
};

// What a pass computes with: one for all layers, as getting and clearing so much memory for each
// would take as long as some of the arithmetic.
struct Workspace
{
    Workspace(std::size_t count, const Gpt2Config& config)
        : x(count, config.width)
        , input(count, config.width)
        , wide(count, config.innerWidth)
        , added(count, config.width)
    {
    }

    Rows x;
    Rows input; // of the next product: x normalised, or what attention gave
    Rows wide;  // queries, keys and values, [R, 3, H, D], and then the inner layer
    Rows added; // what is added to x
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
        return std::make_unique<KeyValueCache>(config_);
    }

    void read(std::span<const Reading> readings) const override
    {
        if (readings.empty())
            return;
        makeRoom(readings);
        const auto groups = groupRows(readings);
        Workspace room(readings.size(), config_);
        embed(readings, room.x);
        for (std::size_t layer = 0; layer < weights_.h.size(); ++layer) {
            attend(room, readings, groups, static_cast<int>(layer));
            transform(room, weights_.h[layer]);
        }
        readOut(room.x, readings);
    }

    std::size_t weightBytes() const override { return bytesReadByAStep(weights_, BytesOf()); }

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
        for (std::size_t row = 0; row < readings.size(); ++row) {
            weights_.wte.copyColumn(readings[row].token, x[row]);
            add(x[row],
                std::span(weights_.wpe)
                    .subspan(static_cast<std::size_t>(readings[row].position) * x.width, x.width));
        }
    }

    void normalise(Rows& x, const LayerNormWeights<Floats>& norm, Rows& out) const
    {
        for (std::size_t row = 0; row * x.width < x.values.size(); ++row)
            layerNorm(x[row], norm.weight, norm.bias, config_.layerNormEpsilon, out[row]);
    }

    static void multiply(const Rows& x, const Conv1DWeights<PanelMatrix, Floats>& layer, Rows& out)
    {
        out.reshape(layer.weight.out());
        multiplyRows(x.values, layer.weight, layer.bias, out.values);
    }

    void attend(Workspace& room, std::span<const Reading> readings,
                std::span<const RowGroup> groups, int layer) const
    {
        const auto& block = weights_.h[static_cast<std::size_t>(layer)];
        auto& parts = room.wide;
        auto& attended = room.input;
        normalise(room.x, block.ln_1, room.input);
        multiply(room.input, block.attn_c_attn, parts);
        for (std::size_t row = 0; row < readings.size(); ++row)
            keep(parts[row].subspan(room.x.width), readings[row], layer);

        const auto size = static_cast<std::size_t>(config_.headSize());
        const auto scale = static_cast<float>(config_.attentionScale(layer));
        const auto most = std::ranges::max_element(groups, {}, &RowGroup::mostSeen)->mostSeen;
        const auto count = static_cast<int>(groups.size()); // a head's groups read the same keys
        // Two multiply-adds for each number that is seen, which take four times as long as a
        // product's: they wait for memory.
        const auto work = 8 * most * size * groups.back().seen.size();
        parallelFor(config_.heads * count, grainOf(work), [&](int begin, int end) {
            Floats scores;
            for (int item = begin; item < end; ++item) {
                const auto& group = groups[static_cast<std::size_t>(item % count)];
                const int head = item / count;
                const auto at = static_cast<std::size_t>(head) * size;
                const auto& cache = cacheOf(readings[group.first]); // all have one layout
                scores.resize(std::max(scores.size(), group.seen.size() * group.mostSeen));
                logitscope::attend({.size = size,
                                    .blockLength = KeyValueCache::blockLength,
                                    .keysAt = cache.keysAt(layer, head),
                                    .valuesAt = cache.keysAt(layer, head) + cache.half(),
                                    .queries = &parts[group.first][at],
                                    .queryStride = parts.width,
                                    .out = &attended[group.first][at],
                                    .outStride = attended.width,
                                    .scale = scale},
                                   group.runs, group.seen,
                                   std::span(scores).first(group.seen.size() * group.mostSeen));
            }
        });
        multiply(attended, block.attn_c_proj, room.added);
        add(room.x.values, room.added.values);
    }

    // Keys and values [2, H, D] of a token.
    void keep(std::span<const float> parts, const Reading& reading, int layer) const
    {
        const auto size = static_cast<std::size_t>(config_.headSize());
        const auto position = static_cast<std::size_t>(reading.position);
        const auto& cache = cacheOf(reading);
        float* to = cache.block(position) + cache.keysAt(layer, 0) +
                    position % KeyValueCache::blockLength * size;
        for (std::size_t from = 0; from < parts.size(); from += size)
            std::copy_n(&parts[from], size, to + from * KeyValueCache::blockLength);
    }

    void transform(Workspace& room, const Block& block) const
    {
        auto& inner = room.wide;
        normalise(room.x, block.ln_2, room.input);
        multiply(room.input, block.mlp_c_fc, inner);
        constexpr std::size_t activationWork = 32; // multiply-adds
        const auto rows = static_cast<int>(inner.values.size() / inner.width);
        parallelFor(rows, grainOf(inner.width * activationWork), [&](int begin, int end) {
            for (int row = begin; row < end; ++row)
                activate(config_.activation, inner[static_cast<std::size_t>(row)]);
        });
        multiply(inner, block.mlp_c_proj, room.added);
        add(room.x.values, room.added.values);
    }

    void readOut(Rows& x, std::span<const Reading> readings) const
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
    Gpt2Weights<PanelMatrix, Floats> weights_;
};

} // namespace

std::unique_ptr<Gpt2Network> loadProcessorGpt2(WeightSource& source, const Gpt2Config& config,
                                               Precision precision)
{
    return std::make_unique<ProcessorGpt2>(source, config, precision);
}

} // namespace logitscope
