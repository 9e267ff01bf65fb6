// What the sliders say: how one step's logits become the distribution that is sampled from, stage
// by stage.
#pragma once

#include "core/result.h"
#include "core/sampling/stage.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

// How the random numbers pick one of the tokens that are kept.
enum class Pick
{
    InverseCdf, // one number u: the token in whose part of [0, 1) it falls
    Gumbel,     // one number a token: the highest of (logit / T + noise) wins, so that a token that
                // wins keeps winning under changes that don't concern it
};

// As on the command line and in JSON: "inverse", "gumbel".
std::string_view pickName(Pick pick);
std::optional<Pick> pickNamed(std::string_view name);

// Unless it is made of others, of the three that a newcomer sees first, which change nothing.
struct SamplerChain
{
    // In this order, none twice; penalties first.
    std::vector<Stage> stages = {
        {StageKind::TopK, {0.0}}, {StageKind::TopP, {1.0}}, {StageKind::Temperature, {1.0}}};
    Pick pick = Pick::InverseCdf;

    // nullptr where the chain has none.
    const Stage* find(StageKind kind) const;

    // The first value of a stage, or the one that means off.
    double value(StageKind kind) const;

    // Replaces the stage of this kind. A chain without it gets it behind the last one that comes no
    // later in the usual order: penalties, removing stages, temperature.
    void put(const Stage& stage);

    // Changes the stage's first value and switches it on. A chain without it gets it as put() says.
    void set(StageKind kind, double value);

    // Whether a stage can change anything.
    bool has(StageKind kind) const;
    bool hasPenalties() const;

    friend bool operator==(const SamplerChain&, const SamplerChain&) = default;
};

// Which comes first, removing tokens or rescaling what is left.
enum class FilterOrder
{
    FilterThenTemperature, // top-k on the logits, top-p on what top-k kept at temperature 1,
                           // temperature
    TemperatureThenFilter, // temperature, top-k, top-p: Hugging Face's and OpenAI's order
};

// As on the command line and in JSON: "filter-first", "temperature-first".
std::string_view filterOrderName(FilterOrder order);
std::optional<FilterOrder> filterOrderNamed(std::string_view name);

// Puts the stages that rescale behind the others, or before those that remove.
void setOrder(SamplerChain& chain, FilterOrder order);

// Whether temperature stands before any stage that removes.
FilterOrder orderOf(const SamplerChain& chain);

// The three that a newcomer sees first.
struct BasicSettings
{
    double temperature = 1.0; // >= 0; 0 is argmax
    int topK = 0;             // keeps exactly k tokens; 0, or more than the vocabulary, is off
    double topP = 1.0;        // 0 to 1; 1 is off, 0 keeps one token
    FilterOrder order = FilterOrder::FilterThenTemperature;

    friend bool operator==(const BasicSettings&, const BasicSettings&) = default;
};

// The chain of these three, all of which it has, also those that are off.
SamplerChain basicChain(const BasicSettings& settings = {});

// What basicChain() would make a chain of that does the same; nothing where no other stage may be
// missing. Of a chain in which the order makes no difference it is the usual one, filter first.
std::optional<BasicSettings> basicSettingsOf(const SamplerChain& chain);

// The sentence that says what is wrong with it, or nothing when the chain is usable.
std::optional<Error> findError(const SamplerChain& chain);
std::optional<Error> findError(const Stage& stage);

// "top-k=40,xtc=0.1:0.5,temperature=0.8", as on the command line; a stage that is switched off is
// left out.
std::string chainText(const SamplerChain& chain);
Result<SamplerChain> parseChain(std::string_view text);
Result<Stage> parseStage(std::string_view text); // "xtc=0.1:0.5"; its values may be out of range

// In the field's notation. Of the three: "T 0.8 · k 40 · p 0.9"; filters that are off are left out,
// and temperature first is said, since filter first is the rule here. Of other chains, in their
// order: "k 40 → min-p 0.05 → T 0.8".
std::string settingsText(const SamplerChain& chain);
std::string stageText(const Stage& stage); // "min-p 0.05"

} // namespace logitscope
