// Chains of random stages, for tests over many of them.
#pragma once

#include "core/sampling/sampler_chain.h"

#include <algorithm>
#include <array>
#include <random>
#include <vector>

namespace logitscope
{

using Random = std::mt19937;

inline double unitOf(Random& random)
{
    return std::uniform_real_distribution<double>(0.0, 1.0)(random);
}

template <std::size_t N>
double oneOf(const std::array<double, N>& values, Random& random)
{
    return values[random() % N];
}

// Usual values, extreme ones, and any.
inline Stage randomStage(StageKind kind, Random& random)
{
    Stage stage{.kind = kind, .values = {}, .isOn = random() % 20 != 0};
    const double any = unitOf(random);
    const double part = oneOf(std::array{0.0, 1.0, 0.05, 0.2, 0.5, 0.9, 0.95, any, any}, random);
    const double small = oneOf(std::array{0.0, 1.0, 3e-4, 1e-3, 0.01, 0.1 * any, any}, random);
    switch (kind) {
    case StageKind::RepetitionPenalty:
        stage.values = {0.5 + any};
        break;
    case StageKind::PresencePenalty:
    case StageKind::FrequencyPenalty:
        stage.values = {4.0 * any - 2.0};
        break;
    case StageKind::Dry:
        stage.values = {2.0 * any, 1.0 + unitOf(random), static_cast<double>(1 + random() % 3)};
        break;
    case StageKind::Temperature:
        stage.values = {oneOf(std::array{0.0, 0.1, 0.7, 1.0, 1.5, 100.0, 2.0 * any}, random)};
        break;
    case StageKind::DynamicTemperature:
        stage.values = {any, any + unitOf(random), 3.0 * unitOf(random)};
        break;
    case StageKind::TopK:
        stage.values = {static_cast<double>(random() % 50)};
        break;
    case StageKind::TopP:
    case StageKind::MinP:
    case StageKind::TypicalP:
    case StageKind::TopA:
        stage.values = {part};
        break;
    case StageKind::Epsilon:
    case StageKind::Eta:
        stage.values = {small};
        break;
    case StageKind::TopNSigma:
        stage.values = {oneOf(std::array{0.0, 0.5, 1.0, 3.0, 4.0 * any}, random)};
        break;
    case StageKind::Xtc:
        stage.values = {oneOf(std::array{0.1, 0.5 * any}, random),
                        oneOf(std::array{0.0, 0.5, 1.0}, random)};
        break;
    case StageKind::Mirostat:
        stage.values = {8.0 * any, unitOf(random)};
        break;
    }
    return stage;
}

inline SamplerChain randomChain(std::size_t length, Random& random)
{
    std::vector<StageKind> kinds;
    for (const auto& description : stageDescriptions())
        kinds.push_back(description.kind);
    std::ranges::shuffle(kinds, random);
    kinds.resize(length);
    std::ranges::stable_sort(kinds, {}, [](StageKind kind) {
        return describe(kind).effect != StageEffect::Penalises; // these come first
    });
    SamplerChain chain{.stages = {}};
    for (const auto kind : kinds)
        chain.stages.push_back(randomStage(kind, random));
    return chain;
}

} // namespace logitscope
