// A number of which perhaps only bounds are known, as people read it.
#pragma once

#include "core/sampling/bounded.h"

#include <functional>
#include <string>
#include <string_view>

namespace logitscope
{

enum class BoundedStyle
{
    Words, // "between 2.31 and 4.70", "at least 2.31", "at most 4.70"
    Short, // "2.31–4.70", "≥ 2.31", "≤ 4.70"
};

// "2.31" where it is exact, or reads as if it were. A bound that says no more than `possible`, what
// any such number can be, is left out; where neither says more it is "unknown". `format` writes one
// number.
std::string boundedText(const Bounded& number, const std::function<std::string(double)>& format,
                        BoundedStyle style = BoundedStyle::Words, const Bounded& possible = {});

// Of a probability: "31.2%", "between 31.2% and 35.0%", "at most 0.012%".
std::string probabilityText(const Bounded& probability, BoundedStyle style = BoundedStyle::Words);

// Whether it says anything of a number: "unknown" and "–" don't.
bool saysNumber(std::string_view text);

// "2.31 bits"; but what says no number has no unit.
std::string withUnit(const std::string& text, std::string_view unit);

} // namespace logitscope
