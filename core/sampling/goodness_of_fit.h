// Do counts agree with the probabilities that they were drawn from? Pearson's chi-square test:
// K. Pearson, "On the criterion that a given system of deviations from the probable ... can be
// reasonably supposed to have arisen from random sampling", Philosophical Magazine 50, 1900.
#pragma once

#include <optional>
#include <span>

namespace logitscope
{

struct GoodnessOfFit
{
    double statistic; // the sum of (observed - expected)² / expected over all pools
    int degrees;      // of freedom: one fewer than pools
    double p;         // how often chance alone gives a statistic as large or larger

    friend bool operator==(const GoodnessOfFit&, const GoodnessOfFit&) = default;
};

// Q(degrees / 2, statistic / 2), the regularised upper incomplete gamma function: how often
// chi-square with so many degrees of freedom, 1 or more, is as large or larger. Abramowitz and
// Stegun, Handbook of Mathematical Functions, 26.4.19 and 6.5.3.
double chiSquareTail(double statistic, int degrees);

// Below so many expected counts the statistic isn't chi-square's; neighbours are pooled until they
// have them (the rule is Cochran's, 1954).
inline constexpr double leastExpected = 5.0;

// `probabilities` sum to 1 and belong to the counts one by one. What is left behind the last full
// pool joins that one. Nothing where there are fewer than two pools: then nothing could differ.
std::optional<GoodnessOfFit> goodnessOfFit(std::span<const int> counts,
                                           std::span<const double> probabilities);

} // namespace logitscope
