#include "core/lesson/glossary.h"

#include "core/sampling/stage.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace logitscope
{

namespace
{

struct PlainTerm
{
    std::string_view key;
    std::string_view name;
    std::string_view explanation;
    std::string_view formula = {};
    std::string_view source = {};
};

constexpr std::array plainTerms{
    PlainTerm{"argmax", "argmax (greedy)",
              "Takes the most likely token at every step, so that no random number is needed. The "
              "strategy named greedy is nearly that: temperature 0.1.",
              "argmaxᵢ logitᵢ"},
    PlainTerm{"branch", "branch",
              "One continuation of the prompt, from its first token to its last. Branches of a run "
              "share the tokens before the place where one of them went another way."},
    PlainTerm{"byte-level-bpe",
              "byte-level BPE",
              "Begins with the 256 bytes as tokens, and joins the pair of neighbours that is most "
              "frequent in a large text, again and again. So every text can be written in tokens, "
              "and frequent words are one token.",
              {},
              "Sennrich et al. 2016; Radford et al. 2019"},
    PlainTerm{"candidates", "candidates",
              "The tokens that may come next, the most likely first. Those that the sampler chain "
              "leaves are the candidates kept."},
    PlainTerm{"chi-square", "chi-square test",
              "Compares how often each token was sampled with how often it was expected. Its p is "
              "the probability of a difference this large or larger by chance alone.",
              "χ² = Σ (observed − expected)² / expected", "Pearson 1900"},
    PlainTerm{"context", "context",
              "All tokens that the model reads before it says what comes next. It has a greatest "
              "length: what doesn't fit in can't be read."},
    PlainTerm{
        "distinct-2", "distinct-2",
        "The share of a text's pairs of neighbouring tokens that are different. It is 1 where "
        "no pair comes twice, and low where a text repeats itself.",
        "different pairs / all pairs", "Li et al. 2016"},
    PlainTerm{
        "effective-vocabulary", "effective vocabulary",
        "How many equally likely tokens would be as uncertain as this step. It is a number of "
        "tokens, so it is easier to picture than bits.",
        "2^H, H the sampling entropy in bits"},
    PlainTerm{
        "entropy", "entropy",
        "How undecided a step is, in bits: 0 is certain, and each further bit is one more toss "
        "of a coin. It is the mean of all tokens' surprisal, weighted by their probability.",
        "H = −Σ pᵢ log₂ pᵢ", "Shannon 1948"},
    PlainTerm{
        "fork", "fork",
        "To go another way from a token in the text, by choosing a token or by sampling again. "
        "The text that was there stays as its own branch."},
    PlainTerm{
        "gumbel-max", "Gumbel-max",
        "Gives every token a random number of its own, adds noise made of it to the logit, and "
        "takes the highest. The result follows the same probabilities as one number u does.",
        "argmaxᵢ (logitᵢ / T − ln(−ln uᵢ))", "Maddison et al. 2014"},
    PlainTerm{
        "inverse-cdf", "inverse CDF",
        "Lays the sampling probabilities end to end from 0 to 1, the most likely token first. "
        "The token in whose part u falls is sampled.",
        "the first rank r with q₁ + … + qᵣ > u"},
    PlainTerm{
        "kv-cache",
        "KV cache",
        "Keeps the keys and values that the model computed for the tokens before, so that each "
        "new token is computed alone. It changes the time that a step takes, and never the "
        "numbers.",
        {},
        "Vaswani et al. 2017"},
    PlainTerm{"log-score", "log score",
              "Rewards a prediction by the logarithm of the confidence that it gave to what then "
              "happened. On average it is highest for those who say the confidence that they have.",
              "log₂ c if right, log₂(1 − c) if not", "Good 1952"},
    PlainTerm{
        "logits", "logits",
        "The numbers that the model computes, one for each token of the vocabulary. Only their "
        "differences count: softmax makes probabilities of them.",
        "ln pᵢ + the same constant for all tokens"},
    PlainTerm{
        "model-probability", "model probability",
        "What the model itself gives a token: temperature 1, nothing removed. It says how well "
        "the token continues the text, as texts go that the model was trained on, and not "
        "whether it is true.",
        "pᵢ = exp(logitᵢ) / Σ exp(logitⱼ)"},
    PlainTerm{"perplexity", "perplexity",
              "How well a model expected a text: as uncertain as a choice among that many equally "
              "likely tokens at each place. Lower is more expected, and no judgement of truth.",
              "2 to the mean surprisal of the tokens but the first"},
    PlainTerm{
        "prefill", "prefill",
        "Reading the prompt, all of its tokens together. Only then comes the first new token, "
        "and then one after another."},
    PlainTerm{
        "probability", "probability",
        "A number from 0 to 1 for each token; those of all tokens together are 1. A token with "
        "20% comes in about one of five tries, if the same step is sampled often.",
        "Σ pᵢ = 1"},
    PlainTerm{
        "prompt", "prompt",
        "The text that the model continues. The model reads it as tokens, and everything that "
        "comes next depends on it."},
    PlainTerm{"random-number", "random number u",
              "A number from 0 to 1 (1 excluded) for each step, which decides which token is "
              "sampled. It is computed from the seed and the number of the step, so it can be had "
              "again.",
              "u = f(seed, stream, step)", "Salmon et al. 2011 (Philox)"},
    PlainTerm{"rank", "rank",
              "The place of a token when all tokens are in order of their model probability. Rank "
              "1 is the most likely token."},
    PlainTerm{"run", "run",
              "A prompt, and the ways in which a model continued it. It can be saved, opened and "
              "computed again."},
    PlainTerm{
        "sampler-chain", "sampler chain",
        "The stages between the model's logits and the choice: each looks at what those before "
        "it left. Its order matters."},
    PlainTerm{
        "sampling", "sampling",
        "Choosing the next token by chance, each with its probability. The same prompt can so "
        "have many continuations."},
    PlainTerm{"sampling-probability", "sampling probability",
              "The probability with which a token is sampled, after all stages of the sampler "
              "chain. It is 0 for a token that a stage removed.",
              "qᵢ = pᵢ^(1/T) / Σ pⱼ^(1/T), over the tokens kept"},
    PlainTerm{
        "seed", "seed",
        "A number that all random numbers of a run are computed from. The same seed, prompt and "
        "settings give the same text; another seed gives another."},
    PlainTerm{
        "softmax", "softmax",
        "Makes probabilities of logits: all are above 0, and together they are 1. A logit that "
        "is higher by 1 makes the token e = 2.718… times as probable.",
        "pᵢ = exp(logitᵢ) / Σ exp(logitⱼ)"},
    PlainTerm{
        "surprisal", "surprisal",
        "How unexpected a token is, in bits: 1 bit is a token with probability 1/2, 10 bits one "
        "with about 1/1000. It is measured by the model probability.",
        "−log₂ p"},
    PlainTerm{"token", "token",
              "What a model reads and writes: a word, a part of a word or a character, mostly with "
              "the space before it. A text is a sequence of tokens, each of which is a number."},
    PlainTerm{
        "vocabulary", "vocabulary",
        "All tokens that a model knows: 8,192 in the bundled model, 50,257 in GPT-2. The model "
        "gives a probability to each of them at every step."},
};

// Of a stage the first sentence stands in the table of stages.
struct StageTerm
{
    StageKind kind;
    std::string_view more; // the second sentence
    std::string_view formula;
    std::string_view source = {};
};

constexpr std::array stageTerms{
    StageTerm{StageKind::RepetitionPenalty, "It counts the prompt too, and is off at 1.",
              "logit / r where it is above 0, logit · r where it is not", "Keskar et al. 2019"},
    StageTerm{StageKind::PresencePenalty, "It doesn't matter how often that was.",
              "logit − a, if the token was sampled", "OpenAI"},
    StageTerm{StageKind::FrequencyPenalty, "So a token falls further each time.",
              "logit − a · times", "OpenAI"},
    StageTerm{StageKind::Dry, "Single words that come again are left alone.",
              "logit − multiplier · base^(length − allowed length)", "text-generation-webui"},
    // Its explanation has two sentences already.
    StageTerm{StageKind::Temperature, "", "qᵢ = pᵢ^(1/T) / Σ pⱼ^(1/T)"},
    StageTerm{
        StageKind::DynamicTemperature,
        "H is the entropy of the tokens that are left, Hmax the highest that they could have.",
        "T = Tmin + (Tmax − Tmin) · (H / Hmax)^e", "llama.cpp"},
    StageTerm{StageKind::TopK, "It keeps as many where the model is sure as where it is not.",
              "rank ≤ k", "Fan et al. 2018"},
    StageTerm{StageKind::TopP,
              "So it keeps few tokens where the model is sure, and many where it is not.",
              "the smallest n with p₁ + … + pₙ ≥ p", "Holtzman et al. 2020"},
    StageTerm{StageKind::MinP,
              "So the bound is high where the model is sure, and low where it is not.",
              "pᵢ ≥ min-p · p₁", "Nguyen et al. 2024"},
    StageTerm{StageKind::TypicalP,
              "The idea is that people, too, say what is neither too likely nor too unlikely.",
              "ascending |−log pᵢ − H|, until Σ pᵢ ≥ τ", "Meister et al. 2022"},
    StageTerm{StageKind::TopA, "It is strict where the model is sure, and lax where it is not.",
              "pᵢ ≥ a · p₁²", "text-generation-webui"},
    StageTerm{StageKind::Epsilon, "The bound is the same at every step.", "pᵢ ≥ ε",
              "Hewitt et al. 2022"},
    StageTerm{StageKind::Eta, "It is epsilon's rule with a bound that follows the entropy.",
              "pᵢ ≥ min(ε, √ε · e^(−H)), H in nats", "Hewitt et al. 2022"},
    StageTerm{StageKind::TopNSigma,
              "Temperature before it changes nothing about which tokens it keeps.",
              "logitᵢ ≥ logit₁ − n · σ", "Tang et al. 2024"},
    StageTerm{StageKind::Xtc, "So it leads away from what is said most often.",
              "with chance q: removes all pᵢ ≥ t but the last", "text-generation-webui"},
    StageTerm{StageKind::Mirostat, "So the text stays about as surprising from end to end.",
              "surprisal ≤ μ, then μ − η · (surprisal − τ)", "Basu et al. 2021"},
};

std::string lowerCase(std::string text)
{
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::vector<Term> allTerms()
{
    std::vector<Term> terms;
    for (const auto& [key, name, explanation, formula, source] : plainTerms)
        terms.push_back({std::string(key), std::string(name), std::string(explanation),
                         std::string(formula), std::string(source)});
    for (const auto& [kind, more, formula, source] : stageTerms) {
        const auto& stage = describe(kind);
        auto explanation = std::string(stage.explanation);
        if (!more.empty())
            explanation += ' ' + std::string(more);
        terms.push_back({std::string(stage.key), std::string(stage.name), std::move(explanation),
                         std::string(formula), std::string(source)});
    }
    std::ranges::sort(terms, {}, [](const Term& term) { return lowerCase(term.name); });
    return terms;
}

} // namespace

std::span<const Term> glossary()
{
    static const auto terms = allTerms();
    return terms;
}

const Term* findTerm(std::string_view key)
{
    const auto found = std::ranges::find(glossary(), key, &Term::key);
    return found == glossary().end() ? nullptr : &*found;
}

} // namespace logitscope
