// The most likely next tokens as a server tells them, and whether that can be true.
#pragma once

#include "core/coverage.h"
#include "core/result.h"
#include "core/token_id.h"

#include <span>
#include <string>
#include <vector>

namespace logitscope
{

struct Candidate
{
    TokenId token;
    double logProbability; // natural logarithm, at most 0, of the whole softmax at temperature 1

    bool operator==(const Candidate&) const = default;
};

// What an answer has to keep to.
struct Wanted
{
    std::string server; // for the Error
    int vocabulary = 0; // ids are below
    int candidates = 1; // that were asked for
    bool fewerAreFine = false;
    int tokens = 0;         // of the text that was sent; 0: not checked
    std::string model = {}; // whose name the answer has, if it has one; empty: any
};

// So much may rounding add to a sum of probabilities, or take from that of the whole vocabulary.
constexpr double probabilityRounding = 1e-4;

enum class CandidateOrder
{
    MostLikelyFirst, // as the server has to tell them
    Any,             // a JSON object has no order
};

// The same, most likely first; of those alike the lower id first. Errors: an id that is outside the
// vocabulary or told twice, a logarithm that is none of a probability, probabilities that are more
// than 1 together or, of the whole vocabulary, less; the wrong order; fewer than
// were asked for.
Result<std::vector<Candidate>> checked(std::vector<Candidate> told, CandidateOrder order,
                                       const Wanted& wanted);

// Of candidates that were checked.
Coverage coverageOf(std::span<const Candidate> candidates, int vocabulary);

// One logit for each token of the vocabulary: the logarithm, or -infinity where it isn't told.
void writeLogits(std::span<const Candidate> candidates, std::span<float> logits);

} // namespace logitscope
