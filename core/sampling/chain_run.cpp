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

double nats(double bits)
{
    return bits * std::numbers::ln2;
}

class ChainRun
{
public:
    ChainRun(const RawLogits& raw, const RankedLogits& ranked, const ChainInput& input)
        : raw_(raw)
        , ranked_(ranked)
        , input_(input)
        , tokens_(raw, ranked)
    {
        if (tokens_.sure() == 0) // not even the most likely token is certain
            loseTrack(std::nullopt);
    }

    void apply(const Stage& stage);
    ChainResult result(std::vector<Left> stages) const;

    const Living& living() const { return tokens_.living(); }

    double unknownWeight() const;

    std::size_t most() const
    {
        return isLost_ ? raw_.all.size() : tokens_.most() - tokens_.begin();
    }

    bool isLost() const { return isLost_; }

private:
    void loseTrack(const std::optional<Stage>& stage);
    void rescaleByEntropy(const Stage& stage);
    std::optional<std::size_t> endOfNucleus(double p, double weight) const;
    void keepNucleus(double p);
    std::size_t endAbove(double leastWeight) const;
    bool mayBeBehind(double leastWeight) const;
    void keepAbove(const Bounded& leastWeight);
    void keepTypical(const Stage& stage);
    void keepNearTop(double deviations);
    void excludeTop(const Stage& stage);
    void keepUnsurprising(const Stage& stage);
    std::optional<Shortage> shortage() const;
    SamplingInfo info(const Totals& totals) const;

    const RawLogits& raw_;
    const RankedLogits& ranked_;
    const ChainInput& input_;
    LivingTokens tokens_;
    bool isLost_ = false;     // where they begin or their temperature is not certain
    std::optional<Stage> by_; // the stage behind which something was not
    std::optional<MirostatStep> mirostat_;
};

double ChainRun::unknownWeight() const
{
    if (raw_.unknown.count == 0 || tokens_.areCertain() || tokens_.temperature() == 0.0)
        return 0.0;
    const auto logits = tokens_.logits();
    const double known = sumWeights(logits, logits.front(), tokens_.temperature()).weight;
    return std::max(0.0, tokens_.totals().likely - known);
}

void ChainRun::loseTrack(const std::optional<Stage>& stage)
{
    if (!isLost_)
        by_ = stage;
    isLost_ = true;
    tokens_.forgetUnknown();
}

// T = lowest + (highest - lowest) * (H / Hmax)^exponent
void ChainRun::rescaleByEntropy(const Stage& stage)
{
    if (!tokens_.areCertain() && tokens_.temperature() > 0.0)
        loseTrack(stage);
    if (living().count() < 2)
        return;
    const auto [lowest, highest, exponent] = stage.values;
    const double most = std::log(static_cast<double>(living().count()));
    tokens_.temper(lowest + (highest - lowest) *
                                std::pow(nats(tokens_.totals().entropy.low) / most, exponent));
}

// Of the shortest beginning of the living whose part of all their weight reaches p; nothing where
// those of which something can be said don't reach it.
std::optional<std::size_t> ChainRun::endOfNucleus(double p, double weight) const
{
    const double enough = (p - tolerance) * weight;
    RankedWeights weights(ranked_, tokens_.temperature(), tokens_.begin());
    double sum = 0.0;
    for (std::size_t rank = tokens_.begin(); rank < tokens_.limit();)
        for (const double each : weights.from(rank)) {
            sum += each;
            ++rank;
            if (sum >= enough)
                return rank;
            if (rank == tokens_.limit())
                break;
        }
    return std::nullopt;
}

void ChainRun::keepNucleus(double p)
{
    const auto weight = tokens_.totals().weight;
    const auto least = endOfNucleus(p, weight.low);
    const auto most = weight.exact() ? least : endOfNucleus(p, weight.high);
    tokens_.narrow(least.value_or(tokens_.limit() + 1), most.value_or(tokens_.most()));
}

// Of those of the living that weigh at least so much; the first, which weighs 1, is one of them in
// any case.
std::size_t ChainRun::endAbove(double leastWeight) const
{
    const double enough = leastWeight * (1.0 - tolerance);
    RankedWeights weights(ranked_, tokens_.temperature(), tokens_.begin());
    for (std::size_t rank = tokens_.begin(); rank < tokens_.limit();)
        for (const double weight : weights.from(rank)) {
            if (weight < enough && rank > tokens_.begin())
                return rank;
            if (++rank == tokens_.limit())
                break;
        }
    return tokens_.limit();
}

// Whether an unknown token may weigh so much.
bool ChainRun::mayBeBehind(double leastWeight) const
{
    return tokens_.most() > tokens_.limit() &&
           tokens_.mostBehind() >= leastWeight * (1.0 - 2.0 * tolerance);
}

void ChainRun::keepAbove(const Bounded& leastWeight)
{
    const auto least = endAbove(leastWeight.high);
    auto most = leastWeight.exact() ? least : endAbove(leastWeight.low);
    if (most == tokens_.limit() && mayBeBehind(leastWeight.low))
        most = tokens_.most();
    tokens_.narrow(least, most);
}

struct Window
{
    std::size_t begin, end;

    friend bool operator==(const Window&, const Window&) = default;
};

// Those whose surprisal is nearest to the entropy. As surprisals rise with the rank, they lie side
// by side: from the nearest on, the nearer of the two neighbours is next; of two as near, the more
// likely one. Distances are counted in whole billionths of a nat, more than F32 logits can say.
Window typicalWindow(std::span<const float> logits, double temperature, double logWeight,
                     double expected, double enough)
{
    const auto distance = [&](std::size_t i) {
        const double surprisal =
            logWeight - (static_cast<double>(logits[i]) - logits.front()) / temperature;
        return std::round(std::abs(surprisal - expected) * 1e9);
    };
    std::vector<double> weights(logits.size());
    temper(logits, logits.front(), temperature, weights);

    std::size_t begin = 0; // the nearest; of several, the first
    for (std::size_t i = 1; i < logits.size() && distance(i) <= distance(i - 1); ++i)
        if (distance(i) < distance(begin))
            begin = i;
    std::size_t end = begin + 1;
    double sum = weights[begin];
    while (sum < enough && end - begin < logits.size()) {
        const bool isDown =
            begin == 0 || (end < logits.size() && distance(end) < distance(begin - 1));
        sum += isDown ? weights[end++] : weights[--begin];
    }
    return {begin, end};
}

// Where the entropy or the weight is not certain: both ends of the window move down as the entropy
// rises, and apart as more weight is needed. So it is the same for all that they can be if it is
// for their bounds; and no unknown token is in it if one as likely as they can be isn't.
std::optional<Window> certainWindow(const LivingTokens& tokens, double mass)
{
    if (tokens.least() < tokens.limit())
        return std::nullopt;
    const auto known = tokens.ranked(tokens.begin(), tokens.limit());
    std::vector<float> logits(known.begin(), known.end());
    logits.push_back(tokens.highestBehind());
    const auto [weight, likely, entropy] = tokens.totals();
    constexpr double rounding = 1e-8; // ten times that of the distances
    std::optional<Window> found;
    for (const double expected : {nats(entropy.low) - std::log(weight.high) - rounding,
                                  nats(entropy.high) - std::log(weight.low) + rounding})
        for (const double all : {weight.low, weight.high}) {
            const auto window = typicalWindow(logits, tokens.temperature(), 0.0, expected,
                                              (mass - tolerance) * all);
            if (window.end > known.size() || (found && *found != window))
                return std::nullopt;
            found = window;
        }
    return found;
}

void ChainRun::keepTypical(const Stage& stage)
{
    if (tokens_.temperature() == 0.0)
        return tokens_.narrow(tokens_.begin() + 1, tokens_.begin() + 1);
    std::optional<Window> window;
    if (!tokens_.areCertain()) {
        window = certainWindow(tokens_, stage.value());
        if (!window)
            loseTrack(stage);
    }
    if (!window) {
        const auto [weight, likely, entropy] = tokens_.totals();
        window = typicalWindow(tokens_.logits(), tokens_.temperature(), std::log(likely),
                               nats(entropy.low), (stage.value() - tolerance) * likely);
    }
    const auto begin = tokens_.begin();
    tokens_.narrow(begin + window->end, begin + window->end);
    tokens_.beginAt(begin + window->begin);
}

// As quotients of probabilities are differences of logits, these are compared. How far the logits
// of unknown tokens lie apart is not known at all.
void ChainRun::keepNearTop(double deviations)
{
    const double reach = tokens_.areCertain() ? deviations * tokens_.deviation() : 0.0;
    const double least = tokens_.top() - reach - tolerance * std::max(reach, 1.0);
    auto end = tokens_.begin() + 1;
    while (end < tokens_.limit()) {
        const auto logits = ranked_(end + 1); // and as many more as are ranked already
        const auto stop = std::min(logits.size(), tokens_.limit());
        while (end < stop && static_cast<double>(logits[end]) >= least)
            ++end;
        if (end < stop)
            break;
    }
    tokens_.narrow(end, tokens_.areCertain() ? end : tokens_.most());
}

// All that reach the threshold go, but the least likely of them.
void ChainRun::excludeTop(const Stage& stage)
{
    const auto weight = tokens_.totals().weight;
    const auto endAt = [&](double least) {
        return least * (1.0 - tolerance) > 1.0 ? tokens_.begin() + 1 : endAbove(least);
    };
    auto end = endAt(stage.value() * weight.high);
    if (!weight.exact()) {
        const double least = stage.value() * weight.low;
        const auto sure = std::min(tokens_.least(), tokens_.limit());
        if (endAt(least) != end || end > sure || (end == tokens_.limit() && mayBeBehind(least))) {
            loseTrack(stage);
            end = endAt(stage.value() * tokens_.totals().likely);
        }
    }
    tokens_.beginAt(end - 1);
}

void ChainRun::keepUnsurprising(const Stage& stage)
{
    constexpr double rounding = 1e-5; // of the weight, where a rest is told
    auto totals = tokens_.totals();
    if (totals.weight.high > totals.weight.low * (1.0 + rounding)) {
        loseTrack(stage);
        totals = tokens_.totals();
    }
    const double target = stage.values[0];
    const double mu = input_.mu.value_or(2.0 * target);
    mirostat_ = MirostatStep{mu, target, stage.values[1], living(), tokens_.top(), totals.likely};
    keepAbove({std::exp2(-mu) * totals.weight.low, std::exp2(-mu) * totals.weight.high});
}

void ChainRun::apply(const Stage& stage)
{
    const double value = stage.value();
    switch (stage.kind) {
    case StageKind::RepetitionPenalty:
        if (raw_.unknown.count > 0 && !(input_.prompt.empty() && input_.sampled.empty()))
            loseTrack(stage); // where 0 is makes a difference, and probabilities don't say it
        break;
    case StageKind::PresencePenalty:
    case StageKind::FrequencyPenalty:
    case StageKind::Dry:
        break; // before the ranking
    case StageKind::Temperature:
        tokens_.temper(value);
        break;
    case StageKind::DynamicTemperature:
        rescaleByEntropy(stage);
        break;
    case StageKind::TopK: {
        const auto end = tokens_.begin() + static_cast<std::size_t>(value);
        tokens_.narrow(end, end);
        break;
    }
    case StageKind::TopP:
        keepNucleus(value);
        break;
    case StageKind::MinP:
        keepAbove(Bounded::exactly(value));
        break;
    case StageKind::TypicalP:
        keepTypical(stage);
        break;
    case StageKind::TopA: { // p >= a * pmax^2, where pmax is 1 / weight
        const auto weight = tokens_.totals().weight;
        keepAbove({value / weight.high, value / weight.low});
        break;
    }
    case StageKind::Epsilon: {
        const auto weight = tokens_.totals().weight;
        keepAbove({value * weight.low, value * weight.high});
        break;
    }
    case StageKind::Eta: {
        const auto bound = [value](double bits) {
            return std::min(value, std::sqrt(value) * std::exp(-nats(bits)));
        };
        const auto [weight, likely, entropy] = tokens_.totals();
        keepAbove({bound(entropy.high) * weight.low, bound(entropy.low) * weight.high});
        break;
    }
    case StageKind::TopNSigma:
        keepNearTop(value);
        break;
    case StageKind::Xtc:
        if (input_.chance < stage.values[1])
            excludeTop(stage);
        break;
    case StageKind::Mirostat:
        keepUnsurprising(stage);
        break;
    }
    if (!isLost_ && !tokens_.areCertain() && describe(stage.kind).effect == StageEffect::Removes)
        by_ = stage;
}

std::optional<Shortage> ChainRun::shortage() const
{
    const bool isCertain = tokens_.areCertain() || tokens_.temperature() == 0.0;
    if (!isLost_ && isCertain)
        return std::nullopt;
    Shortage shortage{.by = by_, .known = static_cast<int>(raw_.possible)};
    shortage.needsLogits = isLost_ && by_ && by_->kind == StageKind::RepetitionPenalty;
    const auto enough = tokens_.most() + 1; // the next one says that no other is as likely
    if (!isLost_ && enough < raw_.all.size())
        shortage.needed = static_cast<int>(enough);
    return shortage;
}

SamplingInfo ChainRun::info(const Totals& totals) const
{
    const auto model = raw_.entropy();
    const auto entropy = isLost_ ? Bounded() : totals.entropy;
    SamplingInfo info;
    info.modelEntropy = model.low;
    info.samplingEntropy = entropy.low;
    info.effectiveVocabulary = std::exp2(entropy.low);
    info.topTokenProbability = isLost_ ? 0.0 : 1.0 / totals.weight.high; // whose weight is 1
    info.kept = isLost_ ? 1 : static_cast<int>(tokens_.least() - tokens_.begin());
    if (raw_.unknown.count == 0)
        return info;
    info.most = {
        .modelEntropy = model.high,
        .samplingEntropy = entropy.high,
        .effectiveVocabulary = std::exp2(entropy.high),
        .topTokenProbability = isLost_ ? 1.0 : 1.0 / totals.weight.low,
        .kept = static_cast<int>(isLost_ ? raw_.all.size() : tokens_.most() - tokens_.begin()),
    };
    return info;
}

ChainResult ChainRun::result(std::vector<Left> stages) const
{
    const auto totals = tokens_.totals();
    ChainResult result;
    result.stages = std::move(stages);
    result.kept = living();
    result.factor = 1.0 / totals.likely;
    result.mirostat = mirostat_;
    result.info = info(totals);
    result.shortage = shortage();
    if (!isLost_)
        result.certain = {std::min(tokens_.least(), tokens_.sure()), totals.weight,
                          tokens_.mostBehind()};
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
            stages.push_back(
                {stage.kind, run.living(), run.unknownWeight(), run.most(), run.isLost()});
        }
    return run.result(std::move(stages));
}

} // namespace logitscope
