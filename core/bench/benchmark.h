// How quick a model is here: reading a prompt, a step of one row, a step of many, and drawing.
#pragma once

#include "core/model/language_model.h"
#include "core/result.h"

#include <optional>
#include <vector>

namespace logitscope
{

struct BenchmarkRequest
{
    int rows = 9;          // of a step of many, 1 to 64
    int promptTokens = 32; // read before the first step
    int tokens = 64;       // steps that are measured, after a few that are not
};

// An Error where the text would not fit the model's context, or there is nothing to measure.
std::optional<Error> findError(const BenchmarkRequest& request, const ModelInfo& model);

struct Benchmark
{
    double prefillTokensPerSecond = 0.0; // median of several prompts
    double decodeMedian = 0.0;           // milliseconds of one row's step
    double decode95th = 0.0;             // its 95th percentile
    double rowsDecodeMedian = 0.0;       // milliseconds of one step of all rows
    double samplingMedian = 0.0;         // of drawing all rows' tokens, each of the nine in turn
};

// `request` must be free of errors.
Result<Benchmark> measure(const LanguageModel& model, const BenchmarkRequest& request);

// The value that a part `share` of them does not exceed, in [0, 1]: the smallest such of the values
// (nearest rank). 0.5 is the median. At least one value.
double percentile(std::vector<double> values, double share);

// MB (1e6 bytes) of memory in use at once, since the process began: its resident set.
double peakMemory();

} // namespace logitscope
