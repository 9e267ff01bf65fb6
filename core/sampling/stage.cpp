#include "core/sampling/stage.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace logitscope
{

namespace
{

constexpr double largest = std::numeric_limits<double>::max();
constexpr double mostTokens = std::numeric_limits<int>::max();
// A positive number, as small as it may be.
constexpr double aboveZero = std::numeric_limits<double>::denorm_min();

constexpr std::array repetition{StageParameter{"repetition-penalty", "repetition_penalty", 1.1,
                                               aboveZero, largest, "a number above 0 (1 is off)",
                                               1.0, 2.0}};
constexpr std::array presence{StageParameter{"presence-penalty", "presence_penalty", 0.5, -largest,
                                             largest, "a number (0 is off)", -2.0, 2.0}};
constexpr std::array frequency{StageParameter{"frequency-penalty", "frequency_penalty", 0.5,
                                              -largest, largest, "a number (0 is off)", -2.0, 2.0}};
constexpr std::array dry{
    StageParameter{"multiplier", "dry_multiplier", 0.8, 0.0, largest, "0 or more (0 is off)", 0.0,
                   5.0},
    StageParameter{"base", "dry_base", 1.75, 1.0, largest, "1 or more", 1.0, 4.0},
    StageParameter{"allowed length", "dry_allowed_length", 2.0, 1.0, mostTokens,
                   "a whole number, 1 or more", 1.0, 20.0, true}};
constexpr std::array temperature{StageParameter{"temperature", "temperature", 0.8, 0.0, largest,
                                                "a finite number, 0 or more (0 is argmax)", 0.0,
                                                2.0}};
constexpr std::array dynamicTemperature{
    StageParameter{"lowest temperature", "dynatemp_low", 0.5, 0.0, largest,
                   "a finite number, 0 or more", 0.0, 2.0},
    StageParameter{"highest temperature", "dynatemp_high", 1.5, 0.0, largest,
                   "a finite number, 0 or more", 0.0, 2.0},
    StageParameter{"exponent", "dynatemp_exponent", 1.0, 0.0, largest, "0 or more", 0.1, 5.0}};
constexpr std::array topK{StageParameter{"top-k", "top_k", 40.0, 0.0, mostTokens,
                                         "0 or more (0 is off)", 0.0, 1000.0, true}};
constexpr std::array topP{
    StageParameter{"top-p", "top_p", 0.9, 0.0, 1.0, "0 to 1 (1 is off)", 0.0, 1.0}};
constexpr std::array minP{
    StageParameter{"min-p", "min_p", 0.05, 0.0, 1.0, "0 to 1 (0 is off)", 0.0, 1.0}};
constexpr std::array typicalP{
    StageParameter{"typical-p", "typical_p", 0.9, 0.0, 1.0, "0 to 1 (1 is off)", 0.0, 1.0}};
constexpr std::array topA{
    StageParameter{"top-a", "top_a", 0.2, 0.0, 1.0, "0 to 1 (0 is off)", 0.0, 1.0}};
constexpr std::array epsilon{
    StageParameter{"epsilon", "epsilon_cutoff", 0.0003, 0.0, 1.0, "0 to 1 (0 is off)", 0.0, 0.1}};
constexpr std::array eta{
    StageParameter{"eta", "eta_cutoff", 0.0003, 0.0, 1.0, "0 to 1 (0 is off)", 0.0, 0.1}};
constexpr std::array topNSigma{StageParameter{"top-n-sigma", "top_n_sigma", 1.0, 0.0, largest,
                                              "0 or more (0 is off)", 0.0, 5.0}};
constexpr std::array xtc{
    StageParameter{"threshold", "xtc_threshold", 0.1, 0.0, 1.0, "0 to 1", 0.0, 0.5},
    StageParameter{"chance", "xtc_probability", 0.5, 0.0, 1.0, "0 to 1 (0 is off)", 0.0, 1.0}};
constexpr std::array mirostat{
    StageParameter{"target surprisal", "mirostat_tau", 5.0, 0.0, largest, "0 or more (0 is off)",
                   0.0, 10.0},
    StageParameter{"learning rate", "mirostat_eta", 0.1, 0.0, largest, "0 or more", 0.0, 1.0}};

constexpr std::array stageTable{
    StageDescription{
        StageKind::RepetitionPenalty, "repetition-penalty", "repetition penalty", "repetition",
        "Divides the logits of tokens that the prompt or the text has already, so that "
        "they repeat less.",
        StageEffect::Penalises, repetition, 0, 1.0},
    StageDescription{StageKind::PresencePenalty, "presence-penalty", "presence penalty", "presence",
                     "Takes a fixed amount off the logit of every token that was sampled before.",
                     StageEffect::Penalises, presence, 0, 0.0},
    StageDescription{StageKind::FrequencyPenalty, "frequency-penalty", "frequency penalty",
                     "frequency",
                     "Takes an amount off a token's logit for every time that it was sampled "
                     "before.",
                     StageEffect::Penalises, frequency, 0, 0.0},
    StageDescription{StageKind::Dry, "dry", "DRY", "DRY",
                     "Lowers the logits of tokens that would go on with a passage that the text "
                     "has already: the longer the passage, the more.",
                     StageEffect::Penalises, dry, 0, 0.0},
    StageDescription{StageKind::Temperature, "temperature", "temperature", "T",
                     "Divides all logits: below 1 likely tokens become likelier, above 1 unlikely "
                     "ones do. It removes none.",
                     StageEffect::Rescales, temperature, 0, 1.0},
    StageDescription{StageKind::DynamicTemperature, "dynamic-temperature", "dynamic temperature",
                     "dynamic T",
                     "A temperature that follows the entropy: low where the model is sure, high "
                     "where it is not.",
                     StageEffect::Rescales, dynamicTemperature, 0, std::nullopt},
    StageDescription{StageKind::TopK, "top-k", "top-k", "k", "Keeps the k most likely tokens.",
                     StageEffect::Removes, topK, 0, 0.0},
    StageDescription{StageKind::TopP, "top-p", "top-p", "p",
                     "Keeps the smallest set of the most likely tokens whose probabilities reach "
                     "p.",
                     StageEffect::Removes, topP, 0, 1.0},
    StageDescription{StageKind::MinP, "min-p", "min-p", "min-p",
                     "Keeps the tokens that are at least this fraction as likely as the most "
                     "likely one.",
                     StageEffect::Removes, minP, 0, 0.0},
    StageDescription{StageKind::TypicalP, "typical-p", "typical-p", "typical",
                     "Keeps the tokens whose surprisal is nearest to the entropy, until their "
                     "probabilities reach this much: the most likely token may go.",
                     StageEffect::Removes, typicalP, 0, 1.0},
    StageDescription{StageKind::TopA, "top-a", "top-a", "top-a",
                     "Keeps the tokens with at least this many times the square of the highest "
                     "probability.",
                     StageEffect::Removes, topA, 0, 0.0},
    StageDescription{StageKind::Epsilon, "epsilon", "epsilon", "ε",
                     "Keeps the tokens that are at least this probable.", StageEffect::Removes,
                     epsilon, 0, 0.0},
    StageDescription{StageKind::Eta, "eta", "eta", "η",
                     "Keeps the tokens that are at least this probable, or less where the entropy "
                     "is high.",
                     StageEffect::Removes, eta, 0, 0.0},
    StageDescription{StageKind::TopNSigma, "top-n-sigma", "top-nσ", "nσ",
                     "Keeps the tokens whose logit is within n standard deviations of the highest.",
                     StageEffect::Removes, topNSigma, 0, 0.0},
    StageDescription{
        StageKind::Xtc, "xtc", "XTC", "XTC",
        "Now and then, by chance, removes all tokens above the threshold but the least "
        "likely of them.",
        StageEffect::Removes, xtc, 1, 0.0},
    StageDescription{StageKind::Mirostat, "mirostat", "mirostat", "mirostat",
                     "Removes tokens that are more surprising than a bound, which follows the text "
                     "so that its tokens' surprisal stays near the target, in bits.",
                     StageEffect::Removes, mirostat, 0, 0.0},
};

} // namespace

std::span<const StageDescription> stageDescriptions()
{
    return stageTable;
}

const StageDescription& describe(StageKind kind)
{
    const auto& description = stageTable[static_cast<std::size_t>(kind)];
    assert(description.kind == kind);
    return description;
}

const StageDescription* findStage(std::string_view key)
{
    const auto found = std::ranges::find(stageTable, key, &StageDescription::key);
    return found == stageTable.end() ? nullptr : &*found;
}

bool Stage::isActive() const
{
    const auto& description = describe(kind);
    return isOn && values[description.offParameter] != description.off;
}

Stage newStage(StageKind kind)
{
    Stage stage{.kind = kind};
    std::ranges::transform(describe(kind).parameters, stage.values.begin(),
                           &StageParameter::initial);
    return stage;
}

} // namespace logitscope
