// How long a token and a slider tick take: medians over GPT-2's vocabulary. Prints, judges nothing.
#include "core/sampling/dice.h"
#include "core/sampling/distribution.h"
#include "core/sampling/draw.h"
#include "core/sampling/step_judge.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <random>
#include <vector>

using namespace logitscope;

namespace
{

constexpr int vocabulary = 50257;
constexpr int repeats = 501;

// As a model's: a broad bell, and a few tokens that stand out.
std::vector<float> realisticLogits()
{
    std::mt19937 random(1);
    std::normal_distribution<float> bell(-40.0f, 3.0f);
    std::vector<float> logits(vocabulary);
    for (float& logit : logits)
        logit = bell(random);
    for (int i = 0; i < 12; ++i)
        logits[random() % vocabulary] = -28.0f + 0.5f * static_cast<float>(i);
    return logits;
}

// A bell alone: many tokens share what there is.
std::vector<float> bellOf(float deviation)
{
    std::mt19937 random(2);
    std::normal_distribution<float> bell(0.0f, deviation);
    std::vector<float> logits(vocabulary);
    for (float& logit : logits)
        logit = bell(random);
    return logits;
}

void report(const char* what, const std::function<double()>& work)
{
    std::vector<double> milliseconds;
    double sink = 0.0;
    for (int i = 0; i < repeats; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        sink += work();
        const auto end = std::chrono::steady_clock::now();
        milliseconds.push_back(std::chrono::duration<double, std::milli>(end - begin).count());
    }
    std::ranges::sort(milliseconds);
    std::printf("%-44s median %7.4f ms   95th percentile %7.4f ms   (%g)\n", what,
                milliseconds[repeats / 2], milliseconds[repeats * 95 / 100], sink / repeats);
}

} // namespace

int main()
{
    const std::vector<float> logits = realisticLogits();
    const Distribution distribution = *Distribution::rank(logits);

    std::printf("%d tokens, %d repeats; in brackets, a result that keeps the work honest\n",
                vocabulary, repeats);
    report("rank", [&] { return Distribution::rank(logits)->entropy().low; });

    struct Case
    {
        const char* name;
        SamplerChain settings;
    };

    const Case cases[] = {
        {"no filter, T 0", basicChain({.temperature = 0.0})},
        {"no filter, T 0.01", basicChain({.temperature = 0.01})},
        {"no filter, T 0.7", basicChain({.temperature = 0.7})},
        {"no filter, T 1", basicChain({.temperature = 1.0})},
        {"no filter, T 1.5", basicChain({.temperature = 1.5})},
        {"no filter, T 100", basicChain({.temperature = 100.0})},
        {"top-k 40, T 0.8", basicChain({.temperature = 0.8, .topK = 40})},
        {"top-p 0.9, T 0.8", basicChain({.temperature = 0.8, .topP = 0.9})},
        {"top-p 0.999, T 0.8", basicChain({.temperature = 0.8, .topP = 0.999})},
        {"top-p 0.999, T 1.5", basicChain({.temperature = 1.5, .topP = 0.999})},
        {"top-p 0.999999, T 1.5", basicChain({.temperature = 1.5, .topP = 0.999999})},
        {"top-k 50000, top-p 0.999999, T 1.5",
         basicChain({.temperature = 1.5, .topK = 50000, .topP = 0.999999})},
        {"top-k 40, top-p 0.9, T 0.8", basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9})},
    };
    for (const FilterOrder order :
         {FilterOrder::FilterThenTemperature, FilterOrder::TemperatureThenFilter}) {
        std::printf("shape, %s first\n",
                    order == FilterOrder::FilterThenTemperature ? "filters" : "temperature");
        for (const Case& one : cases) {
            SamplerChain settings = one.settings;
            setOrder(settings, order);
            report(one.name, [&] { return distribution.shape(settings).info.samplingEntropy; });
        }
    }

    const Dice dice(1);
    std::uint64_t step = 0;
    const std::pair<const char*, std::vector<float>> kinds[] = {
        {"a model's", logits}, {"a bell of 4", bellOf(4.0f)}, {"a bell of 3", bellOf(3.0f)}};
    const Case draws[] = {
        {"T 0", basicChain({.temperature = 0.0})},
        {"T 0.1", basicChain({.temperature = 0.1})},
        {"T 1", basicChain({.temperature = 1.0})},
        {"T 1.5", basicChain({.temperature = 1.5})},
        {"T 100", basicChain({.temperature = 100.0})},
        {"top-k 40, T 1", basicChain({.topK = 40})},
        {"top-k 50, T 0.8", basicChain({.temperature = 0.8, .topK = 50})},
        {"top-p 0.9, T 1", basicChain({.topP = 0.9})},
        {"top-p 0.95, T 0.8", basicChain({.temperature = 0.8, .topP = 0.95})},
        {"top-k 40, top-p 0.9, T 0.8", basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9})},
    };
    for (const auto& [name, values] : kinds) {
        std::printf("draw, logits: %s\n", name);
        for (const Case& one : draws)
            report(one.name, [&] {
                return drawToken(values, one.settings, dice.roll(step++))->samplingProbability;
            });
    }

    std::printf("judge again, after a draw that looked as far down\n");
    StepJudge judge(logits, 0);
    for (const Case& one : cases)
        for (const FilterOrder order :
             {FilterOrder::FilterThenTemperature, FilterOrder::TemperatureThenFilter}) {
            SamplerChain settings = one.settings;
            setOrder(settings, order);
            report(one.name,
                   [&] { return judge.judge(logits, settings, dice.roll(step++), {}).picked; });
        }

    const Shaped flat = distribution.shape(basicChain({.temperature = 100.0}));
    std::printf("of a shape\n");
    report("draw, T 100", [&] { return flat.draw(dice.roll(step++)); });
    report("the last rank's interval, T 100", [&] { return flat.interval(vocabulary - 1).begin; });
    return 0;
}
