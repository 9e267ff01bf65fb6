// A number of which perhaps only bounds are known, as people read it.
#pragma once

#include "core/sampling/bounded.h"

#include <functional>
#include <string>

namespace logitscope
{

enum class BoundedStyle
{
    Words, // "between 2.31 and 4.70", "at least 2.31"
    Short, // "2.31–4.70", "≥ 2.31"
};

// "2.31" where it is exact, or reads as if it were; "unknown" where there are no bounds. `format`
// writes one number.
std::string boundedText(const Bounded& number, const std::function<std::string(double)>& format,
                        BoundedStyle style = BoundedStyle::Words);

} // namespace logitscope
