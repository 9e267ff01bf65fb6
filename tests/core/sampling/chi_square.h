// Does a count of draws agree with theory? Pearson's test, for draws with a fixed seed.
#pragma once

#include <cmath>
#include <span>
#include <vector>

namespace logitscope
{

// The value that chi-square with that many degrees of freedom exceeds once in 10,000 times: Wilson
// and Hilferty's approximation (1931), with the normal distribution's quantile at 1 - 1e-4.
inline double chiSquareLimit(int degrees)
{
    const double variance = 2.0 / (9.0 * degrees);
    return degrees * std::pow(1.0 - variance + 3.719016 * std::sqrt(variance), 3.0);
}

struct ChiSquare
{
    double statistic = 0.0;
    int degrees = 0;

    bool agrees() const { return degrees > 0 && statistic < chiSquareLimit(degrees); }
};

// Neighbouring bins are taken together until at least 5 are expected, without which the statistic
// isn't chi-square's.
inline ChiSquare chiSquare(std::span<const int> observed, std::span<const double> expected)
{
    ChiSquare result;
    double observedSum = 0.0;
    double expectedSum = 0.0;
    double expectedLeft = 0.0;
    for (const double bin : expected)
        expectedLeft += bin;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        observedSum += observed[i];
        expectedSum += expected[i];
        expectedLeft -= expected[i];
        const bool last = i + 1 == expected.size();
        if (last || (expectedSum >= 5.0 && expectedLeft >= 5.0)) {
            const double difference = observedSum - expectedSum;
            result.statistic += difference * difference / expectedSum;
            ++result.degrees;
            observedSum = 0.0;
            expectedSum = 0.0;
        }
    }
    --result.degrees; // the total is given
    return result;
}

} // namespace logitscope
