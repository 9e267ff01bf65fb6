// What a lesson says about the numbers, in a form that the program can check: "p(" the") > 20%".
//
// A measure is a name, with an argument where it needs one, and with another chain than the
// sliders' where it says so:
//
//   p(" the")  q(" the")  rank(" the")   of a token at the selected step: its model probability,
//                                        its sampling probability, its place among all (from 1)
//   logit(" the")  bits(" the")          its logit, and its surprisal -log2 p in bits
//   token(1)                             the text of the candidate in this place, by the model
//   sum(3)                               the model probabilities of the first three together
//   model-entropy  entropy  kept         of the step: the entropy of the model's and of the
//                                        sampling probabilities in bits, candidates kept
//   u  picked                            its random number, and the text of the token it picks
//   from(" the")  to(" the")             the part of [0, 1) in which u picks the token
//   weight(" the")  weights              p^(1/T), T the chain's temperature, and the sum of these
//                                        over the candidates kept: q is the one over the other
//   q(" the") at temperature=0.5         the same under another chain, or under a strategy:
//                                        at greedy
//   tokens  text                         of the continuation; of a strategy on the Compare page
//   distinct-2  surprisal                with its name: text("greedy")
//   perplexity  prompt-p(2)              of the prompt: 2 to the mean surprisal of its tokens but
//                                        the first, and the model probability of its second token
//   temperature  top-k  …                the first value of a stage of the chain; off where it has
//                                        none
//   vocabulary  prompt  seed  branches  predictions  stage
#pragma once

#include "core/result.h"
#include "core/sampling/bounded.h"
#include "core/sampling/sampler_chain.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace logitscope
{

enum class MeasureKind
{
    ModelProbability,    // p
    SamplingProbability, // q
    Rank,
    Logit,
    Bits,
    Token,
    Sum,
    Kept,
    ModelEntropy,
    Entropy,
    RandomNumber, // u
    Picked,
    From,
    To,
    Weight,
    Weights,
    Tokens,
    Text,
    Distinct2,
    Surprisal,
    Perplexity,
    PromptProbability, // prompt-p
    StageValue,        // of the stage that `stage` names
    Vocabulary,
    Prompt,
    Seed,
    Branches,
    Predictions,
    RoundStage, // "asked", "revealed" or "sampled"
};

struct Measure
{
    MeasureKind kind = MeasureKind::Kept;
    std::string text = {}; // the token's, or the strategy's name
    int place = 1;         // of token(1), sum(1) and prompt-p(1), which counts from 1
    StageKind stage = {};
    std::optional<SamplerChain> chain = {};

    friend bool operator==(const Measure&, const Measure&) = default;
};

// Bounds of a number that isn't known exactly: of a step of which a server told only some tokens.
using MeasureValue = std::variant<double, std::string, Bounded>;

struct Claim
{
    enum class Relation
    {
        Equal,
        NotEqual,
        Less,
        AtMost,
        More,
        AtLeast,
        Contains, // texts
    };

    Measure measure;
    Relation relation = Relation::Equal;
    std::variant<MeasureValue, Measure> other;
    std::string text = {}; // as it was written: "tokens >= 20"

    friend bool operator==(const Claim&, const Claim&) = default;
};

// The Error says what is wrong, and what is expected there.
Result<Measure> parseMeasure(std::string_view text);

// "tokens >= 20 and temperature != 1": all of them hold.
Result<std::vector<Claim>> parseClaims(std::string_view text);

// How a person reads it: "20.3%" of a probability, "3.21 bits", "between 3.21 and 3.40 bits",
// "8,192"; a text's own characters.
std::string valueText(const Measure& measure, const MeasureValue& value);

// Whether it holds of these two, whatever a number is within its bounds. Numbers that are equal to
// nine digits are equal.
bool holds(const MeasureValue& value, Claim::Relation relation, const MeasureValue& other);

} // namespace logitscope
