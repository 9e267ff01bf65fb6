#include "core/remote/answer_json.h"
#include "core/remote/candidate_request.h"
#include "core/remote/server_facts.h"
#include "core/remote/step_answer.h"
#include "tests/fuzz/fuzzers.h"
#include "tests/fuzz/require.h"

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace logitscope::fuzz
{

namespace
{

const Wanted wantedTokens{
    .server = "host:1", .vocabulary = 300, .candidates = 3, .fewerAreFine = true, .tokens = 3};

template <class T>
bool isUsable(const Result<T>& result)
{
    require(result || result.error().message.starts_with("host:1: "),
            "a sentence names the server");
    return result.has_value();
}

// Whatever the server says: what is passed on are probabilities of different tokens.
void requireSound(const std::vector<Candidate>& candidates)
{
    double sum = 0.0;
    std::set<TokenId> tokens;
    auto last = 0.0;
    for (const auto& [token, logProbability] : candidates) {
        require(token >= 0 && token < wantedTokens.vocabulary, "a token is in the vocabulary");
        require(std::isfinite(logProbability) && logProbability <= 0.0, "it has a probability");
        require(logProbability <= last, "the most likely comes first");
        require(tokens.insert(token).second, "no token comes twice");
        last = logProbability;
        sum += std::exp(logProbability);
    }
    require(sum <= 1.0 + 1e-4, "probabilities are no more than 1 together");

    const auto coverage = coverageOf(candidates, wantedTokens.vocabulary);
    require(coverage.rest >= 0.0 && coverage.rest <= 1.0, "the rest is a probability");
    require(coverage.known <= coverage.vocabulary, "no more is known than there is");
    std::vector<float> logits(static_cast<std::size_t>(wantedTokens.vocabulary));
    writeLogits(candidates, logits);
    for (const float logit : logits)
        require(logit <= 0.0F, "a logit is a number");
}

} // namespace

void remoteAnswer(std::string_view bytes)
{
    static const std::vector<std::string> words{"a", " b", "\xe2\x80", "a", "<|endoftext|>"};
    static const TokenNames names(words);
    const auto fewer = fewerCandidates(bytes, 100);
    require(!fewer || (*fewer > 0 && *fewer < 100), "fewer are fewer");
    if (const auto token = names.find(bytes))
        require(*token >= 0, "a name is of a token");
    const auto answer = readAnswer(bytes, "host:1");
    if (!isUsable(answer))
        return;
    if (const auto step = llamaStep(*answer, wantedTokens); isUsable(step))
        requireSound(step->candidates);
    if (const auto step = completionStep(*answer, names, wantedTokens); isUsable(step)) {
        requireSound(step->candidates);
        require(!step->candidates.empty() && step->candidates.size() <= 3,
                "there are as many as were asked for");
    }
    if (const auto steps = promptSteps(*answer, wantedTokens); isUsable(steps)) {
        require(steps->size() == 2, "each token but the first has a step before it");
        for (const auto& step : *steps) {
            requireSound(step.candidates);
            require(!step.rank || (*step.rank > 3 && *step.rank <= 300), "it has a lower rank");
        }
    }
    if (const auto vocabulary = llamaVocabulary(*answer, wantedTokens); isUsable(vocabulary))
        require(vocabulary->size() == 300, "each token has its bytes");
    if (const auto tokens = tokensIn(*answer, 300, "host:1"); isUsable(tokens))
        for (const auto token : *tokens)
            require(token >= 0 && token < 300, "a text's token is in the vocabulary");
    isUsable(listedModel(*answer, "", "host:1"));
    isUsable(listedModel(*answer, "tiny", "host:1"));
    require(llamaProps(*answer).contextLength >= 0, "a length is one");
    detokenized(*answer);
    completionText(*answer);
}

} // namespace logitscope::fuzz
