// A sampler chain as the papers write it: every stage by its own formula, over a plain set of
// candidates, in long double, sharing no code with core/sampling. What the tests compare with.
#pragma once

#include "core/sampling/chain_run.h"
#include "core/sampling/sampler_chain.h"
#include "tests/core/sampling/reference.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace logitscope::reference
{

struct Candidate
{
    TokenId token;
    long double logit;
    bool isPossible;
    std::optional<StageKind> removedBy = {};
    long double probability = 0.0L; // of the living, in the end

    bool isAlive() const { return isPossible && !removedBy; }
};

struct ChainOutcome
{
    std::vector<Candidate> candidates;     // by rank
    std::map<TokenId, long double> nextMu; // mirostat's, for each token that could be sampled
};

// By how much a sum, or a quotient of probabilities, may miss its bound: logits are F32.
constexpr long double allowance = 1e-7L;

inline std::vector<float> penalised(std::span<const float> logits, const SamplerChain& chain,
                                    const ChainInput& input)
{
    std::vector<TokenId> text(input.prompt.begin(), input.prompt.end());
    text.insert(text.end(), input.sampled.begin(), input.sampled.end());
    std::vector<float> result;
    for (std::size_t id = 0; id < logits.size(); ++id) {
        const auto token = static_cast<TokenId>(id);
        long double logit = logits[id];
        const auto count = std::ranges::count(input.sampled, token);
        for (const auto& stage : chain.stages) {
            if (!stage.isOn)
                continue;
            const long double value = stage.values[0];
            if (stage.kind == StageKind::RepetitionPenalty && std::ranges::count(text, token) > 0)
                logit = logit > 0.0L ? logit / value : logit * value;
            if (stage.kind == StageKind::PresencePenalty && count > 0)
                logit -= value;
            if (stage.kind == StageKind::FrequencyPenalty)
                logit -= value * static_cast<long double>(count);
            if (stage.kind == StageKind::Dry && value > 0.0L) {
                // The longest end of the text that stands before an earlier place of the token.
                std::size_t longest = 0;
                for (std::size_t place = 1; place < text.size(); ++place) {
                    std::size_t length = 0;
                    while (text[place] == token && length < place &&
                           text[place - 1 - length] == text[text.size() - 1 - length])
                        ++length;
                    longest = std::max(longest, length);
                }
                if (longest > 0 && static_cast<long double>(longest) >= stage.values[2])
                    logit -= value * std::pow(static_cast<long double>(stage.values[1]),
                                              static_cast<long double>(longest) - stage.values[2]);
            }
        }
        constexpr long double most = std::numeric_limits<float>::max();
        result.push_back(std::isinf(logits[id])
                             ? logits[id]
                             : static_cast<float>(std::clamp(logit, -most, most)));
    }
    return result;
}

class Chain
{
public:
    Chain(std::span<const float> logits, const ChainInput& input) : input_(input)
    {
        for (const TokenId token : ranking(logits)) {
            const float logit = logits[static_cast<std::size_t>(token)];
            outcome_.candidates.push_back({token, logit, std::isfinite(logit)});
        }
    }

    void apply(const Stage& stage)
    {
        const auto living = this->living();
        const auto p = probabilities(living);
        const long double value = stage.values[0];
        const auto keepIf = [&](auto test) {
            for (std::size_t i = 0; i < living.size(); ++i)
                if (!test(i))
                    living[i]->removedBy = stage.kind;
        };
        switch (stage.kind) {
        case StageKind::Temperature:
            temperature_ *= value;
            break;
        case StageKind::DynamicTemperature:
            if (living.size() > 1) {
                const long double share =
                    nats(p) / std::log(static_cast<long double>(living.size()));
                temperature_ *=
                    value + (stage.values[1] - value) *
                                std::pow(share, static_cast<long double>(stage.values[2]));
            }
            break;
        case StageKind::TopK:
            if (value > 0.0L)
                keepIf([&](std::size_t i) { return static_cast<long double>(i) < value; });
            break;
        case StageKind::TopP:
            if (value < 1.0L)
                keepIf([&, size = smallestSet(p, value)](std::size_t i) { return i < size; });
            break;
        case StageKind::MinP:
            keepIf([&](std::size_t i) { return i == 0 || reaches(p[i], value * p[0]); });
            break;
        case StageKind::TypicalP:
            if (value < 1.0L)
                keepIf([&, kept = typical(p, value)](std::size_t i) { return kept.contains(i); });
            break;
        case StageKind::TopA:
            keepIf([&](std::size_t i) { return i == 0 || reaches(p[i], value * p[0] * p[0]); });
            break;
        case StageKind::Epsilon:
            keepIf([&](std::size_t i) { return i == 0 || reaches(p[i], value); });
            break;
        case StageKind::Eta: {
            const long double bound = std::min(value, std::sqrt(value) * std::exp(-nats(p)));
            keepIf([&](std::size_t i) { return i == 0 || reaches(p[i], bound); });
            break;
        }
        case StageKind::TopNSigma:
            if (value > 0.0L)
                keepNearTop(living, value, stage.kind);
            break;
        case StageKind::Xtc:
            if (input_.chance < stage.values[1]) {
                const auto above = static_cast<std::size_t>(std::ranges::count_if(
                    p, [&](long double each) { return reaches(each, value); }));
                keepIf([&](std::size_t i) { return i + 1 >= above; });
            }
            break;
        case StageKind::Mirostat:
            if (value > 0.0L) {
                const long double mu = input_.mu ? *input_.mu : 2.0L * value;
                for (std::size_t i = 0; i < living.size(); ++i)
                    outcome_.nextMu[living[i]->token] =
                        mu - stage.values[1] * (-std::log2(p[i]) - value);
                keepIf([&](std::size_t i) { return i == 0 || reaches(p[i], std::exp2(-mu)); });
            }
            break;
        default:
            break;
        }
    }

    ChainOutcome outcome()
    {
        const auto living = this->living();
        const auto p = probabilities(living);
        for (std::size_t i = 0; i < living.size(); ++i)
            living[i]->probability = p[i];
        return outcome_;
    }

private:
    static bool reaches(long double p, long double bound)
    {
        return p >= bound * (1.0L - allowance);
    }

    std::vector<Candidate*> living()
    {
        std::vector<Candidate*> living;
        for (auto& candidate : outcome_.candidates)
            if (candidate.isAlive())
                living.push_back(&candidate);
        return living;
    }

    std::vector<long double> probabilities(const std::vector<Candidate*>& living) const
    {
        std::vector<long double> logits;
        for (const auto* candidate : living)
            logits.push_back(candidate->logit);
        std::vector<long double> p(logits.size(), 0.0L);
        if (temperature_ == 0.0L) {
            p.front() = 1.0L;
            return p;
        }
        long double sum = 0.0L;
        for (std::size_t i = 0; i < p.size(); ++i)
            sum += p[i] = std::exp((logits[i] - logits[0]) / temperature_);
        for (auto& each : p)
            each /= sum;
        return p;
    }

    static long double nats(const std::vector<long double>& p)
    {
        return entropy(p) * std::numbers::ln2_v<long double>;
    }

    static std::size_t smallestSet(const std::vector<long double>& p, long double mass)
    {
        long double sum = 0.0L;
        for (std::size_t i = 0; i < p.size(); ++i)
            if ((sum += p[i]) >= mass - allowance)
                return i + 1;
        return p.size();
    }

    // By ascending | -ln p - H |, in whole billionths. Of those as far, the more likely are first,
    // from the entropy outwards; of the nearest of all, the lower ranks.
    std::set<std::size_t> typical(const std::vector<long double>& p, long double mass) const
    {
        if (temperature_ == 0.0L)
            return {0};
        const long double h = nats(p);
        std::vector<long double> far;
        for (const long double each : p)
            far.push_back(each > 0.0L ? std::round(std::abs(-std::log(each) - h) * 1e9L)
                                      : std::numeric_limits<long double>::infinity());
        const long double nearest = *std::ranges::min_element(far);
        std::vector<std::size_t> order(p.size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
            if (far[a] != far[b])
                return far[a] < far[b];
            const auto isLikely = [&](std::size_t i) { return -std::log(p[i]) < h; };
            const bool isDescending = far[a] > nearest && isLikely(a) && isLikely(b);
            return isDescending ? a > b : a < b;
        });
        std::set<std::size_t> kept;
        long double sum = 0.0L;
        for (const std::size_t i : order) {
            kept.insert(i);
            if ((sum += p[i]) >= mass - allowance)
                break;
        }
        return kept;
    }

    static void keepNearTop(const std::vector<Candidate*>& living, long double deviations,
                            StageKind kind)
    {
        const long double top = living.front()->logit;
        const auto size = static_cast<long double>(living.size());
        long double mean = 0.0L;
        for (const auto* candidate : living)
            mean += (candidate->logit - top) / size;
        long double variance = 0.0L;
        for (const auto* candidate : living)
            variance += (candidate->logit - top - mean) * (candidate->logit - top - mean) / size;
        const long double reach = deviations * std::sqrt(variance);
        for (auto* candidate : living)
            if (top - candidate->logit > reach + allowance * std::max(1.0L, reach))
                candidate->removedBy = kind;
    }

    const ChainInput& input_;
    ChainOutcome outcome_;
    long double temperature_ = 1.0L;
};

inline ChainOutcome runChain(std::span<const float> logits, const SamplerChain& chain,
                             const ChainInput& input)
{
    const auto changed = penalised(logits, chain, input);
    Chain run(changed, input);
    for (const auto& stage : chain.stages)
        if (stage.isOn)
            run.apply(stage);
    return run.outcome();
}

} // namespace logitscope::reference
