#include "core/sampling/chain_run.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

namespace logitscope
{

namespace
{

// Logits are F32, so that .5 + .3 comes out a little under .8, and the quotient of two equally
// likely tokens' probabilities a little under 1. A sum this close to p (both as parts of 1), or a
// probability this close to a bound (as parts of it), has reached it.
constexpr double tolerance = 1e-7;

class ChainRun
{
public:
    ChainRun(const RawLogits& raw, const RankedLogits& ranked, const ChainInput& input)
        : raw_(raw)
        , ranked_(ranked)
        , input_(input)
        , living_{0, raw.possible, 1.0}
    {
    }

    void apply(const Stage& stage);
    ChainResult result(std::vector<Left> stages) const;

    const Living& living() const { return living_; }

private:
    bool areAll() const { return living_.begin == 0 && living_.end == raw_.possible; }

    std::span<const float> logits() const;
    double top() const;
    WeightSums sums() const;
    double entropy() const; // of the living, in nats
    double deviation() const;

    void rescaleByEntropy(const Stage& stage);
    std::size_t endOfNucleus(double p) const;
    std::size_t endAbove(double leastWeight) const;
    void keepTypical(double mass);
    void keepNearTop(double deviations);
    void excludeTop(double threshold);
    void keepUnsurprising(const Stage& stage);

    const RawLogits& raw_;
    const RankedLogits& ranked_;
    const ChainInput& input_;
    Living living_;
    std::optional<MirostatStep> mirostat_;
};

std::span<const float> ChainRun::logits() const
{
    return ranked_(living_.end).subspan(living_.begin, living_.count());
}

double ChainRun::top() const
{
    return living_.begin == 0 ? raw_.top : ranked_(living_.begin + 1)[living_.begin];
}

// No need to rank the living where they are all that can be sampled.
WeightSums ChainRun::sums() const
{
    if (living_.temperature == 0.0) // the first has it all
        return {1.0, 0.0};
    if (!areAll())
        return sumWeights(logits(), logits().front(), living_.temperature);
    return living_.temperature == 1.0 ? raw_.sums
                                      : sumWeights(raw_.all, raw_.top, living_.temperature);
}

double ChainRun::entropy() const
{
    return entropyOf(sums()) * std::numbers::ln2;
}

double ChainRun::deviation() const
{
    if (!areAll())
        return populationDeviation(logits());
    return raw_.deviation ? *raw_.deviation : populationDeviation(raw_.all);
}

// T = lowest + (highest - lowest) * (H / Hmax)^exponent
void ChainRun::rescaleByEntropy(const Stage& stage)
{
    if (living_.count() < 2)
        return;
    const auto [lowest, highest, exponent] = stage.values;
    const double most = std::log(static_cast<double>(living_.count()));
    living_.temperature *= lowest + (highest - lowest) * std::pow(entropy() / most, exponent);
}

// Of the shortest beginning of the living whose part of all their weights reaches p.
std::size_t ChainRun::endOfNucleus(double p) const
{
    const double enough = (p - tolerance) * sums().weight;
    RankedWeights weights(ranked_, living_.temperature, living_.begin);
    double sum = 0.0;
    for (std::size_t rank = living_.begin; rank < living_.end;)
        for (const double weight : weights.from(rank)) {
            sum += weight;
            ++rank;
            if (sum >= enough || rank == living_.end)
                return rank;
        }
    return living_.end;
}

// Of those of the living that weigh at least so much; the first, which weighs 1, is one of them in
// any case.
std::size_t ChainRun::endAbove(double leastWeight) const
{
    const double enough = leastWeight * (1.0 - tolerance);
    RankedWeights weights(ranked_, living_.temperature, living_.begin);
    for (std::size_t rank = living_.begin; rank < living_.end;)
        for (const double weight : weights.from(rank)) {
            if (weight < enough && rank > living_.begin)
                return rank;
            if (++rank == living_.end)
                break;
        }
    return living_.end;
}

// Those whose surprisal is nearest to the entropy. As surprisals rise with the rank, they lie side
// by side: from the nearest on, the nearer of the two neighbours is next; of two as near, the more
// likely one. Distances are counted in whole billionths of a nat, more than F32 logits can say.
void ChainRun::keepTypical(double mass)
{
    if (living_.temperature == 0.0) {
        living_.end = living_.begin + 1;
        return;
    }
    const auto logits = this->logits();
    const auto sums = this->sums();
    const double expected = entropyOf(sums) * std::numbers::ln2;
    const auto distance = [&](std::size_t i) {
        const double surprisal =
            std::log(sums.weight) -
            (static_cast<double>(logits[i]) - logits.front()) / living_.temperature;
        return std::round(std::abs(surprisal - expected) * 1e9);
    };
    std::vector<double> weights(logits.size());
    temper(logits, logits.front(), living_.temperature, weights);

    std::size_t begin = 0; // the nearest; of several, the first
    for (std::size_t i = 1; i < logits.size() && distance(i) <= distance(i - 1); ++i)
        if (distance(i) < distance(begin))
            begin = i;
    std::size_t end = begin + 1;
    double sum = weights[begin];
    const double enough = (mass - tolerance) * sums.weight;
    while (sum < enough && end - begin < logits.size()) {
        const bool isDown =
            begin == 0 || (end < logits.size() && distance(end) < distance(begin - 1));
        sum += isDown ? weights[end++] : weights[--begin];
    }
    living_.end = living_.begin + end;
    living_.begin += begin;
}

// As quotients of probabilities are differences of logits, these are compared.
void ChainRun::keepNearTop(double deviations)
{
    const double reach = deviations * deviation();
    const double least = top() - reach - tolerance * std::max(reach, 1.0);
    for (std::size_t rank = living_.begin; rank < living_.end;) {
        const auto logits = ranked_(rank + 1); // and as many more as are ranked already
        for (; rank < std::min(logits.size(), living_.end); ++rank)
            if (static_cast<double>(logits[rank]) < least) {
                living_.end = rank;
                return;
            }
    }
}

// All that reach the threshold go, but the least likely of them.
void ChainRun::excludeTop(double threshold)
{
    const double least = threshold * sums().weight;
    if (least * (1.0 - tolerance) > 1.0) // not even the first
        return;
    living_.begin = endAbove(least) - 1;
}

void ChainRun::keepUnsurprising(const Stage& stage)
{
    const double target = stage.values[0];
    const double mu = input_.mu.value_or(2.0 * target);
    const double weight = sums().weight;
    mirostat_ = MirostatStep{mu, target, stage.values[1], living_, top(), weight};
    living_.end = endAbove(std::exp2(-mu) * weight);
}

void ChainRun::apply(const Stage& stage)
{
    const double value = stage.value();
    switch (stage.kind) {
    case StageKind::RepetitionPenalty:
    case StageKind::PresencePenalty:
    case StageKind::FrequencyPenalty:
    case StageKind::Dry:
        break; // before the ranking
    case StageKind::Temperature:
        living_.temperature *= value;
        break;
    case StageKind::DynamicTemperature:
        rescaleByEntropy(stage);
        break;
    case StageKind::TopK:
        living_.end = living_.begin + std::min(static_cast<std::size_t>(value), living_.count());
        break;
    case StageKind::TopP:
        living_.end = endOfNucleus(value);
        break;
    case StageKind::MinP:
        living_.end = endAbove(value);
        break;
    case StageKind::TypicalP:
        keepTypical(value);
        break;
    case StageKind::TopA: // p >= a * pmax^2, where pmax is 1 / weight
        living_.end = endAbove(value / sums().weight);
        break;
    case StageKind::Epsilon:
        living_.end = endAbove(value * sums().weight);
        break;
    case StageKind::Eta:
        living_.end =
            endAbove(std::min(value, std::sqrt(value) * std::exp(-entropy())) * sums().weight);
        break;
    case StageKind::TopNSigma:
        keepNearTop(value);
        break;
    case StageKind::Xtc:
        if (input_.chance < stage.values[1])
            excludeTop(value);
        break;
    case StageKind::Mirostat:
        keepUnsurprising(stage);
        break;
    }
}

ChainResult ChainRun::result(std::vector<Left> stages) const
{
    const WeightSums sums = this->sums();
    ChainResult result;
    result.stages = std::move(stages);
    result.kept = living_;
    result.factor = 1.0 / sums.weight;
    result.mirostat = mirostat_;

    SamplingInfo& info = result.info;
    info.modelEntropy = raw_.entropy();
    info.samplingEntropy = entropyOf(sums);
    info.effectiveVocabulary = std::exp2(info.samplingEntropy);
    info.topTokenProbability = result.factor; // whose weight is 1
    info.kept = static_cast<int>(living_.count());
    return result;
}

} // namespace

double MirostatStep::next(double logit) const
{
    const double exponent = seen.temperature > 0.0 ? (logit - top) / seen.temperature : 0.0;
    const double surprisal = (std::log(weight) - exponent) / std::numbers::ln2;
    constexpr double largest = std::numeric_limits<double>::max(); // a file knows no infinity
    return std::clamp(mu - rate * (surprisal - target), -largest, largest);
}

ChainResult runChain(const RawLogits& raw, const RankedLogits& ranked, const SamplerChain& chain,
                     const ChainInput& input)
{
    assert(!findError(chain));
    ChainRun run(raw, ranked, input);
    std::vector<Left> stages;
    for (const auto& stage : chain.stages)
        if (stage.isActive()) {
            run.apply(stage);
            stages.push_back({stage.kind, run.living()});
        }
    return run.result(std::move(stages));
}

} // namespace logitscope
