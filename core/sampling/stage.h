// The stages that a sampler chain is made of. One table says everything about each: the controls,
// the command line, the API, the files and the help are made from it, so that a new stage is one
// row here and one function in chain_run.cpp or penalties.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace logitscope
{

enum class StageKind : std::uint8_t
{
    RepetitionPenalty,
    PresencePenalty,
    FrequencyPenalty,
    Dry,
    Temperature,
    DynamicTemperature,
    TopK,
    TopP,
    MinP,
    TypicalP,
    TopA,
    Epsilon,
    Eta,
    TopNSigma,
    Xtc,
    Mirostat,
};

struct StageParameter
{
    std::string_view name;     // "threshold"; of a stage's only one: the stage's own
    std::string_view apiField; // "xtc_threshold": vLLM's, llama.cpp's or text-generation-webui's
    double initial;            // of a stage that is added
    double lowest, highest;    // what is usable
    std::string_view expected; // the same in words: "0 to 1 (1 is off)"
    double sliderFrom, sliderTo;
    bool isWhole = false;
};

// What a stage does with the candidates that are still there.
enum class StageEffect
{
    Penalises, // lowers logits of tokens that occurred; before the tokens are ranked
    Rescales,  // changes the temperature
    Removes,
};

struct StageDescription
{
    StageKind kind;
    std::string_view key;         // on the command line and in files: "min-p"
    std::string_view name;        // in the window: "min-p"
    std::string_view symbol;      // in front of a value: "min-p 0.05", "T 0.8"
    std::string_view explanation; // one sentence for a newcomer
    StageEffect effect;
    std::span<const StageParameter> parameters;
    std::size_t offParameter; // which of them is off at which value
    std::optional<double> off;
};

// In the order of StageKind.
std::span<const StageDescription> stageDescriptions();
const StageDescription& describe(StageKind kind);

// nullptr when there is none of that key.
const StageDescription* findStage(std::string_view key);

struct Stage
{
    StageKind kind;
    std::array<double, 3> values = {}; // as many as it has parameters
    bool isOn = true;                  // by its switch

    double value() const { return values[0]; }

    // Whether it can change anything: switched on, and its value isn't the one that means off.
    bool isActive() const;

    friend bool operator==(const Stage&, const Stage&) = default;
};

// As it is when a person adds it.
Stage newStage(StageKind kind);

} // namespace logitscope
