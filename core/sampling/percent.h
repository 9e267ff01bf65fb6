// Probabilities and random numbers as people read them, honest at every size.
#pragma once

#include <string>

namespace logitscope
{

// A probability in [0, 1] as a percentage of two or three significant digits, at most eight
// characters down to 1e-6:
//
//   1 -> "100%", 0.312 -> "31.2%", 0.05 -> "5.00%", 0.004 -> "0.40%", 0.000123 -> "0.0123%",
//   1e-6 -> "0.0001%", 3.2e-9 -> "3.2e-7%" (an exponent of the percentage below 1e-6), 0 -> "0%"
//
// Only 1 itself is "100%" and only 0 itself is "0%": near 1 there are more digits, 0.9996 is
// "99.96%", and what three decimals can't tell from 1 is ">99.999%". Never decreases as the
// probability grows, and doesn't depend on the locale.
std::string formatPercent(double probability);

// A random number in [0, 1) with four digits, cut: 0.99996 must not be shown as 1, which it never
// is.
std::string formatRandomNumber(double u);

} // namespace logitscope
