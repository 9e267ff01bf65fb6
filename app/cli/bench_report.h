// What logitscope bench has to say, for a person and for a program.
#pragma once

#include "core/bench/benchmark.h"
#include "core/model/language_model.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace logitscope
{

struct BenchReport
{
    ModelInfo model;
    BenchmarkRequest request;
    int threads = 0;
    double loadMilliseconds = 0.0; // from asking for the model to having it
    Benchmark benchmark;
    double readBandwidth = 0.0; // GB/s
    double peakMemory = 0.0;    // MB

    // GB/s: the weights that a step of one row reads, over the time it takes.
    double achievedBandwidth() const;

    // One flat object, in the order of the text.
    nlohmann::ordered_json json() const;

    std::string text() const;
};

} // namespace logitscope
