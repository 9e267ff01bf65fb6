#include "core/sampling/cut.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace logitscope
{

namespace
{

// Logits are F32, so that .5 + .3 comes out a little under .8. A sum this close to p (both as parts
// of 1) has reached it, and the next token is one too many.
constexpr double nucleusTolerance = 1e-7;

// top-p: the length of the shortest prefix of the `count` first whose part of all their weights
// reaches p.
std::size_t nucleusSize(const RankedLogits& ranked, std::size_t count, double temperature,
                        double allWeights, double p)
{
    const double enough = (p - nucleusTolerance) * allWeights;
    RankedWeights weights(ranked, temperature);
    double sum = 0.0;
    for (std::size_t rank = 0; rank < count;)
        for (const double weight : weights.from(rank)) {
            sum += weight;
            ++rank;
            if (sum >= enough || rank == count)
                return rank;
        }
    return count;
}

// Of the `count` first ranks. No need to rank them where they are all that can be drawn.
WeightSums sumsOf(const RawLogits& raw, const RankedLogits& ranked, std::size_t count,
                  double temperature)
{
    if (temperature == 0.0) // the first has it all
        return {1.0, 0.0};
    if (count < raw.possible)
        return sumWeights(ranked(count).first(count), raw.top, temperature);
    return temperature == 1.0 ? raw.sums : sumWeights(raw.all, raw.top, temperature);
}

} // namespace

Cut cut(const RawLogits& raw, const RankedLogits& ranked, const SamplerSettings& settings)
{
    assert(!findError(settings));
    Cut result;
    result.passedTopK = settings.topK == 0
                            ? raw.possible
                            : std::min(static_cast<std::size_t>(settings.topK), raw.possible);
    result.kept = result.passedTopK;
    if (settings.topP < 1.0) {
        // What top-p measures is at this temperature; what it keeps is drawn at the settings' own.
        const double temperature =
            settings.order == FilterOrder::FilterThenTemperature ? 1.0 : settings.temperature;
        const double all = sumsOf(raw, ranked, result.passedTopK, temperature).weight;
        result.kept = nucleusSize(ranked, result.passedTopK, temperature, all, settings.topP);
    }
    const WeightSums sums = sumsOf(raw, ranked, result.kept, settings.temperature);
    result.factor = 1.0 / sums.weight;

    SamplingInfo& info = result.info;
    info.modelEntropy = raw.entropy();
    info.samplingEntropy = entropyOf(sums);
    info.effectiveVocabulary = std::exp2(info.samplingEntropy);
    info.topTokenProbability = result.factor; // whose weight is 1
    info.kept = static_cast<int>(result.kept);
    return result;
}

} // namespace logitscope
