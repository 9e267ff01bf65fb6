// Random numbers for property tests: the same on every run and machine.
#pragma once

#include <QtGlobal>

#include <cstdint>
#include <random>

class RandomSource
{
public:
    explicit RandomSource(std::uint32_t seed) : generator_(seed) {}

    // 0 to limit - 1.
    qsizetype below(qsizetype limit) { return qsizetype(generator_() % std::uint64_t(limit)); }

private:
    std::mt19937 generator_;
};
