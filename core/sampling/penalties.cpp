#include "core/sampling/penalties.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace logitscope
{

namespace
{

using Counts = std::unordered_map<TokenId, int>;

// The logits that the stages change, in double until all are through.
class ChangedLogits
{
public:
    explicit ChangedLogits(std::span<float> logits) : logits_(logits) {}

    // What is impossible stays so.
    void change(TokenId token, auto changed)
    {
        const double logit = logits_[static_cast<std::size_t>(token)];
        if (logit == -std::numeric_limits<double>::infinity())
            return;
        const auto place = changed_.try_emplace(token, logit).first;
        place->second = changed(place->second);
    }

    // A finite logit stays one, whatever is taken off it.
    void write() const
    {
        constexpr double lowest = std::numeric_limits<float>::lowest();
        constexpr double highest = std::numeric_limits<float>::max();
        for (const auto& [token, logit] : changed_)
            logits_[static_cast<std::size_t>(token)] =
                static_cast<float>(std::clamp(logit, lowest, highest));
    }

private:
    std::span<float> logits_;
    std::unordered_map<TokenId, double> changed_;
};

Counts countOf(std::span<const TokenId> tokens)
{
    Counts counts;
    for (const auto token : tokens)
        ++counts[token];
    return counts;
}

// ends[i]: how many of the tokens before i are those at the end of the text, counted backwards.
// The Z-algorithm from the end, so that a text of n tokens takes n comparisons or so.
std::vector<std::size_t> repeatedEnds(std::span<const TokenId> text)
{
    const std::size_t size = text.size();
    const auto back = [&](std::size_t i) { return text[size - 1 - i]; };
    std::vector<std::size_t> lengths(size, 0); // of the match that begins i tokens before the end
    std::size_t left = 0;
    std::size_t right = 0;
    for (std::size_t i = 1; i < size; ++i) {
        if (i < right)
            lengths[i] = std::min(right - i, lengths[i - left]);
        while (i + lengths[i] < size && back(lengths[i]) == back(i + lengths[i]))
            ++lengths[i];
        if (i + lengths[i] > right) {
            left = i;
            right = i + lengths[i];
        }
    }
    std::vector<std::size_t> ends(size, 0);
    for (std::size_t i = 1; i < size; ++i)
        ends[size - i] = lengths[i];
    return ends;
}

void penaliseContinuing(const Stage& dry, std::span<const TokenId> text, ChangedLogits& logits)
{
    const auto [multiplier, base, allowed] = dry.values;
    std::unordered_map<TokenId, std::size_t> longest; // match before each token
    const auto ends = repeatedEnds(text);
    for (std::size_t i = 1; i < text.size(); ++i) {
        auto& length = longest[text[i]];
        length = std::max(length, ends[i]);
    }
    for (const auto& [token, length] : longest) {
        if (static_cast<double>(length) < allowed)
            continue;
        const double less = multiplier * std::pow(base, static_cast<double>(length) - allowed);
        logits.change(token, [less](double logit) { return logit - less; });
    }
}

} // namespace

void addBias(std::span<const std::pair<TokenId, float>> bias, std::span<float> logits)
{
    for (const auto& [token, difference] : bias) {
        auto& logit = logits[static_cast<std::size_t>(token)];
        logit += difference;
    }
}

void penalise(const SamplerChain& chain, std::span<const TokenId> prompt,
              std::span<const TokenId> sampled, std::span<float> logits)
{
    std::vector<TokenId> text(prompt.begin(), prompt.end());
    text.insert(text.end(), sampled.begin(), sampled.end());
    ChangedLogits changed(logits);
    for (const auto& stage : chain.stages) {
        if (!stage.isActive())
            continue;
        switch (stage.kind) {
        case StageKind::RepetitionPenalty:
            for (const auto token : std::unordered_set(text.begin(), text.end()))
                changed.change(token, [&](double logit) {
                    return logit > 0.0 ? logit / stage.value() : logit * stage.value();
                });
            break;
        case StageKind::PresencePenalty:
            for (const auto& [token, count] : countOf(sampled))
                changed.change(token, [&](double logit) { return logit - stage.value(); });
            break;
        case StageKind::FrequencyPenalty:
            for (const auto& [token, count] : countOf(sampled))
                changed.change(token, [&, count = count](double logit) {
                    return logit - count * stage.value();
                });
            break;
        case StageKind::Dry:
            penaliseContinuing(stage, text, changed);
            break;
        default:
            break;
        }
    }
    changed.write();
}

} // namespace logitscope
